import type { Feature } from 'geojson';
import GeoJSONVT from 'geojson-vt';
import { toGeoJson } from '../src/geometry/to-geojson.js';
import type { Level } from '../src/hierarchy/levels.js';
import type { StoredGrid } from '../src/store/types.js';
import type { TestDatabase } from './database.js';
import { decodeTile, type TileFeature } from './tiles-decode.js';
import type { TileAt } from './tiles-places.js';
import type { TiledMap } from './tiles-maps.js';

/** Tiles as they are usually made: every grid is rounded by itself. */
export interface PlainTiles {
  readonly name: string;
  read(tile: TileAt, levels: readonly Level[]): Promise<readonly TileFeature[]>;
}

/** `ST_AsMVTGeom` of the stored geometry. */
export function openPlainPostgis({ db }: TestDatabase, { territoryId, revision }: TiledMap): PlainTiles {
  return {
    name: 'plain ST_AsMVTGeom',
    async read({ z, x, y }, levels) {
      const { rows } = await db.pool.query<{ tile: Buffer | null }>(
        `select st_asmvt(f, 'grids', 4096, 'geom', 'grid_id') as tile
         from (
           select
             v.grid_id,
             st_asmvtgeom(st_transform(v.geometry, 3857), st_tileenvelope($3::int, $4::int, $5::int), 4096, 64) as geom
           from wangge.grids_as_of($1::text, $2::bigint) v
           where v.level = any ($6::text[])
             and v.geometry && st_transform(
               st_tileenvelope($3::int, $4::int, $5::int, margin => 64.0 / 4096),
               4326
             )
         ) f
         where f.geom is not null`,
        [territoryId, revision, z, x, y, levels],
      );
      const tile = rows[0]?.tile;
      return tile === null || tile === undefined || tile.length === 0
        ? []
        : (decodeTile(tile).get('grids') ?? []);
    },
  };
}

/**
 * geojson-vt over the stored geometry.
 *
 * @param tolerance tile units by which it simplifies: 0 not at all, 3 as it comes
 */
export function openPlainGeoJsonVt(grids: readonly StoredGrid[], tolerance: number): PlainTiles {
  const indexes = new Map<Level, GeoJSONVT>();
  const indexOf = (level: Level): GeoJSONVT => {
    const present = indexes.get(level);
    if (present !== undefined) return present;
    const features = grids
      .filter((grid) => grid.level === level)
      .map((grid): Feature => ({
        type: 'Feature',
        id: grid.gridId,
        properties: {},
        geometry: toGeoJson(grid.geometry),
      }));
    const index = new GeoJSONVT(
      { type: 'FeatureCollection', features },
      { maxZoom: 16, indexMaxZoom: 0, tolerance, extent: 4096, buffer: 64 },
    );
    indexes.set(level, index);
    return index;
  };
  return {
    name: tolerance === 0 ? 'plain geojson-vt' : `geojson-vt, tolerance ${tolerance}`,
    async read({ z, x, y }, levels) {
      return levels.flatMap((level) =>
        (indexOf(level).getTileRaw(z, x, y)?.features ?? []).map((feature): TileFeature => ({
          id: Number(feature.id),
          type: 'polygon',
          properties: {},
          paths: feature.type === 3 ? feature.geometry.map((ring) => Int32Array.from(ring)) : [],
        })),
      );
    },
  };
}
