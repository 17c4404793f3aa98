import initGeos from 'geos-wasm';
import { geojsonToGeosGeom, geosGeomToGeojson } from 'geos-wasm/helpers';
import type { Feature, Geometry, MultiPolygon, Polygon } from 'geojson';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as shapefile from 'shapefile';

/**
 * What a general overlay (GEOS) says of a year of the Swiss maps, read by a shapefile library and computed in
 * the plane of the source (metres, EPSG:2056 or 21781). It shares no code with the product; the test that pins
 * the product's own audit compares with this.
 */

/** One face of a difference or intersection. `areaSquareMetres` is planar, in the source's projection. */
export interface OverlayFace {
  readonly areaSquareMetres: number;
  /** 2 · area / perimeter. */
  readonly widthMetres: number;
}

export interface OverlayLevel {
  readonly grids: number;
  readonly parents: number;
  /** Parents with no face wider than `noiseWidthMetres`. */
  readonly parentsProven: number;
  readonly gap: readonly OverlayFace[];
  readonly overlap: readonly OverlayFace[];
  readonly outside: readonly OverlayFace[];
}

/** Faces narrower than this come from vertices that lie beside the neighbour's edge. */
export const noiseWidthMetres = 0.05;

/** Overlay noding snaps to this grid: a tenth of the map's own last decimals. */
const gridMetres = 0.001;

const swissMaps = dirname(createRequire(import.meta.url).resolve('swiss-maps/package.json'));

export function swissFile(year: string, layer: string): string {
  return join(swissMaps, year, `${layer}.shp`);
}

type Row = Feature<Polygon | MultiPolygon, { id: unknown; KTNR?: unknown }>;

async function readLayer(year: string, layer: string): Promise<Row[]> {
  const { features } = await shapefile.read(swissFile(year, layer), undefined, { encoding: 'utf-8' });
  return features as Row[];
}

export async function overlaySwissYear(
  year: string,
): Promise<Record<'cantons' | 'districts' | 'municipalities', OverlayLevel>> {
  const geos = await initGeos();
  const toGeos = (geometry: Geometry): number =>
    geos.GEOSGeom_setPrecision(geojsonToGeosGeom(geometry, geos), gridMetres, 0);
  const measure = (geometry: number, of: 'GEOSArea' | 'GEOSLength'): number => {
    const out = geos.Module._malloc(8);
    geos[of](geometry, out);
    const value = geos.Module.getValue(out, 'double');
    geos.Module._free(out);
    return value;
  };
  const union = (geometries: Geometry[]): number => {
    const polygons = geometries.flatMap((geometry) =>
      geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : geometry.type === 'Polygon'
          ? [geometry.coordinates]
          : [],
    );
    const all = geojsonToGeosGeom(
      {
        type: 'GeometryCollection',
        geometries: polygons.map((coordinates) => ({ type: 'Polygon', coordinates })),
      },
      geos,
    );
    return geos.GEOSUnaryUnionPrec(all, gridMetres);
  };
  const faces = (geometry: number): OverlayFace[] => {
    const found: OverlayFace[] = [];
    for (let i = 0; i < geos.GEOSGetNumGeometries(geometry); i++) {
      const part = geos.GEOSGetGeometryN(geometry, i);
      const areaSquareMetres = measure(part, 'GEOSArea');
      if (areaSquareMetres > 0)
        found.push({ areaSquareMetres, widthMetres: (2 * areaSquareMetres) / measure(part, 'GEOSLength') });
    }
    return found;
  };

  const overlayLevel = (groups: { parent: Geometry[]; children: Row[] }[]): OverlayLevel => {
    const level = { gap: [] as OverlayFace[], overlap: [] as OverlayFace[], outside: [] as OverlayFace[] };
    let parentsProven = 0;
    for (const { parent, children } of groups) {
      const land = union(parent);
      const covered = union(children.map((child) => child.geometry));
      const gap = faces(geos.GEOSDifferencePrec(land, covered, gridMetres));
      const outside = faces(geos.GEOSDifferencePrec(covered, land, gridMetres));
      const overlap: OverlayFace[] = [];
      const shapes = children.map((child) => ({
        box: boxOf(child.geometry),
        geometry: toGeos(child.geometry),
      }));
      shapes.forEach((a, i) => {
        for (const b of shapes.slice(i + 1)) {
          const apart =
            a.box[0] > b.box[2] || b.box[0] > a.box[2] || a.box[1] > b.box[3] || b.box[1] > a.box[3];
          if (!apart) overlap.push(...faces(geos.GEOSIntersectionPrec(a.geometry, b.geometry, gridMetres)));
        }
      });
      level.gap.push(...gap);
      level.outside.push(...outside);
      level.overlap.push(...overlap);
      if (![...gap, ...outside, ...overlap].some((face) => face.widthMetres > noiseWidthMetres))
        parentsProven++;
    }
    const grids = groups.reduce((total, group) => total + group.children.length, 0);
    return { grids, parents: groups.length, parentsProven, ...level };
  };

  const [country, cantons, districts, municipalities] = (await Promise.all(
    ['country', 'cantons', 'districts', 'municipalities'].map((layer) => readLayer(year, layer)),
  )) as [Row[], Row[], Row[], Row[]];
  const districtShapes = districts.map((row) => ({
    row,
    box: boxOf(row.geometry),
    geometry: geojsonToGeosGeom(row.geometry, geos),
  }));
  const holder = (row: Row): Row | undefined => {
    const point = geos.GEOSPointOnSurface(geojsonToGeosGeom(row.geometry, geos));
    const [x, y] = (geosGeomToGeojson(point, geos) as { coordinates: [number, number] }).coordinates;
    return districtShapes.find(
      ({ box, geometry }) =>
        x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] && geos.GEOSContains(geometry, point) === 1,
    )?.row;
  };
  const holders = municipalities.map((row) => ({ row, district: holder(row) }));

  return {
    cantons: overlayLevel([{ parent: country.map((row) => row.geometry), children: cantons }]),
    districts: overlayLevel(
      cantons.map((canton) => ({
        parent: [canton.geometry],
        children: districts.filter(
          (district) => Number(district.properties.KTNR) === Number(canton.properties.id),
        ),
      })),
    ),
    municipalities: overlayLevel(
      districts.map((district) => ({
        parent: [district.geometry],
        children: holders.filter((held) => held.district === district).map((held) => held.row),
      })),
    ),
  };
}

function boxOf(geometry: Polygon | MultiPolygon): [number, number, number, number] {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const shells =
    geometry.type === 'Polygon'
      ? [geometry.coordinates[0]]
      : geometry.coordinates.map((polygon) => polygon[0]);
  for (const shell of shells) {
    for (const [x = NaN, y = NaN] of shell ?? []) {
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    }
  }
  return box;
}
