import { writeFileSync } from 'node:fs';
import type { Grid } from '../../src/coverage/types.js';

/** Where a vertex of one grid stands in the file instead, in lattice steps with fractions. */
export type MovedVertices = ReadonlyMap<string, ReadonlyMap<string, readonly [number, number]>>;

/**
 * Writes grids as one GeoJSON file with the fields that reading knows by default.
 *
 * @param decimals of a degree; seven are the lattice
 * @param moved by level and code, then by the vertex `x,y`
 */
export function writeCity(
  path: string,
  grids: readonly Grid[],
  decimals: number,
  moved: MovedVertices = new Map(),
): void {
  const features = grids.map((grid) => {
    const moves = moved.get(`${grid.level} ${grid.code}`);
    const place = (x: number, y: number): string => {
      const [toX, toY] = moves?.get(`${x},${y}`) ?? [x, y];
      return `[${(toX / 1e7).toFixed(decimals)},${(toY / 1e7).toFixed(decimals)}]`;
    };
    const coordinates = grid.geometry.map(
      (polygon) =>
        `[${polygon
          .map((ring) => {
            const positions: string[] = [];
            for (let at = 0; at + 1 < ring.length; at += 2) positions.push(place(ring[at]!, ring[at + 1]!));
            return `[${positions.join(',')}]`;
          })
          .join(',')}]`,
    );
    const { level, code, parentCode, name, category } = grid;
    const properties = JSON.stringify({ level, code, parent: parentCode, name, category });
    return `{"type":"Feature","properties":${properties},"geometry":{"type":"MultiPolygon","coordinates":[${coordinates.join(',')}]}}`;
  });
  writeFileSync(path, `{"type":"FeatureCollection","features":[\n${features.join(',\n')}\n]}\n`);
}
