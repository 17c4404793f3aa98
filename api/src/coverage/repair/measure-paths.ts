import type { Extent } from './has-not-grown.js';

/** A closed path in lattice steps; crossings lie between lattice points. */
export type Path = readonly { readonly x: number; readonly y: number }[];

/** Box, area and perimeter of one polygon, in doubles: only to compare one with another. */
export function measurePaths(paths: readonly Path[]): Extent {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const { x: originX, y: originY } = paths[0]?.[0] ?? { x: 0, y: 0 };
  let doubledArea = 0;
  let perimeter = 0;
  for (const path of paths) {
    path.forEach(({ x, y }, index) => {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
      const next = path[index + 1];
      if (next === undefined) return;
      perimeter += Math.hypot(next.x - x, next.y - y);
      doubledArea += (x - originX) * (next.y - originY) - (next.x - originX) * (y - originY);
    });
  }
  return { box, area: doubledArea / 2, perimeter };
}
