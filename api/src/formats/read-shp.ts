import { Problem } from '../problem.js';
import { ByteReader } from './byte-reader.js';
import { groupRings } from './group-rings.js';
import { signedRingArea, tidyRing } from './measure-ring.js';
import { RepairCounter, type FeaturePlace, type ParsedPolygons } from './parse-polygons.js';
import type { SourceRing } from './types.js';

const fileCode = 9994;
const headerBytes = 100;
const recordHeaderBytes = 8;
/** Where a polygon record's part starts stand, after type, box (4 doubles), number of parts and of points. */
const partsOffset = 44;
const shapeTypes: Readonly<Record<number, string>> = {
  0: 'null shape',
  1: 'point',
  3: 'line',
  5: 'polygon',
  8: 'multipoint',
  11: 'point Z',
  13: 'line Z',
  15: 'polygon Z',
  18: 'multipoint Z',
  21: 'point M',
  23: 'line M',
  25: 'polygon M',
  28: 'multipoint M',
  31: 'multipatch',
};
const polygonTypes: readonly number[] = [5, 15, 25];

/**
 * Reads the records of a `.shp` in order, one at a time; undefined for a null shape.
 *
 * Shells and holes are told apart by how the rings nest, not by their direction (see `groupRings`): the
 * field's exporters write either, and grouping by direction turns a hole outside every shell into nothing. Where direction and
 * nesting disagree the feature lists `hole-outside-shell` or `wrong-orientation`. Z and M are dropped.
 *
 * @throws Problem when the file is no shapefile, is cut off, or holds points or lines.
 */
export async function* readShp(
  stream: AsyncIterable<Buffer>,
  file: string,
): AsyncGenerator<ParsedPolygons | undefined> {
  const reader = new ByteReader(stream);
  try {
    const header = await reader.take(headerBytes);
    const length = checkHeader(header, file);
    for (let feature = 1; reader.offset < length; feature += 1) {
      const record = await takeRecord(reader, { file, feature });
      yield parseRecord(record, { file, feature });
    }
  } finally {
    await reader.close();
  }
}

/** The length of the file in bytes as its header states it. */
function checkHeader(header: Buffer, file: string): number {
  if (header.length < headerBytes || header.readInt32BE(0) !== fileCode) {
    throw new Problem({
      type: 'unreadable',
      status: 422,
      file,
      detail: 'The file is no shapefile: its first bytes are not those of a .shp.',
      fix: 'Export it again as ESRI Shapefile.',
    });
  }
  const type = header.readInt32LE(32);
  if (type !== 0 && !polygonTypes.includes(type)) {
    throw new Problem({
      type: 'not-a-polygon',
      status: 422,
      file,
      detail: `The shapefile holds shapes of type ${shapeTypes[type] ?? type}; grids are areas.`,
      fix: 'Give the polygon layer.',
    });
  }
  return header.readInt32BE(24) * 2;
}

async function takeRecord(reader: ByteReader, place: FeaturePlace): Promise<Buffer> {
  const head = await reader.take(recordHeaderBytes);
  const length = head.length < recordHeaderBytes ? 0 : head.readInt32BE(4) * 2;
  const record = length > 0 ? await reader.take(length) : Buffer.alloc(0);
  if (head.length < recordHeaderBytes || length < 4 || record.length < length) {
    throw new Problem({
      type: 'file-cut-off',
      status: 422,
      ...place,
      detail: 'The .shp ends before the length its header states, in the middle of a record.',
      fix: 'Copy or export the file again; it was not written to its end.',
    });
  }
  return record;
}

function parseRecord(record: Buffer, place: FeaturePlace): ParsedPolygons | undefined {
  const type = record.readInt32LE(0);
  if (type === 0) return undefined;
  const damaged = (detail: string): Problem =>
    new Problem({ type: 'unreadable', status: 422, ...place, detail, fix: 'Export the shapefile again.' });
  if (!polygonTypes.includes(type)) {
    throw damaged(`The record is of type ${shapeTypes[type] ?? type} in a polygon file.`);
  }
  if (record.length < partsOffset) throw damaged('The record is too short for a polygon.');
  const partCount = record.readInt32LE(36);
  const pointCount = record.readInt32LE(40);
  const pointsOffset = partsOffset + 4 * partCount;
  if (partCount < 0 || pointCount < 0 || pointsOffset + 16 * pointCount > record.length) {
    throw damaged(`The record claims ${partCount} parts and ${pointCount} points, more than it holds.`);
  }
  const repairs = new RepairCounter();
  if (type !== 5) repairs.add('z-or-m-dropped');
  const rings: SourceRing[] = [];
  for (let part = 0; part < partCount; part += 1) {
    const start = record.readInt32LE(partsOffset + 4 * part);
    const end = part + 1 < partCount ? record.readInt32LE(partsOffset + 4 * (part + 1)) : pointCount;
    if (start < 0 || end < start || end > pointCount)
      throw damaged(`Part ${part + 1} of the record starts beyond its points.`);
    const tidied = tidyRing(readPoints(record, pointsOffset + 16 * start, end - start, damaged));
    if (tidied.ring === undefined) {
      repairs.add('too-few-points');
      continue;
    }
    if (tidied.wasOpen) repairs.add('ring-not-closed');
    repairs.add('repeated-point', tidied.repeatedPoints);
    rings.push(tidied.ring);
  }
  return group(rings, repairs);
}

function readPoints(
  record: Buffer,
  offset: number,
  count: number,
  damaged: (detail: string) => Problem,
): SourceRing {
  const path = new Float64Array(2 * count);
  for (let i = 0; i < path.length; i += 1) {
    const value = record.readDoubleLE(offset + 8 * i);
    if (!Number.isFinite(value)) throw damaged(`Point ${(i >> 1) + 1} of a part is not two numbers.`);
    path[i] = value;
  }
  return path;
}

/** Shapefile shells run clockwise, holes counter-clockwise. */
function group(rings: readonly SourceRing[], repairs: RepairCounter): ParsedPolygons | undefined {
  if (rings.length === 0) return undefined;
  const polygons = groupRings(rings).map(({ shell, holes }) => {
    if (signedRingArea(rings[shell]!) > 0) {
      repairs.add(rings.length > 1 ? 'hole-outside-shell' : 'wrong-orientation');
    }
    for (const hole of holes) {
      if (signedRingArea(rings[hole]!) < 0) repairs.add('wrong-orientation');
    }
    return [rings[shell]!, ...holes.map((hole) => rings[hole]!)];
  });
  return { polygons, repairs: repairs.list() };
}
