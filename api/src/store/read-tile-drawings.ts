import { levelNumber, type Level } from '../hierarchy/levels.js';
import { decodePoint } from './decode-multipolygon.js';
import { decodeTwkb } from './decode-twkb.js';
import type { Sql } from './run-sql.js';
import type { Store, TileGrid } from './types.js';

const tileGridColumns = `
  v.grid_id as "gridId",
  v.level,
  v.code,
  v.name,
  v.category,
  c.class`;

/** What tiles are made of. A tile is one statement; which rows it takes, the index over the boxes says. */
export function createTileReader(sql: Sql): Pick<Store, 'readTileDrawings' | 'readTileLabels'> {
  return {
    async readTileDrawings(territoryId, revision, zoom, box) {
      const rows = await sql.read<TileGrid & { shape: Buffer }>(
        `select ${tileGridColumns}, d.shape
         from wangge.grid_drawing d
         join wangge.grid_version v
           on v.territory_id = d.territory_id
           and v.grid_id = d.grid_id
           and v.revisions @> $2::bigint
         left join wangge.element_category c
           on c.territory_id = v.territory_id
           and c.code = v.category
         where d.territory_id = $1::text
           and d.zoom = $3::smallint
           and d.box && box(point($4::float8, $5::float8), point($6::float8, $7::float8))
           and d.revisions @> $2::bigint
         order by wangge.level_number(v.level), d.grid_id`,
        [territoryId, revision, zoom, ...box],
      );
      return rows.map(({ shape, ...grid }) => ({ ...grid, geometry: decodeTwkb(shape) }));
    },

    async readTileLabels(territoryId, revision, levels, box) {
      const rows = await sql.read<TileGrid & { labelPoint: string }>(
        `select ${tileGridColumns}, v.label_point::text as "labelPoint"
         from wangge.grids_as_of($1::text, $2::bigint) v
         left join wangge.element_category c
           on c.territory_id = v.territory_id
           and c.code = v.category
         where wangge.level_number(v.level) = any ($3::smallint[])
           and v.geometry && st_makeenvelope($4::float8, $5::float8, $6::float8, $7::float8, 4326)
           and v.label_point && st_makeenvelope($4::float8, $5::float8, $6::float8, $7::float8, 4326)
         order by wangge.level_number(v.level), v.grid_id`,
        [territoryId, revision, levels.map((level: Level) => levelNumber(level)), ...box],
      );
      return rows.map(({ labelPoint, ...grid }) => ({ ...grid, labelPoint: decodePoint(labelPoint) }));
    },
  };
}
