import { Problem, tellValue } from '../problem.js';
import { signedRingArea, tidyRing } from './measure-ring.js';
import type { SourcePolygon, SourceRepair, SourceRepairKind, SourceRing } from './types.js';

/** Which feature is being read, for the errors. */
export interface FeaturePlace {
  readonly file: string;
  readonly feature: number;
}

export interface ParsedPolygons {
  readonly polygons: readonly SourcePolygon[];
  readonly repairs: readonly SourceRepair[];
}

/** Counts what was mended in one feature, by kind. */
export class RepairCounter {
  private readonly counts = new Map<SourceRepairKind, number>();

  add(kind: SourceRepairKind, count = 1): void {
    if (count > 0) this.counts.set(kind, (this.counts.get(kind) ?? 0) + count);
  }

  list(): SourceRepair[] {
    return [...this.counts].map(([kind, count]) => ({ kind, count }));
  }
}

/**
 * Reads the polygons of a GeoJSON geometry: Polygon, MultiPolygon, or a GeometryCollection of those.
 *
 * Repairs and counts open rings, repeated points, third and fourth ordinates, the wrong way round (RFC 7946:
 * shells counter-clockwise), rings with fewer than three distinct vertices (dropped).
 *
 * @throws Problem when there is no polygon, another kind of geometry, or a coordinate that is no number.
 */
export function parsePolygons(geometry: unknown, place: FeaturePlace): ParsedPolygons {
  const repairs = new RepairCounter();
  const polygons: SourcePolygon[] = [];
  collectPolygons(geometry, place, polygons, repairs);
  if (polygons.length === 0) {
    throw new Problem({
      type: 'no-polygon',
      status: 422,
      ...place,
      detail: `The feature has no polygon with three different vertices${tellStart(geometry)}.`,
      fix: 'Give it a Polygon or MultiPolygon, or take it out of the file.',
    });
  }
  return { polygons, repairs: repairs.list() };
}

/** Where the first outline begins that was too short to be one: nothing for a geometry without positions. */
function tellStart(geometry: unknown): string {
  const { coordinates, geometries } = (geometry ?? {}) as Record<string, unknown>;
  if (Array.isArray(geometries)) return tellStart(geometries[0]);
  let at: unknown = coordinates;
  while (Array.isArray(at) && Array.isArray(at[0])) at = at[0];
  return Array.isArray(at) && at.length > 1
    ? `; its outline begins at ${at.slice(0, 2).map(tellValue).join(', ')}`
    : '';
}

function collectPolygons(
  geometry: unknown,
  place: FeaturePlace,
  polygons: SourcePolygon[],
  repairs: RepairCounter,
): void {
  if (geometry === null || geometry === undefined) return;
  const { type, coordinates, geometries } = geometry as Record<string, unknown>;
  if (type === 'Polygon') {
    addPolygon(coordinates, place, polygons, repairs);
  } else if (type === 'MultiPolygon') {
    for (const part of expectArray(coordinates, place)) addPolygon(part, place, polygons, repairs);
  } else if (type === 'GeometryCollection') {
    for (const part of expectArray(geometries, place)) collectPolygons(part, place, polygons, repairs);
  } else {
    throw new Problem({
      type: 'not-a-polygon',
      status: 422,
      ...place,
      detail: `The geometry is ${typeof type === 'string' ? `a ${tellValue(type)}` : 'of no type'}; grids are areas.`,
      fix: 'Keep points and lines in a file of their own and give each grid a Polygon or MultiPolygon.',
    });
  }
}

function addPolygon(
  coordinates: unknown,
  place: FeaturePlace,
  polygons: SourcePolygon[],
  repairs: RepairCounter,
): void {
  const rings: SourceRing[] = [];
  for (const [index, path] of expectArray(coordinates, place).entries()) {
    const tidied = tidyRing(readPath(path, place, repairs));
    if (tidied.ring === undefined) {
      repairs.add('too-few-points');
      if (index === 0) return;
      continue;
    }
    if (tidied.wasOpen) repairs.add('ring-not-closed');
    repairs.add('repeated-point', tidied.repeatedPoints);
    const area = signedRingArea(tidied.ring);
    if (index === 0 ? area < 0 : area > 0) repairs.add('wrong-orientation');
    rings.push(tidied.ring);
  }
  if (rings.length > 0) polygons.push(rings);
}

function readPath(path: unknown, place: FeaturePlace, repairs: RepairCounter): SourceRing {
  const positions = expectArray(path, place);
  const flat = new Float64Array(positions.length * 2);
  let hasMore = false;
  for (let i = 0; i < positions.length; i += 1) {
    const position = positions[i] as readonly unknown[];
    const x = position?.[0];
    const y = position?.[1];
    if (typeof x !== 'number' || typeof y !== 'number' || !Number.isFinite(x) || !Number.isFinite(y)) {
      throw new Problem({
        type: 'bad-coordinate',
        status: 422,
        ...place,
        detail: `Position ${i + 1} of a ring is ${tellPosition(position)}, not two numbers.`,
        fix: 'Write every position as [lng, lat].',
      });
    }
    if (position.length > 2) hasMore = true;
    flat[2 * i] = x;
    flat[2 * i + 1] = y;
  }
  if (hasMore) repairs.add('z-or-m-dropped');
  return flat;
}

/** As JSON, but an infinite number, which a binary geometry may hold, reads as what it is. */
function tellPosition(position: unknown): string {
  const text = JSON.stringify(position, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
  return tellValue((text ?? 'nothing').replaceAll(/"(-?Infinity|NaN)"/g, '$1'));
}

function expectArray(value: unknown, place: FeaturePlace): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Problem({
    type: 'bad-geometry',
    status: 422,
    ...place,
    detail: 'The geometry’s coordinates are not nested arrays.',
    fix: 'Write coordinates as RFC 7946 says: [[[lng, lat], …]] for a Polygon.',
  });
}
