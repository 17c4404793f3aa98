import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Flatbush from 'flatbush';
import * as shapefile from 'shapefile';
import { boundingBox } from '../src/geometry/bounding-box.js';
import { normaliseRings } from '../src/geometry/normalise-rings.js';
import type { MultiPolygon } from '../src/geometry/types.js';
import { seededRandom } from '../test/tessellate.js';
import type { Pair } from './clipping-engines.js';
import { makeSample } from './make-sample.js';
import { runAudit } from './run-audit.js';

const defects = 1000;
/** The Swiss maps are in metres; a centimetre stands for a lattice step. */
const stepsPerMetre = 100;

/** Grids that overlap or lie beside a gap in the sample city with defects: what the audit has to tell apart. */
export function residualPairs(): Pair[] {
  const grids = makeSample({ seed: 1, defects });
  const byCode = new Map(grids.map((grid) => [`${grid.level} ${grid.code}`, grid.geometry]));
  return runAudit(grids).findings.flatMap((finding): Pair[] => {
    const [a, b] = finding.grids.map((grid) => byCode.get(`${grid.level} ${grid.code}`));
    return a === undefined || b === undefined ? [] : [[a, b]];
  });
}

interface Municipality {
  readonly id: string;
  readonly geometry: MultiPolygon;
}

/** Municipalities of one year whose boxes meet, one in so many, as they stand in the file. */
export async function swissNeighbours(year: string, oneIn: number): Promise<Pair[]> {
  const municipalities = await readMunicipalities(year);
  return neighbours(municipalities.map(({ geometry }) => geometry)).filter((_, index) => index % oneIn === 0);
}

/** The same municipality in two years, one in so many: borders that nearly coincide all the way round. */
export async function swissRevisions(before: string, after: string, oneIn: number): Promise<Pair[]> {
  const old = new Map((await readMunicipalities(before)).map(({ id, geometry }) => [id, geometry]));
  return (await readMunicipalities(after))
    .filter((_, index) => index % oneIn === 0)
    .flatMap(({ id, geometry }): Pair[] => {
      const known = old.get(id);
      return known === undefined ? [] : [[known, geometry]];
    });
}

async function readMunicipalities(year: string): Promise<Municipality[]> {
  const folder = dirname(createRequire(import.meta.url).resolve('swiss-maps/package.json'));
  const { features } = await shapefile.read(join(folder, year, 'municipalities.shp'), undefined, {
    encoding: 'utf-8',
  });
  return features.flatMap(({ geometry, properties }): Municipality[] => {
    if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return [];
    const parts = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    const rings = parts.map((polygon) =>
      polygon.map((ring) =>
        Int32Array.from(
          ring.flatMap(([x = 0, y = 0]) => [Math.round(x * stepsPerMetre), Math.round(y * stepsPerMetre)]),
        ),
      ),
    );
    return [{ id: String(properties?.['id']), geometry: normaliseRings(rings).geometry }];
  });
}

function neighbours(geometries: readonly MultiPolygon[]): Pair[] {
  const boxes = geometries.map((geometry) => boundingBox(geometry)!);
  const index = new Flatbush(geometries.length);
  for (const box of boxes) index.add(...box);
  index.finish();
  return boxes.flatMap((box, a) =>
    index
      .search(...box)
      .filter((b) => b > a)
      .map((b): Pair => [geometries[a]!, geometries[b]!]),
  );
}

/** Neighbours whose common border one of them has moved by a single step at some vertices: slivers of a few steps². */
export function sliverPairs(count: number): Pair[] {
  const random = seededRandom(3);
  const length = 40_000;
  const inner = 12;
  return Array.from({ length: count }, (): Pair => {
    const border = Array.from({ length: inner + 2 }, (_, index): [number, number] => [
      Math.round((index * length) / (inner + 1)),
      Math.round((random() - 0.5) * 2000),
    ]);
    const moved = border.map(([x, y]): [number, number] => {
      return random() < 0.3 ? [x, y + (random() < 0.5 ? 1 : -1)] : [x, y];
    });
    return [polygonAlong(border, length, -30_000, false), polygonAlong(moved, length, 30_000, true)];
  });
}

function polygonAlong(
  border: readonly (readonly [number, number])[],
  length: number,
  farY: number,
  isNorth: boolean,
): MultiPolygon {
  const path = isNorth
    ? [...border, [length, farY], [0, farY]]
    : [...[...border].reverse(), [0, farY], [length, farY]];
  return [[Int32Array.from([...path, path[0]!].flat())]];
}

/** Cases in which two areas meet in the special ways that overlay engines are known to stumble over. */
export function degeneratePairs(): Pair[] {
  const box = (west: number, south: number, east: number, north: number): Int32Array =>
    Int32Array.of(west, south, east, south, east, north, west, north, west, south);
  const reversed = (ring: Int32Array): Int32Array => {
    const path: number[] = [];
    for (let at = ring.length - 2; at >= 0; at -= 2) path.push(ring[at]!, ring[at + 1]!);
    return Int32Array.from(path);
  };
  const square = box(0, 0, 9000, 9000);
  const hole = box(3000, 3000, 6000, 6000);
  const withVertices = Int32Array.of(0, 0, 3000, 0, 7000, 0, 9000, 0, 9000, 9000, 0, 9000, 0, 0);
  const fan = (lift: number): Int32Array =>
    Int32Array.of(0, 0, 900_000_000, lift, 900_000_000, lift + 1, 0, 0);
  return [
    [[[square]], [[square]]],
    [[[square]], [[withVertices]]],
    [[[square]], [[hole]]],
    [[[square, reversed(hole)]], [[hole]]],
    [[[square]], [[box(9000, 0, 18_000, 9000)]]],
    [[[square]], [[box(9000, 9000, 18_000, 18_000)]]],
    [[[square]], [[box(8999, 0, 18_000, 9000)]]],
    [[[square]], [[box(0, 0, 4000, 9000)]]],
    [[[square]], [[box(9000, 2000, 12_000, 5000)]]],
    [[[square]], [[Int32Array.of(0, 0, 9000, 1, 9000, 9000, 0, 0)]]],
    [[[Int32Array.of(0, 0, 9000, 1, 9000, 3, 0, 0)]], [[Int32Array.of(0, 0, 9000, 2, 9000, 4, 0, 0)]]],
    [[[fan(0)]], [[Int32Array.of(0, 0, 900_000_000, 1, 899_999_999, 2, 0, 0)]]],
    [[[fan(7)]], [[Int32Array.of(0, 1, 900_000_000, 6, 900_000_000, 9, 0, 1)]]],
  ];
}
