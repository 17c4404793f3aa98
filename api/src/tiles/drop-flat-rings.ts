import type { RawFeature } from 'geojson-vt';

type RawRing = Int16Array | Int32Array;

/**
 * A polygon without its rings of no area, which cutting leaves where it only touches the tile, and without the parts
 * whose holes take all of them, as where the tile lies in a hole. Undefined when nothing is left.
 */
export function dropFlatRings(feature: RawFeature): RawFeature | undefined {
  if (feature.type !== 3) return feature;
  const parts: { rings: RawRing[]; doubledArea: number }[] = [];
  for (const ring of feature.geometry) {
    const area = doubledArea(ring);
    const last = parts.at(-1);
    // Shells have a positive area, holes a negative one, and holes follow their shell.
    if (area > 0 || (area < 0 && last === undefined)) parts.push({ rings: [ring], doubledArea: area });
    else if (area < 0 && last !== undefined) {
      last.rings.push(ring);
      last.doubledArea += area;
    }
  }
  const rings = parts.flatMap((part) => (part.doubledArea === 0 ? [] : part.rings));
  if (rings.length === feature.geometry.length) return feature;
  return rings.length === 0 ? undefined : { ...feature, geometry: rings };
}

/** Twice the signed area: positive where the ring runs clockwise on the screen. */
function doubledArea(ring: RawRing): number {
  let sum = 0;
  for (let at = 0; at + 3 < ring.length; at += 2)
    sum += ring[at]! * ring[at + 3]! - ring[at + 2]! * ring[at + 1]!;
  return sum;
}
