import type { Geometry, LineString, Point, Polygon, Position } from 'geojson';
import { wkbTypes } from './encode-geojson.js';
import { openWkb, readCoordinate, readCount, readHeader, type WkbCursor } from './read-wkb.js';

/** EWKB in hexadecimal as a GeoJSON geometry in degrees; every double as it is stored. Linear. */
export function decodeGeoJson(hex: string): Geometry {
  return readGeometry(openWkb(hex));
}

function readGeometry(cursor: WkbCursor): Geometry {
  const type = readHeader(cursor);
  switch (type) {
    case wkbTypes.Point:
      return { type: 'Point', coordinates: readPosition(cursor) };
    case wkbTypes.LineString:
      return { type: 'LineString', coordinates: readLine(cursor) };
    case wkbTypes.Polygon:
      return { type: 'Polygon', coordinates: readList(cursor, readLine) };
    case wkbTypes.MultiPoint:
      return {
        type: 'MultiPoint',
        coordinates: readMembers<Point>(cursor).map((point) => point.coordinates),
      };
    case wkbTypes.MultiLineString:
      return {
        type: 'MultiLineString',
        coordinates: readMembers<LineString>(cursor).map((line) => line.coordinates),
      };
    case wkbTypes.MultiPolygon:
      return {
        type: 'MultiPolygon',
        coordinates: readMembers<Polygon>(cursor).map((polygon) => polygon.coordinates),
      };
    case wkbTypes.GeometryCollection:
      return { type: 'GeometryCollection', geometries: readMembers<Geometry>(cursor) };
    default:
      throw new Error(`A stored geometry has the unknown type ${type}`);
  }
}

/** Members of a multi geometry are of its own kind by the rules of WKB, which PostGIS keeps. */
function readMembers<Member extends Geometry>(cursor: WkbCursor): Member[] {
  return readList(cursor, (place) => readGeometry(place) as Member);
}

function readLine(cursor: WkbCursor): Position[] {
  return readList(cursor, readPosition);
}

function readPosition(cursor: WkbCursor): Position {
  return [readCoordinate(cursor), readCoordinate(cursor)];
}

function readList<Item>(cursor: WkbCursor, readItem: (cursor: WkbCursor) => Item): Item[] {
  const count = readCount(cursor);
  const items: Item[] = [];
  for (let i = 0; i < count; i++) items.push(readItem(cursor));
  return items;
}
