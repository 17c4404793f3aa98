import type { Geometry } from 'geojson';
import type { Level } from '../hierarchy/levels.js';
import { decodeMultiPolygon, decodePoint } from './decode-multipolygon.js';
import type { Sql } from './run-sql.js';
import type { Store, StoredGrid } from './types.js';

interface StoredGridRecord {
  readonly grid_id: number;
  readonly level: Level;
  readonly code: string;
  readonly name: string;
  readonly parent_id: number | null;
  readonly category: string | null;
  readonly class: string | null;
  readonly implied: boolean;
  readonly attributes: Record<string, unknown>;
  readonly original: Geometry | null;
  readonly geometry: string;
  readonly label_point: string;
  readonly area_square_metres: number;
}

/**
 * A page is one statement that the embedded server's single session gives to nobody else: 1 000 grids of 35
 * vertices take it about 60 ms.
 */
const pageGrids = 1_000;

export function createGridReader(sql: Sql): Pick<Store, 'readGrids'> {
  return {
    async readGrids(territoryId, revision, options = {}) {
      const total = await countAll(sql, territoryId, revision);
      const grids: Omit<StoredGrid, 'parentCode'>[] = [];
      for (let after = 0; ;) {
        options.signal?.throwIfAborted();
        const page = await readPage(sql, territoryId, revision, after);
        for (const record of page) grids.push(toStoredGrid(record));
        options.onProgress?.(grids.length, total);
        const last = page.at(-1);
        if (last === undefined || page.length < pageGrids) break;
        after = last.grid_id;
      }
      const codes = new Map(grids.map((grid) => [grid.gridId, grid.code]));
      return grids.map((grid) => ({
        ...grid,
        parentCode: grid.parentId === null ? null : (codes.get(grid.parentId) ?? null),
      }));
    },
  };
}

async function countAll(sql: Sql, territoryId: string, revision: number): Promise<number> {
  const rows = await sql.read<{ count: number }>(
    'select count(*) as count from wangge.grids_as_of($1::text, $2::bigint) v',
    [territoryId, revision],
  );
  return rows[0]?.count ?? 0;
}

function readPage(
  sql: Sql,
  territoryId: string,
  revision: number,
  after: number,
): Promise<StoredGridRecord[]> {
  return sql.read<StoredGridRecord>(
    `select
       v.grid_id,
       v.level,
       v.code,
       v.name,
       v.parent_id,
       v.category,
       c.class,
       v.implied,
       v.attributes,
       v.original,
       v.geometry::text as geometry,
       v.label_point::text as label_point,
       v.area_square_metres
     from wangge.grids_as_of($1::text, $2::bigint) v
     left join wangge.element_category c
       on c.territory_id = v.territory_id
       and c.code = v.category
     where v.grid_id > $3::bigint
     order by v.grid_id
     limit $4::bigint`,
    [territoryId, revision, after, pageGrids],
  );
}

function toStoredGrid(record: StoredGridRecord): Omit<StoredGrid, 'parentCode'> {
  return {
    gridId: record.grid_id,
    level: record.level,
    code: record.code,
    name: record.name,
    parentId: record.parent_id,
    category: record.category,
    class: record.class,
    implied: record.implied,
    attributes: record.attributes,
    original: record.original,
    geometry: decodeMultiPolygon(record.geometry),
    labelPoint: decodePoint(record.label_point),
    areaSquareMetres: record.area_square_metres,
  };
}
