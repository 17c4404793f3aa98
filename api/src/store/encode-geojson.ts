import type { Geometry, Position } from 'geojson';

const littleEndian = 1;
const hasSrid = 0x20000000;
const srid = 4326;

/** Type numbers of WKB, by GeoJSON name. */
export const wkbTypes = {
  Point: 1,
  LineString: 2,
  Polygon: 3,
  MultiPoint: 4,
  MultiLineString: 5,
  MultiPolygon: 6,
  GeometryCollection: 7,
} as const satisfies Record<Geometry['type'], number>;

/**
 * Any GeoJSON geometry (degrees, [lng, lat]; further ordinates are dropped) as EWKB in hexadecimal. Coordinates
 * keep every bit of their doubles. Linear.
 */
export function encodeGeoJson(geometry: Geometry): string {
  const parts: Buffer[] = [];
  writeGeometry(parts, geometry, true);
  return Buffer.concat(parts).toString('hex');
}

function writeGeometry(parts: Buffer[], geometry: Geometry, isOutermost: boolean): void {
  writeHeader(parts, wkbTypes[geometry.type], isOutermost);
  switch (geometry.type) {
    case 'Point':
      return writePosition(parts, geometry.coordinates);
    case 'LineString':
      return writeLine(parts, geometry.coordinates);
    case 'Polygon':
      return writeLines(parts, geometry.coordinates);
    case 'MultiPoint':
      return writeMembers(
        parts,
        geometry.coordinates.map((coordinates) => ({ type: 'Point', coordinates })),
      );
    case 'MultiLineString':
      return writeMembers(
        parts,
        geometry.coordinates.map((coordinates) => ({ type: 'LineString', coordinates })),
      );
    case 'MultiPolygon':
      return writeMembers(
        parts,
        geometry.coordinates.map((coordinates) => ({ type: 'Polygon', coordinates })),
      );
    case 'GeometryCollection':
      return writeMembers(parts, geometry.geometries);
  }
}

function writeHeader(parts: Buffer[], type: number, withSrid: boolean): void {
  const header = Buffer.allocUnsafe(withSrid ? 9 : 5);
  header.writeUInt8(littleEndian, 0);
  header.writeUInt32LE(withSrid ? type | hasSrid : type, 1);
  if (withSrid) header.writeUInt32LE(srid, 5);
  parts.push(header);
}

function writeMembers(parts: Buffer[], members: readonly Geometry[]): void {
  writeCount(parts, members.length);
  for (const member of members) writeGeometry(parts, member, false);
}

function writeLines(parts: Buffer[], lines: readonly Position[][]): void {
  writeCount(parts, lines.length);
  for (const line of lines) writeLine(parts, line);
}

function writeLine(parts: Buffer[], positions: readonly Position[]): void {
  writeCount(parts, positions.length);
  for (const position of positions) writePosition(parts, position);
}

function writePosition(parts: Buffer[], position: Position): void {
  const bytes = Buffer.allocUnsafe(16);
  bytes.writeDoubleLE(position[0] ?? NaN, 0);
  bytes.writeDoubleLE(position[1] ?? NaN, 8);
  parts.push(bytes);
}

function writeCount(parts: Buffer[], count: number): void {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32LE(count, 0);
  parts.push(bytes);
}
