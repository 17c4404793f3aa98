import Flatbush from 'flatbush';
import type { Position } from 'geojson';
import { latticeStepsPerDegree } from '../geometry/lattice.js';
import type { Finding } from './types.js';

/** An unmatched vertex this near to the border of a cell has opened it (two lattice steps, and a tenth for rounding). */
const nearSteps = 2.1;

/**
 * Names the cause of noise: every finding of noise with an area gets in `causedBy` the identities of the
 * unmatched vertices that lie on its border or within two lattice steps of it.
 *
 * @param findings those of one family
 * @returns the findings in their order; what has no such cause is the same object
 * Cost: the edges of noise × log of the unmatched vertices.
 */
export function linkCauses(findings: readonly Finding[]): Finding[] {
  const vertices = findings.filter((finding) => finding.kind === 'unmatched-vertex');
  if (vertices.length === 0) return [...findings];
  const points = vertices.map((finding) => pointOf(finding));
  const index = new Flatbush(points.length);
  for (const [x, y] of points) index.add(x, y, x, y);
  index.finish();
  return findings.map((finding) => {
    if (finding.sizeClass !== 'noise' || finding.geometry.type !== 'Polygon') return finding;
    const causes = new Set<string>();
    for (const ring of finding.geometry.coordinates) {
      for (let at = 0; at + 1 < ring.length; at += 1) {
        const a = steps(ring[at]!);
        const b = steps(ring[at + 1]!);
        const near = index.search(
          Math.min(a[0], b[0]) - nearSteps,
          Math.min(a[1], b[1]) - nearSteps,
          Math.max(a[0], b[0]) + nearSteps,
          Math.max(a[1], b[1]) + nearSteps,
        );
        for (const vertex of near) {
          if (distanceToEdge(points[vertex]!, a, b) <= nearSteps) causes.add(vertices[vertex]!.identity);
        }
      }
    }
    return causes.size === 0 ? finding : { ...finding, causedBy: [...causes].sort() };
  });
}

type Place = readonly [x: number, y: number];

function pointOf({ geometry, identity }: Finding): Place {
  if (geometry.type !== 'Point') throw new Error(`The finding ${identity} has no point`);
  return steps(geometry.coordinates);
}

function steps([lng = 0, lat = 0]: Position): Place {
  return [lng * latticeStepsPerDegree, lat * latticeStepsPerDegree];
}

function distanceToEdge([x, y]: Place, [ax, ay]: Place, [bx, by]: Place): number {
  const ux = bx - ax;
  const uy = by - ay;
  const squaredLength = ux * ux + uy * uy;
  const along = squaredLength === 0 ? 0 : ((x - ax) * ux + (y - ay) * uy) / squaredLength;
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(x - ax - share * ux, y - ay - share * uy);
}
