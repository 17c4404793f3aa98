import type { MultiPolygon, Ring } from '../../geometry/types.js';
import { canonicalGeometry } from '../canonical-ring.js';
import { worldUnits } from './tile-units.js';

/**
 * A geometry with y to the north as tiles want it: y to the south from the top of the world, shells clockwise on the screen
 * (a positive shoelace sum there), every ring from its least vertex on, parts and holes sorted. So what is drawn the same is the
 * same numbers, whatever grids it was made beside.
 */
export function toTileRings(geometry: MultiPolygon, zoom: number): MultiPolygon {
  const units = worldUnits(zoom);
  return canonicalGeometry(geometry.map((rings) => rings.map((ring) => turnOver(ring, units))));
}

/** The ring mirrored and then reversed, so that it keeps turning as it did. */
function turnOver(ring: Ring, units: number): Ring {
  const turned = new Int32Array(ring.length);
  for (let from = ring.length - 2, to = 0; from >= 0; from -= 2, to += 2) {
    turned[to] = ring[from]!;
    turned[to + 1] = units - ring[from + 1]!;
  }
  return turned;
}
