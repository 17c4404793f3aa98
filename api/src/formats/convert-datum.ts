import gcoordModule from 'gcoord';

/** Its types are written for ES modules, the package is CommonJS: what they call `default` is the module itself. */
const gcoord = gcoordModule as unknown as (typeof gcoordModule)['default'];

/** What longitudes and latitudes may be measured in; cgcs2000 equals wgs84 at our precision. */
export const datums = ['wgs84', 'cgcs2000', 'gcj02', 'bd09'] as const;

export type Datum = (typeof datums)[number];

const systems = { gcj02: gcoord.CRSTypes.GCJ02, bd09: gcoord.CRSTypes.BD09 };
/** A thousandth of a lattice step: a tenth of a hundredth of a millimetre. */
const closeEnoughDegrees = 1e-10;
/** A round shrinks the error a hundredfold or more; this many only happen on the border of the shifted area. */
const mostRounds = 20;

/**
 * Longitude and latitude in WGS84 of a point given in another datum.
 *
 * GCJ-02 and BD-09 are defined by their forward formula; their inverse is found by iterating on it until the
 * forward formula gives the input back. (gcoord's own inverse stops at 1e-6°, 11 cm; its BD-09 inverse is another closed
 * formula.) Outside the box in which China shifts its maps, GCJ-02 equals WGS84.
 *
 * @param lng, lat degrees. @returns degrees.
 */
export function toWgs84(lng: number, lat: number, datum: Datum): readonly [lng: number, lat: number] {
  if (datum === 'wgs84' || datum === 'cgcs2000') return [lng, lat];
  let guessLng = lng;
  let guessLat = lat;
  for (let round = 0; round < mostRounds; round += 1) {
    const [forwardLng, forwardLat] = fromWgs84(guessLng, guessLat, datum);
    const errorLng = forwardLng - lng;
    const errorLat = forwardLat - lat;
    if (Math.abs(errorLng) < closeEnoughDegrees && Math.abs(errorLat) < closeEnoughDegrees) break;
    guessLng -= errorLng;
    guessLat -= errorLat;
  }
  return [guessLng, guessLat];
}

/** The point in another datum of a longitude and latitude in WGS84; degrees. */
export function fromWgs84(lng: number, lat: number, datum: Datum): readonly [lng: number, lat: number] {
  if (datum === 'wgs84' || datum === 'cgcs2000') return [lng, lat];
  return gcoord.transform([lng, lat], gcoord.CRSTypes.WGS84, systems[datum]) as [number, number];
}
