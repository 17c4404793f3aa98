import type { Level } from '../hierarchy/levels.js';
import { levelNumber } from '../hierarchy/levels.js';
import { decodeGeoJson } from './decode-geojson.js';
import { meetsBox } from './meets-box.js';
import type { Sql } from './run-sql.js';
import type { GridQuery, GridRow, Store } from './types.js';

interface GridRecord {
  readonly grid_id: number;
  readonly level: Level;
  readonly code: string;
  readonly name: string;
  readonly parent_id: number | null;
  readonly parent_code: string | null;
  readonly category: string | null;
  readonly class: string | null;
  readonly area_square_metres: number;
  readonly label_lng: number;
  readonly label_lat: number;
  readonly implied: boolean;
  readonly attributes: Record<string, unknown>;
  readonly revision_from: number;
  readonly geometry: string | null;
}

/** $1 territory, $2 revision, $3 whether geometry is wanted; `v` is the grid. */
const selectGrids = `
  select
    v.grid_id,
    v.level,
    v.code,
    v.name,
    v.parent_id,
    p.code as parent_code,
    v.category,
    c.class,
    v.area_square_metres,
    st_x(v.label_point) as label_lng,
    st_y(v.label_point) as label_lat,
    v.implied,
    v.attributes,
    v.revision_from,
    case when $3::boolean then v.geometry::text end as geometry
  from wangge.grids_as_of($1::text, $2::bigint) v
  left join wangge.grids_as_of($1::text, $2::bigint) p
    on p.grid_id = v.parent_id
  left join wangge.element_category c
    on c.territory_id = v.territory_id
    and c.code = v.category`;

const inOrder = 'order by wangge.level_number(v.level), v.code, v.grid_id';

type GridStore = Pick<Store, 'listGrids' | 'countGrids' | 'getGridsByCode' | 'getGridById' | 'listAncestors'>;

export function createGridStore(sql: Sql): GridStore {
  return {
    async listGrids(query) {
      const { conditions, values } = filter(query);
      const rows = await sql.read<GridRecord>(
        `${selectGrids}
         where ${conditions.join(' and ')}
         ${inOrder}
         limit $4::bigint`,
        values,
      );
      return rows.map(toGridRow);
    },

    countGrids: (territoryId, revision) =>
      sql.read(
        `select v.level, v.category, count(*) as count
         from wangge.grids_as_of($1::text, $2::bigint) v
         group by v.level, v.category
         order by wangge.level_number(v.level), v.category`,
        [territoryId, revision],
      ),

    async getGridsByCode(territoryId, revision, code) {
      const rows = await sql.read<GridRecord>(`${selectGrids} where v.code = $4::text ${inOrder}`, [
        territoryId,
        revision,
        true,
        code,
      ]);
      return rows.map(toGridRow);
    },

    async getGridById(territoryId, revision, gridId) {
      const rows = await sql.read<GridRecord>(`${selectGrids} where v.grid_id = $4::bigint`, [
        territoryId,
        revision,
        true,
        gridId,
      ]);
      return rows.map(toGridRow)[0];
    },

    async listAncestors(territoryId, revision, gridId) {
      const rows = await sql.read<GridRecord>(
        `with recursive chain as (
           select v.parent_id as grid_id, 1 as step
           from wangge.grids_as_of($1::text, $2::bigint) v
           where v.grid_id = $4::bigint
           union all
           select v.parent_id, chain.step + 1
           from chain
           join wangge.grids_as_of($1::text, $2::bigint) v
             on v.grid_id = chain.grid_id
           where chain.step < $5::int
         )
         ${selectGrids}
         join chain on chain.grid_id = v.grid_id
         order by chain.step`,
        [territoryId, revision, false, gridId, levelNumber('element')],
      );
      return rows.map(toGridRow);
    },
  };
}

/** The conditions of a list, each with the numbers of its own placeholders, and the values in order. */
function filter(query: GridQuery): { conditions: string[]; values: unknown[] } {
  const values: unknown[] = [query.territoryId, query.revision, query.withGeometry, query.limit];
  const conditions: string[] = ['true'];
  const place = (value: unknown): string => `$${values.push(value)}`;

  if (query.level !== undefined) {
    conditions.push(`wangge.level_number(v.level) = ${place(levelNumber(query.level))}::smallint`);
  }
  if (query.parentId !== undefined) conditions.push(`v.parent_id = ${place(query.parentId)}::bigint`);
  if (query.category !== undefined) conditions.push(`v.category = ${place(query.category)}::text`);
  if (query.bbox !== undefined) conditions.push(meetsBox('v.geometry', query.bbox, place));
  if (query.text !== undefined && query.text !== '') {
    const text = `lower(${place(query.text)}::text)`;
    conditions.push(`(starts_with(lower(v.code), ${text}) or strpos(lower(v.name), ${text}) > 0)`);
  }
  if (query.after !== undefined) {
    const level = `${place(levelNumber(query.after.level))}::smallint`;
    conditions.push(`(wangge.level_number(v.level), v.code) > (${level}, ${place(query.after.code)}::text)`);
  }
  return { conditions, values };
}

function toGridRow(row: GridRecord): GridRow {
  return {
    gridId: row.grid_id,
    level: row.level,
    code: row.code,
    name: row.name,
    parentId: row.parent_id,
    parentCode: row.parent_code,
    category: row.category,
    class: row.class,
    areaSquareMetres: row.area_square_metres,
    labelPoint: [row.label_lng, row.label_lat],
    implied: row.implied,
    attributes: row.attributes,
    revisionFrom: row.revision_from,
    ...(row.geometry === null ? {} : { geometry: decodeGeoJson(row.geometry) }),
  };
}
