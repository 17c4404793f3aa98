/** `[west, south, east, north]` in degrees of longitude and latitude. */
export type AreaOfUse = readonly [west: number, south: number, east: number, north: number];

export interface EpsgDefinition {
  /** A proj string. */
  readonly proj: string;
  /** Where the CRS may be used, with a margin; coordinates that land elsewhere are not in this CRS. */
  readonly area: AreaOfUse;
}

const world: AreaOfUse = [-180, -90, 180, 90];
/** Mainland, islands and sea of China. */
const china: AreaOfUse = [70, 0, 140, 58];
const switzerland: AreaOfUse = [5, 45, 11.5, 48.5];
/** A transverse Mercator zone is good for a few degrees; beyond that the coordinates belong to another zone. */
const zoneMarginDegrees = 6;

const single: ReadonlyMap<number, EpsgDefinition> = new Map([
  [4326, { proj: '+proj=longlat +datum=WGS84 +no_defs', area: world }],
  [4490, { proj: '+proj=longlat +ellps=GRS80 +towgs84=0,0,0 +no_defs', area: world }],
  [4258, { proj: '+proj=longlat +ellps=GRS80 +towgs84=0,0,0 +no_defs', area: world }],
  [
    3857,
    {
      proj: '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs',
      area: [-180, -85.06, 180, 85.06],
    },
  ],
  [2056, { proj: swissObliqueMercator(2_600_000, 1_200_000), area: switzerland }],
  [21781, { proj: swissObliqueMercator(600_000, 200_000), area: switzerland }],
]);

function swissObliqueMercator(falseEasting: number, falseNorthing: number): string {
  return `+proj=somerc +lat_0=46.9524055555556 +lon_0=7.43958333333333 +k_0=1 +x_0=${falseEasting} +y_0=${falseNorthing} +ellps=bessel +towgs84=674.374,15.056,405.346,0,0,0,0 +units=m +no_defs`;
}

/**
 * The bundled definition of an EPSG code, or undefined. Bundled are the ones the field uses: WGS84, CGCS2000 and
 * its Gauss-Krüger zones, Web Mercator, UTM on WGS84, and the Swiss ones of our real test map.
 *
 * CGCS2000 zones (EPSG registry): 4491–4501 six degrees, zones 13–23 with the zone before the easting; 4502–4512 the
 * same without; 4513–4533 three degrees, zones 25–45 with the zone; 4534–4554 the same without.
 */
export function defineEpsg(code: number): EpsgDefinition | undefined {
  return single.get(code) ?? defineGaussKruger(code) ?? defineUtm(code);
}

function defineGaussKruger(code: number): EpsgDefinition | undefined {
  const families = [
    { first: 4491, zones: 11, firstZone: 13, stepDegrees: 6, prefixed: true },
    { first: 4502, zones: 11, firstZone: 13, stepDegrees: 6, prefixed: false },
    { first: 4513, zones: 21, firstZone: 25, stepDegrees: 3, prefixed: true },
    { first: 4534, zones: 21, firstZone: 25, stepDegrees: 3, prefixed: false },
  ];
  const family = families.find(({ first, zones }) => code >= first && code < first + zones);
  if (family === undefined) return undefined;
  /** Both families begin at the meridian of 75° E. */
  const meridian = 75 + (code - family.first) * family.stepDegrees;
  const zone = family.firstZone + (code - family.first);
  const falseEasting = (family.prefixed ? zone * 1_000_000 : 0) + 500_000;
  return {
    proj: `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${falseEasting} +y_0=0 +ellps=GRS80 +towgs84=0,0,0 +units=m +no_defs`,
    area: [meridian - zoneMarginDegrees, china[1], meridian + zoneMarginDegrees, china[3]],
  };
}

function defineUtm(code: number): EpsgDefinition | undefined {
  const zone = code % 100;
  const hemisphere = Math.floor(code / 100);
  if ((hemisphere !== 326 && hemisphere !== 327) || zone < 1 || zone > 60) return undefined;
  const meridian = zone * 6 - 183;
  return {
    proj: `+proj=utm +zone=${zone}${hemisphere === 327 ? ' +south' : ''} +datum=WGS84 +units=m +no_defs`,
    area: [meridian - zoneMarginDegrees, -81, meridian + zoneMarginDegrees, 85],
  };
}
