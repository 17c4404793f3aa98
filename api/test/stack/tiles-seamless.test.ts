import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dissolveEvenOdd } from '../../src/coverage/dissolve-even-odd.js';
import { drawnZooms, levelsAtZoom } from '../../src/coverage/generalise/level-zooms.js';
import { doubledArea } from '../../src/geometry/doubled-area.js';
import { fromLattice } from '../../src/geometry/lattice.js';
import { runSteps } from '../../src/geometry/run-steps.js';
import type { MultiPolygon } from '../../src/geometry/types.js';
import type { Level } from '../../src/hierarchy/levels.js';
import { readFindings } from '../../src/store/read-findings.js';
import type { StoredGrid } from '../../src/store/types.js';
import { tileBuffer, tileExtent } from '../../src/tiles/tile-size.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { edgesInStrip, edgesWalkedTwice } from '../tiles-borders.js';
import type { TileFeature } from '../tiles-decode.js';
import {
  addSeams,
  type CleanFamily,
  countSeams,
  findCleanFamilies,
  geometriesOf,
  noSeams,
  type Seams,
} from '../tiles-families.js';
import { loadFijianMap, loadSampleMap, loadSwissMap, type TiledMap } from '../tiles-maps.js';
import { openEmbeddedPath, openMartinPath, type TestTilePath } from '../tiles-paths.js';
import { type TileAt, tellTile, thinOut, tileOver, tilesOver, withoutRepeats } from '../tiles-places.js';
import { openPlainGeoJsonVt, openPlainPostgis, type PlainTiles } from '../tiles-plain.js';
import { type Geos, GeosPlane } from '../truth/geos-plane.js';

/**
 * No tile of either way shows a gap or an overlap that the map does not have: in tile units, over the tile with its
 * buffer, exactly. Beside it what the usual ways of making tiles show of the same map, so that this test is known to see.
 */
const sampleElements = 7183;
/** Up to here every tile of a map is looked at, then those of chosen places. */
const lastWholeZoom = 10;
const tilesPerWholeZoom = 60;
const placesPerKind = 6;
/** Families of one tile that GEOS looks at too. */
const geosFamilies = 12;
/** The usual ways show elements from here on, though ours do from zoom 10 on only. */
const firstPlainElementZoom = 8;

interface LookedAt {
  readonly map: TiledMap;
  readonly grids: readonly StoredGrid[];
  readonly families: readonly CleanFamily[];
  readonly places: readonly (readonly [lng: number, lat: number])[];
}

let database: TestDatabase;
let paths: TestTilePath[];
let geos: Geos;
const maps = new Map<string, LookedAt>();
const table = new Map<string, Seams & { tiles: number; families: number }>();

beforeAll(async () => {
  geos = await GeosPlane.load();
  database = await openTestDatabase('server');
  const { store } = database;
  for (const map of [
    await loadSampleMap(store, sampleElements),
    await loadSwissMap(store),
    await loadFijianMap(store),
  ]) {
    const grids = await store.readGrids(map.territoryId, map.revision);
    const findings = await readFindings(store, map.territoryId, map.auditId);
    const defects = findings.flatMap(({ point }) => (point === null ? [] : [point]));
    const kinds = [defects, cornersOf(grids, 'branch'), cornersOf(grids, 'element'), placesAtEdge(grids)];
    const places = kinds.flatMap((kind) => thinOut(kind, placesPerKind));
    maps.set(map.territoryId, { map, grids, families: findCleanFamilies(grids), places });
  }
  paths = [await openMartinPath(database), openEmbeddedPath(store)];
}, 600_000);

afterAll(async () => {
  for (const path of paths ?? []) await path.close();
  await database?.drop();
  printTable();
});

function lookAt(name: string): LookedAt {
  const found = maps.get(name);
  if (found === undefined) throw new Error(`there is no map ${name}`);
  return found;
}

/** Vertices at which three or more grids of a level meet. */
function cornersOf(grids: readonly StoredGrid[], level: Level): [number, number][] {
  const owners = new Map<string, Set<number>>();
  for (const { gridId, geometry } of grids.filter((grid) => grid.level === level)) {
    for (const [x, y] of verticesOf(geometry)) {
      const key = `${x} ${y}`;
      owners.set(key, (owners.get(key) ?? new Set()).add(gridId));
    }
  }
  return [...owners]
    .filter(([, ids]) => ids.size >= 3)
    .map(([key]) => key.split(' ').map((number) => fromLattice(Number(number))) as [number, number]);
}

/** Vertices at ±180°. */
function placesAtEdge(grids: readonly StoredGrid[]): [number, number][] {
  const vertices = grids.flatMap(({ geometry }) => [...verticesOf(geometry)]);
  const places = vertices.map(([x, y]): [number, number] => [fromLattice(x), fromLattice(y)]);
  return places.filter(([lng]) => Math.abs(lng) === 180);
}

function* verticesOf(geometry: MultiPolygon): Generator<[number, number]> {
  for (const ring of geometry.flat()) {
    for (let at = 0; at + 2 < ring.length; at += 2) yield [ring[at]!, ring[at + 1]!];
  }
}

function tilesOf({ map, places }: LookedAt, z: number): TileAt[] {
  const tiles = places.map(([lng, lat]) => tileOver(z, lng, lat));
  const all = z <= lastWholeZoom ? map.boxes.flatMap((box) => tilesOver(z, box)) : [];
  return withoutRepeats([...thinOut(all, tilesPerWholeZoom), ...tiles]);
}

async function readGrids(
  path: TestTilePath,
  { map }: LookedAt,
  { z, x, y }: TileAt,
): Promise<readonly TileFeature[]> {
  const scope = { territoryId: map.territoryId, revision: map.revision };
  return (await path.read('grids', scope, z, x, y)).get('grids') ?? [];
}

const whole: MultiPolygon = [
  [
    Int32Array.from([
      ...[-tileBuffer, -tileBuffer],
      ...[tileExtent + tileBuffer, -tileBuffer],
      ...[tileExtent + tileBuffer, tileExtent + tileBuffer],
      ...[-tileBuffer, tileExtent + tileBuffer],
      ...[-tileBuffer, -tileBuffer],
    ]),
  ],
];

interface FamilyInTile {
  readonly level: Level;
  readonly name: string;
  readonly parent: MultiPolygon;
  readonly children: readonly MultiPolygon[];
}

/** Clean families that a tile shows; of a level of which it shows nothing else all of it together against the tile too. */
function familiesIn(
  features: readonly TileFeature[],
  { grids, families }: LookedAt,
  levels: readonly Level[],
): FamilyInTile[] {
  const drawn = geometriesOf(features);
  const take = (ids: readonly number[]): MultiPolygon[] =>
    ids.map((id) => drawn.get(id)).filter((geometry) => geometry !== undefined);
  const met = families.filter(({ level, parentId }) => levels.includes(level) && drawn.has(parentId));
  const inTile = met.map(({ level, parentId, childIds }): FamilyInTile => {
    return {
      level,
      name: `${level}s of ${parentId}`,
      parent: drawn.get(parentId)!,
      children: take(childIds),
    };
  });
  return [...inTile, ...levels.flatMap((level) => wholeTile(level, met, drawn, grids))];
}

/** The tile itself as the family of a level where clean families of this level alone fill it. */
function wholeTile(
  level: Level,
  met: readonly CleanFamily[],
  drawn: ReadonlyMap<number, MultiPolygon>,
  grids: readonly StoredGrid[],
): FamilyInTile[] {
  const own = met.filter((family) => family.level === level);
  const isAll = own.reduce((sum, { parentId }) => sum + doubledArea(drawn.get(parentId)!), 0n);
  if (isAll !== doubledArea(whole)) return [];
  const clean = new Set(own.flatMap(({ childIds }) => childIds));
  const present = grids.filter((grid) => grid.level === level && drawn.has(grid.gridId));
  if (present.some((grid) => !clean.has(grid.gridId))) return [];
  const children = present.map((grid) => drawn.get(grid.gridId)!);
  return [{ level, name: `${level}s of the whole tile`, parent: whole, children }];
}

/** Union and overlaps by GEOS, of geometries made valid by our even-odd rule, whose area must be theirs. */
function expectSeamlessByGeos({ name, parent, children }: FamilyInTile, where: string): void {
  const plane = new GeosPlane(geos, [0, 0]);
  try {
    const add = (geometry: MultiPolygon): number => {
      const valid = plane.add(runSteps(dissolveEvenOdd([geometry])));
      expect(plane.isValid(valid), `${where}: ${name}`).toBe(true);
      expect(plane.area(valid), `${where}: ${name}`).toBe(Number(doubledArea(geometry)) / 2);
      return valid;
    };
    const parts = children.map(add);
    const union = plane.union(parts);
    const sum = parts.reduce((total, part) => total + plane.area(part), 0);
    expect(plane.area(union), `${where}: ${name} overlap`).toBe(sum);
    const outline = add(parent);
    expect(plane.area(plane.difference(outline, union)), `${where}: ${name} leave gaps`).toBe(0);
    expect(plane.area(plane.difference(union, outline)), `${where}: ${name} run out`).toBe(0);
  } finally {
    plane.release();
  }
}

function record(name: string, zoom: number, tiles: number, families: number, seams: Seams): void {
  const key = `${String(zoom).padStart(2)} ${name}`;
  const before = table.get(key) ?? { ...noSeams, tiles: 0, families: 0 };
  table.set(key, {
    ...addSeams(before, seams),
    tiles: before.tiles + tiles,
    families: before.families + families,
  });
}

const zooms = Array.from(
  { length: drawnZooms.last - drawnZooms.first + 1 },
  (_, at) => drawnZooms.first + at,
);
const names = ['sample', 'swiss', 'fiji'];

describe.each(names)('tiles of %s', (name) => {
  it.each(zooms)('show no gap and no overlap that the map does not have at zoom %i', async (z) => {
    const looked = lookAt(name);
    const tiles = tilesOf(looked, z);
    // Switzerland's cantons leave the lakes out, so that none of its upper levels is a clean family.
    const isShown = looked.families.some(({ level }) => levelsAtZoom(z).includes(level));
    for (const path of paths) {
      let families = 0;
      for (const tile of tiles) {
        const where = `${path.name} ${tellTile(tile)}`;
        const found = familiesIn(await readGrids(path, looked, tile), looked, levelsAtZoom(z));
        const faults = found.flatMap((family) => {
          const seams = countSeams(family.children, family.parent);
          record(path.name, z, 0, 1, seams);
          return seams.gaps + seams.overlaps + seams.outside === 0 ? [] : [{ family: family.name, ...seams }];
        });
        expect(faults, where).toEqual([]);
        for (const family of thinOut(found, geosFamilies)) {
          if (family.children.length > 0) expectSeamlessByGeos(family, where);
        }
        families += found.length;
      }
      record(path.name, z, tiles.length, 0, noSeams);
      if (isShown) expect(families, path.name).toBeGreaterThan(0);
    }
  });

  it.each(zooms)('draw a border alike on both sides of a tile border at zoom %i', async (z) => {
    const looked = lookAt(name);
    const columns = 2 ** z;
    const tiles = thinOut(tilesOf(looked, z), 8).filter(() => z > 0);
    for (const path of paths) {
      for (const tile of tiles) {
        const here = await readGrids(path, looked, tile);
        const east = await readGrids(path, looked, { ...tile, x: (tile.x + 1) % columns });
        expect(edgesInStrip(east, 'x', 0), tellTile(tile)).toEqual(edgesInStrip(here, 'x', tileExtent));
        if (tile.y + 1 === columns) continue;
        const below = await readGrids(path, looked, { ...tile, y: tile.y + 1 });
        expect(edgesInStrip(below, 'y', 0), tellTile(tile)).toEqual(edgesInStrip(here, 'y', tileExtent));
      }
    }
  });
});

describe('grids on both sides of 180°', () => {
  /** All tiles at the edge that show the map, of either side. */
  const tilesAtEdge = (z: number): TileAt[] => {
    const { map } = lookAt('fiji');
    const south = map.boxes[0]![1];
    const north = map.boxes[0]![3];
    const rows = tilesOver(z, [180 - 1e-9, south, 180 - 1e-9, north]).map(({ y }) => y);
    const first = thinOut(rows, 9).map((y): TileAt => ({ z, x: 0, y }));
    return withoutRepeats([...first, ...first.map((tile) => ({ ...tile, x: 2 ** z - 1 }))]);
  };

  it.each(zooms)('are one feature without an edge along it at zoom %i', async (z) => {
    const looked = lookAt('fiji');
    for (const path of paths) {
      let onBothSides = 0;
      for (const tile of tilesAtEdge(z)) {
        const where = `${path.name} ${tellTile(tile)}`;
        const features = await readGrids(path, looked, tile);
        const ids = features.map(({ id }) => id);
        expect(ids, where).toEqual([...new Set(ids)]);
        const edges = [...(tile.x === 0 ? [0] : []), ...(tile.x === 2 ** z - 1 ? [tileExtent] : [])];
        for (const edge of edges) {
          expect(edgesWalkedTwice(features, edge), where).toEqual([]);
          onBothSides += features.filter((feature) => liesOnBothSides(feature, edge)).length;
        }
      }
      if (z >= 5) expect(onBothSides, path.name).toBeGreaterThan(0);
    }
  });
});

function liesOnBothSides({ paths: rings }: TileFeature, line: number): boolean {
  const east = rings.flatMap((ring) => [...ring].filter((_, at) => at % 2 === 0));
  return Math.min(...east) < line && Math.max(...east) > line;
}

describe('the usual ways of making tiles', () => {
  it('show seams in the same tiles, which this test sees', async () => {
    const looked = lookAt('sample');
    const ways: PlainTiles[] = [
      openPlainPostgis(database, looked.map),
      openPlainGeoJsonVt(looked.grids, 0),
      openPlainGeoJsonVt(looked.grids, 3),
    ];
    let all = noSeams;
    for (const way of ways) {
      let seen = noSeams;
      for (const z of zooms) {
        const shown = levelsAtZoom(z);
        const levels: Level[] =
          z >= firstPlainElementZoom ? [...new Set<Level>([...shown, 'outlet-area', 'element'])] : shown;
        for (const tile of tilesOf(looked, z)) {
          const found = familiesIn(await way.read(tile, levels), looked, levels);
          const seams = found
            .map(({ children, parent }) => countSeams(children, parent))
            .reduce(addSeams, noSeams);
          record(way.name, z, 1, found.length, seams);
          seen = addSeams(seen, seams);
        }
      }
      all = addSeams(all, seen);
    }
    expect(all.gaps).toBeGreaterThan(0);
    expect(all.overlaps).toBeGreaterThan(0);
  });
});

/** One line per zoom and way: what was looked at and what was seen. */
function printTable(): void {
  const lines = [...table]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { tiles, families, gaps, overlaps, outside }]) =>
      [
        key.padEnd(24),
        ...[tiles, families, gaps, overlaps, outside].map((count) => String(count).padStart(9)),
      ].join(''),
    );
  const head = [
    'zoom and way'.padEnd(24),
    ...['tiles', 'families', 'gaps', 'overlaps', 'outside'].map((title) => title.padStart(9)),
  ];
  process.stdout.write(`\n${[head.join(''), ...lines].join('\n')}\n`);
}
