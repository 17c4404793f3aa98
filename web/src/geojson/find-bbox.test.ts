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

it('goes on behind 180° where a geometry lies on both sides of it', () => {
  const parts = [
    [179, -1],
    [180, 0],
    [-180, 0],
    [-178, 1],
  ];
  expect(findBbox({ type: 'MultiPoint', coordinates: parts })).toEqual([179, -1, 182, 1]);
  expect(findBbox({ type: 'MultiPoint', coordinates: [...parts, [0, 0]] })).toEqual([0, -1, 182, 1]);
});

it('is as wide as it is where it crosses the zero meridian', () => {
  expect(
    findBbox({
      type: 'LineString',
      coordinates: [
        [-100, 0],
        [0, 0],
        [100, 1],
      ],
    }),
  ).toEqual([-100, 0, 100, 1]);
});
