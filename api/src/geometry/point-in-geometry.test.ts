import type { Position } from 'geojson';
import { describe, expect, it } from 'vitest';
import { pointInGeometry } from './point-in-geometry.js';

const square = (west: number, south: number, side: number): Position[] => [
  [west, south],
  [west + side, south],
  [west + side, south + side],
  [west, south + side],
  [west, south],
];

describe('pointInGeometry', () => {
  it('is inside a polygon whose middle is outside of it', () => {
    /*
     *  ┌─┐   ┌──┐
     *  │ │   │  │   the middle of the U is open: the wider arm takes the point
     *  │ └───┘  │
     *  └────────┘
     */
    const u: Position[] = [
      [0, 0],
      [10, 0],
      [10, 10],
      [7, 10],
      [7, 2],
      [2, 2],
      [2, 10],
      [0, 10],
      [0, 0],
    ];
    expect(pointInGeometry({ type: 'Polygon', coordinates: [u] })).toEqual([8.5, 5]);
  });

  it('avoids holes', () => {
    const point = pointInGeometry({ type: 'Polygon', coordinates: [square(0, 0, 10), square(1, 1, 8)] });
    expect(point).toEqual([0.5, 5]);
  });

  it('is inside a sliver of a centimetre', () => {
    const sliver: Position[] = [
      [110, 32],
      [110.01, 32.01],
      [110.01, 32.0100001],
      [110, 32],
    ];
    const [lng = 0, lat = 0] = pointInGeometry({ type: 'Polygon', coordinates: [sliver] }) ?? [];
    expect(lat - 32).toBeGreaterThanOrEqual(lng - 110);
    expect(lat - 32).toBeLessThanOrEqual((lng - 110) * 1.00001 + 1e-12);
  });

  it('lies in the largest part', () => {
    const coordinates = [[square(0, 0, 1)], [square(5, 5, 4)], [square(20, 0, 2)]];
    expect(pointInGeometry({ type: 'MultiPolygon', coordinates })).toEqual([7, 7]);
  });

  it('of points and lines is one of theirs; of nothing there is none', () => {
    expect(pointInGeometry({ type: 'Point', coordinates: [1, 2] })).toEqual([1, 2]);
    expect(pointInGeometry({ type: 'MultiPoint', coordinates: [[3, 4]] })).toEqual([3, 4]);
    expect(
      pointInGeometry({
        type: 'LineString',
        coordinates: [
          [0, 0],
          [1, 1],
          [2, 0],
        ],
      }),
    ).toEqual([1, 1]);
    expect(
      pointInGeometry({
        type: 'MultiLineString',
        coordinates: [
          [
            [5, 6],
            [7, 8],
          ],
        ],
      }),
    ).toEqual([5, 6]);
    const geometries = [{ type: 'Point' as const, coordinates: [9, 9] }];
    expect(pointInGeometry({ type: 'GeometryCollection', geometries })).toEqual([9, 9]);
    expect(pointInGeometry({ type: 'Polygon', coordinates: [] })).toBeUndefined();
    expect(pointInGeometry({ type: 'MultiPolygon', coordinates: [] })).toBeUndefined();
  });
});
