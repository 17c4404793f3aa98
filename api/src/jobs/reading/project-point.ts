import { toWgs84, type Datum } from '../../formats/convert-datum.js';
import type { Crs } from '../../formats/read-crs.js';
import { Problem } from '../../problem.js';

export interface PointPlace {
  readonly file: string;
  readonly feature: number;
}

/**
 * WGS84 longitude and latitude in degrees of a point of a file.
 *
 * @param place where the point stands, asked for only when it is at fault.
 * @throws Problem when the point cannot be in the CRS; says so when it would fit with its axes swapped.
 */
export function projectPoint(
  x: number,
  y: number,
  crs: Crs,
  datum: Datum,
  place: () => PointPlace,
): readonly [lng: number, lat: number] {
  const [lng, lat] = crs.toLngLat(x, y);
  if (!isInside(lng, lat, crs)) throw refusePoint(x, y, crs, place());
  return toWgs84(lng, lat, datum);
}

function isInside(lng: number, lat: number, crs: Crs): boolean {
  const [west, south, east, north] = crs.area;
  return lng >= west && lng <= east && lat >= south && lat <= north;
}

function refusePoint(x: number, y: number, crs: Crs, place: PointPlace): Problem {
  const [swappedLng, swappedLat] = crs.toLngLat(y, x);
  const fix = isInside(swappedLng, swappedLat, crs)
    ? `Its axes look swapped: write ${crs.isGeographic ? 'longitude' : 'the easting'} first.`
    : 'Name the right one with --crs, for example --crs EPSG:4490 for degrees or --crs EPSG:4547 for CGCS2000 three-degree zone 114° E.';
  return new Problem({
    type: 'out-of-range',
    status: 422,
    file: place.file,
    feature: place.feature,
    detail: `The coordinates (${x}, ${y}) lie outside ${crs.name}.`,
    fix,
  });
}
