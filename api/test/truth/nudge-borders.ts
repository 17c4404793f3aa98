import type { City } from './city.js';
import type { Geos } from './geos-plane.js';
import { metresPerStepAt } from './measure-face.js';
import { Site } from './site.js';
import type { MovedVertices } from './write-city.js';

/**
 * One vertex on the border with a sibling of each of `count` elements, no two of one outlet area, moved into the element
 * by less than the lattice can hold.
 */
export function nudgeBorders(city: City, geos: Geos, count: number, metres: number): MovedVertices {
  const moved = new Map<string, Map<string, readonly [number, number]>>();
  const taken = new Set<string>();
  for (const element of city.elements) {
    if (moved.size === count) break;
    if (taken.has(element.parentCode!)) continue;
    const site = new Site(city, geos, element, 0);
    const run = site.runs().find(({ neighbour, edges }) => edges > 2 && site.isSibling(neighbour));
    if (run === undefined) continue;
    taken.add(element.parentCode!);
    const [a, vertex, b] = [run.shell[0]!, run.shell[1]!, run.shell[2]!];
    const [east, north] = metresPerStepAt(vertex[1] / 1e7);
    const along = [(b[0] - a[0]) * east, (b[1] - a[1]) * north] as const;
    const length = Math.hypot(...along);
    // The interior is on the left.
    const to = [
      vertex[0] - (along[1] / length) * (metres / east),
      vertex[1] + (along[0] / length) * (metres / north),
    ] as const;
    moved.set(`element ${element.code}`, new Map([[`${vertex[0]},${vertex[1]}`, to]]));
  }
  return moved;
}
