import proj4 from 'proj4';
import { Problem, tellValue } from '../problem.js';
import { defineEpsg, type AreaOfUse } from './define-epsg.js';

/** A coordinate reference system that coordinates can be read from; axes are always easting or longitude first. */
export interface Crs {
  /** `EPSG:2056`, or the name the `.prj` gives it. */
  readonly name: string;
  /** Same CRS ⇔ same text: what matching goes by. */
  readonly definition: string;
  /** Degrees (longitude, latitude) rather than a projection's metres. */
  readonly isGeographic: boolean;
  readonly area: AreaOfUse;
  /** Length of a projection's unit; 1 for degrees. */
  readonly metresPerUnit: number;
  /** Longitude and latitude in degrees; NaN where the projection has no inverse. */
  toLngLat(x: number, y: number): readonly [lng: number, lat: number];
}

/** Where the text of the CRS came from, for the errors. */
export interface CrsPlace {
  readonly file: string;
  readonly field: '--crs' | '.prj' | 'crs';
}

/** Longitudes and latitudes that need no shift are one CRS, whatever name they go by. */
const unshiftedDegrees = '+proj=longlat';
const world: AreaOfUse = [-180, -90, 180, 90];
/** Ellipsoids of WGS84, GRS80 and CGCS2000: flattening differs in the ninth digit, under a tenth of a millimetre. */
const earthRadiusMetres = 6_378_137;
const earthInverseFlattening = 298.2572;
/** proj4's number for a datum that is tied to WGS84 by grid files. */
const gridShiftDatum = 3;
const unsupportedFix =
  'Reproject it (ogr2ogr -t_srs EPSG:4490), or give --crs a proj string with the local +towgs84 parameters.';

/** EPSG codes of datums whose shift to WGS84 is not public: one number would be wrong by up to 100 m somewhere. */
const chineseLocalDatums = /beijing.?_?1954|xian.?_?1980|D_Beijing|D_Xian/iu;
const chineseLocalCodes = (code: number): boolean =>
  code === 4214 || code === 4610 || (code >= 2327 && code <= 2442) || (code >= 21413 && code <= 21483);

/**
 * Understands `EPSG:n`, OGC URNs, a proj string, or a WKT (the ESRI or OGC dialect of a `.prj`).
 *
 * A datum other than WGS84, CGCS2000 and their like is read only with its shift (`TOWGS84`, `+towgs84`, or one that
 * proj4 knows by name); Beijing 1954 and Xian 1980 have no public exact one. Axis order in a definition is not
 * followed: files hold longitude or easting first whatever the registry says. ESRI's Hotine projection at azimuth 90°
 * is read as Swiss oblique Mercator, which proj4's Hotine misses by 9 cm.
 *
 * @throws Problem when it is not understood, or its datum cannot be tied to WGS84.
 */
export function readCrs(text: string, place: CrsPlace): Crs {
  const trimmed = text.trim();
  const code = epsgCode(trimmed);
  if (code !== undefined) return readEpsg(code, place);
  if (/crs84h?$/iu.test(trimmed) && !trimmed.includes('[')) return readEpsg(4326, place);
  if (trimmed.startsWith('+')) return build(trimmed, trimmed, world, place);
  if (!/^[A-Z_]+\s*\[/iu.test(trimmed)) {
    throw refuse(
      'unknown-crs',
      `The CRS "${tellValue(trimmed)}" is not understood.`,
      'Write it as EPSG:n, for example --crs EPSG:4490.',
      place,
    );
  }
  const authority = /AUTHORITY\s*\[\s*"EPSG"\s*,\s*"?(\d+)"?\s*\]\s*\]\s*$/iu.exec(trimmed);
  if (authority !== null && defineEpsg(Number(authority[1])) !== undefined)
    return readEpsg(Number(authority[1]), place);
  if (chineseLocalDatums.test(trimmed)) throw refuseLocalDatum(wktName(trimmed), place);
  return build(wktName(trimmed), swissFromHotine(trimmed) ?? trimmed, world, place);
}

function epsgCode(text: string): number | undefined {
  const match =
    /^(?:|EPSG:+|urn:ogc:def:crs:EPSG:[\d.]*:|https?:\/\/www\.opengis\.net\/def\/crs\/EPSG\/\d+\/)(\d+)$/iu.exec(
      text,
    );
  if (match !== null) return Number(match[1]);
  return undefined;
}

function readEpsg(code: number, place: CrsPlace): Crs {
  const known = defineEpsg(code);
  if (known !== undefined) return build(`EPSG:${code}`, known.proj, known.area, place);
  if (chineseLocalCodes(code)) throw refuseLocalDatum(`EPSG:${code}`, place);
  throw refuse(
    'unknown-crs',
    `EPSG:${code} is not one of the codes that come with us (4326, 4490, 4491–4554, 3857, 326zz, 327zz, 2056, 21781).`,
    'Give --crs its proj string (epsg.io shows it), or reproject the file to EPSG:4490.',
    place,
  );
}

function build(name: string, definition: string, area: AreaOfUse, place: CrsPlace): Crs {
  const projection = parse(name, definition, place);
  checkDatum(name, projection, place);
  const isGeographic = projection.projName === 'longlat';
  if (isGeographic && !/^deg/iu.test(projection.units ?? 'degree')) {
    throw refuse(
      'unknown-crs',
      `${name} counts in ${tellValue(projection.units)}, not in degrees.`,
      unsupportedFix,
      place,
    );
  }
  const shifts = projection.datum_params?.some((value) => Number(value) !== 0) ?? false;
  if (isGeographic && !shifts) {
    return {
      name,
      definition: unshiftedDegrees,
      isGeographic,
      area,
      metresPerUnit: 1,
      toLngLat: (x, y) => [x, y],
    };
  }
  const converter = proj4(definition, 'EPSG:4326');
  return {
    name,
    definition,
    isGeographic,
    metresPerUnit: isGeographic ? 1 : (projection.to_meter ?? 1),
    area: projection.long0 === undefined || area !== world ? area : areaOfMeridian(projection),
    toLngLat(x, y) {
      const [lng, lat] = converter.forward([x, y]);
      return [lng ?? Number.NaN, lat ?? Number.NaN];
    },
  };
}

/** What we look at in proj4's own description of a CRS. */
interface Projection {
  readonly projName?: string;
  readonly units?: string;
  readonly a?: number;
  readonly rf?: number;
  readonly to_meter?: number;
  readonly b?: number;
  readonly long0?: number;
  readonly nadgrids?: string;
  readonly datum?: { readonly datum_type: number };
  readonly datum_params?: readonly (string | number)[] | null;
}

function parse(name: string, definition: string, place: CrsPlace): Projection {
  try {
    return new proj4.Proj(definition) as unknown as Projection;
  } catch (cause) {
    throw refuse(
      'unknown-crs',
      `The CRS "${tellValue(name)}" is not understood (${String(cause instanceof Error ? cause.message : cause).slice(0, 80)}).`,
      'Name it with --crs, for example --crs EPSG:4490.',
      place,
      cause,
    );
  }
}

function checkDatum(name: string, projection: Projection, place: CrsPlace): void {
  if (
    projection.projName === undefined ||
    projection.projName === 'identity' ||
    projection.projName === 'geocent'
  ) {
    throw refuse('unknown-crs', `${name} is no map projection of the earth.`, unsupportedFix, place);
  }
  const isGridShifted = projection.nadgrids !== undefined || projection.datum?.datum_type === gridShiftDatum;
  if (isGridShifted && projection.nadgrids !== '@null') {
    throw refuse(
      'unknown-crs',
      `${name} needs a grid file for its datum, which does not come with us.`,
      unsupportedFix,
      place,
    );
  }
  if ((projection.datum_params ?? undefined) !== undefined || projection.nadgrids === '@null') return;
  const isEarth =
    projection.a === earthRadiusMetres &&
    Math.abs((projection.rf ?? earthInverseFlattening) - earthInverseFlattening) < 1e-3;
  if (!isEarth) {
    throw refuse(
      'unknown-datum',
      `The shift from the datum of ${name} to WGS84 is not known.`,
      unsupportedFix,
      place,
    );
  }
}

const meridianProjections = /^(?:t_?merc|gauss_?kr[uü]ger|transverse_?mercator|utm|universal)/iu;

/** Transverse Mercator degrades with the distance from its meridian; elsewhere we know no bounds. */
function areaOfMeridian(projection: Projection): AreaOfUse {
  if (!meridianProjections.test((projection.projName ?? '').replaceAll(' ', '_'))) return world;
  const meridian = ((projection.long0 ?? 0) * 180) / Math.PI;
  return [meridian - 6, -85, meridian + 6, 85];
}

/** ESRI writes the Swiss oblique Mercator as Hotine at azimuth 90°. */
function swissFromHotine(wkt: string): string | undefined {
  if (!/PROJECTION\s*\[\s*"Hotine_Oblique_Mercator_Azimuth_Center"/iu.test(wkt)) return undefined;
  const parameter = (key: string): string | undefined =>
    new RegExp(`PARAMETER\\s*\\[\\s*"${key}"\\s*,\\s*([-+.\\deE]+)`, 'iu').exec(wkt)?.[1];
  if (Number(parameter('Azimuth')) !== 90) return undefined;
  const shift = new proj4.Proj(wkt) as unknown as Projection;
  return [
    '+proj=somerc',
    `+lat_0=${parameter('Latitude_Of_Center')}`,
    `+lon_0=${parameter('Longitude_Of_Center')}`,
    `+k_0=${parameter('Scale_Factor') ?? 1}`,
    `+x_0=${parameter('False_Easting')}`,
    `+y_0=${parameter('False_Northing')}`,
    /** Not +b: proj4's somerc then computes NaN. */
    `+a=${shift.a} +rf=${shift.rf}`,
    ...((shift.datum_params ?? undefined) === undefined ? [] : [`+towgs84=${shift.datum_params!.join(',')}`]),
    '+units=m +no_defs',
  ].join(' ');
}

function wktName(wkt: string): string {
  return tellValue(/^[^"]*"([^"]*)"/u.exec(wkt)?.[1] ?? 'unnamed');
}

function refuseLocalDatum(name: string, place: CrsPlace): Problem {
  return refuse(
    'unknown-datum',
    `${name} is on a local datum (Beijing 1954 or Xian 1980) whose exact shift to WGS84 is not public.`,
    'Reproject the file to CGCS2000 with your survey office’s parameters, or give --crs a proj string with them: --crs "+proj=tmerc +lat_0=0 +lon_0=105 +k=1 +x_0=500000 +ellps=krass +towgs84=dx,dy,dz,rx,ry,rz,s".',
    place,
  );
}

function refuse(type: string, detail: string, fix: string, place: CrsPlace, cause?: unknown): Problem {
  return new Problem(
    { type, status: 422, ...place, detail, fix },
    cause === undefined ? undefined : { cause },
  );
}
