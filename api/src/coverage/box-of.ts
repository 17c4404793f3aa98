import type { Geometry } from 'geojson';
import type { Box } from './pair-by-place.js';
import { visitPositions } from './visit-positions.js';

/** The box around a geometry, in its own units; `undefined` for one without a position. */
export function boxOf(geometry: Geometry): Box | undefined {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  visitPositions(geometry, ([lng, lat]) => {
    box[0] = Math.min(box[0], lng!);
    box[1] = Math.min(box[1], lat!);
    box[2] = Math.max(box[2], lng!);
    box[3] = Math.max(box[3], lat!);
  });
  return box[0] <= box[2] ? box : undefined;
}
