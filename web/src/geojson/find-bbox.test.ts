import { expect, it } from 'vitest';
import { findBbox } from './find-bbox.js';

it('spans all parts of a geometry', () => {
  expect(
    findBbox({
      type: 'GeometryCollection',
      geometries: [
        { type: 'Point', coordinates: [5, 1] },
        {
          type: 'MultiPolygon',
          coordinates: [
            [
              [
                [0, 2],
                [3, 2],
                [3, 7],
                [0, 2],
              ],
            ],
          ],
        },
      ],
    }),
  ).toEqual([0, 1, 5, 7]);
});

it('has none for a geometry without positions', () => {
  expect(findBbox({ type: 'MultiPoint', coordinates: [] })).toBeUndefined();
});
