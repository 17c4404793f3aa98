import type { Curve } from './draw-curves.js';

/** Half widths in metres at the source and at the mouth, by rank. */
const halfWidths = { 1: [60, 150], 2: [8, 34], 3: [4, 12] } as const;

/** Half the width at a point of a river, metres; a slow swell and ebb keeps the banks from running parallel. */
export function riverHalfWidth(curve: Curve, at: number): number {
  const [narrow, wide] = halfWidths[curve.rank];
  const part = at / curve.points.length;
  return (narrow + (wide - narrow) * part) * (1 + 0.16 * Math.sin(at / 14) + 0.08 * Math.sin(at / 5.3));
}
