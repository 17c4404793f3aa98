import { rmSync } from 'node:fs';
import { importGrids } from '../src/jobs/import-grids.js';
import { loadSample, sampleTerritoryId } from '../src/jobs/load-sample.js';
import type { FileSpec } from '../src/jobs/reading/types.js';
import type { GridLevel } from '../src/hierarchy/levels.js';
import type { ReferenceFeature, Store } from '../src/store/types.js';
import { makeTestFolder } from './database.js';
import { swissFile } from './swiss-overlay.js';
import { local } from './store-maps.js';
import { writeMap, type TestFeature } from './cli/write-map.js';

/** A map whose tiles are looked at. */
export interface TiledMap {
  readonly territoryId: string;
  readonly revision: number;
  readonly auditId: number;
  /** `[west, south, east, north]` boxes in degrees that it lies in: two beside ±180°. */
  readonly boxes: readonly (readonly [number, number, number, number])[];
}

/** The sample city with its streets, waters, buildings and findings. */
export async function loadSampleMap(store: Store, elements: number): Promise<TiledMap> {
  await loadSample({ store, principal: local, sample: { seed: 1, elements, defects: 36 } });
  return describe(store, sampleTerritoryId);
}

/** The country, cantons, districts and municipalities of Switzerland. */
export async function loadSwissMap(store: Store): Promise<TiledMap> {
  const file = (layer: string, level: GridLevel, fields: FileSpec['fields']): FileSpec => ({
    path: swissFile('2026', layer),
    level,
    fields,
  });
  return importFiles(store, 'swiss', [
    file('country', 'county', { code: 'id' }),
    file('cantons', 'branch', { code: 'id' }),
    file('districts', 'outlet-area', { parent: 'KTNR' }),
    file('municipalities', 'element', { code: 'id' }),
  ]);
}

/**
 * Two counties of 0.1° that meet at ±180°, 17° south, each of 4 × 4 elements with crooked borders, and north of them one of a
 * single element on both sides, which reaches farther north in the west. One element leaves a gap at 180°; a street and
 * a lake lie beside it on either side.
 *
 *     +----+
 *     | N  +----+
 *     |         |
 *     +----+----+
 *     | W  |  E |
 *     +----+----+
 *         180°
 */
export async function loadFijianMap(store: Store): Promise<TiledMap> {
  const folder = makeTestFolder();
  try {
    const path = writeMap(folder, 'fiji.geojson', [
      { ...grid('territory', 'T', undefined, [whole(179.9), whole(-180)]) },
      ...county('W', 179.9),
      ...county('E', -180),
      ...northernCounty(),
    ]);
    const map = await importFiles(store, 'fiji', [{ path, fields: {} }]);
    await store.replaceReference('fiji', ['street', 'water'], layersBesideTheEdge());
    return {
      ...map,
      boxes: [
        [179.9, south, 180, northOf(179.9)],
        [-180, south, -179.9, northOf(-180)],
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importFiles(store: Store, territoryId: string, files: readonly FileSpec[]): Promise<TiledMap> {
  await importGrids({
    store,
    territoryId,
    files,
    options: {
      matchMetres: 0.002,
      mergeSameCode: true,
      replace: false,
      audit: true,
      create: { name: { zh: territoryId, en: territoryId }, codeScheme: 'own' },
    },
    principal: local,
  });
  return describe(store, territoryId);
}

async function describe(store: Store, territoryId: string): Promise<TiledMap> {
  const territory = await store.getTerritory(territoryId);
  const revision = territory?.currentRevision ?? undefined;
  if (revision === undefined) throw new Error(`${territoryId} has no map`);
  const audit = await store.latestAudit(territoryId, revision);
  if (audit === undefined) throw new Error(`${territoryId} was not audited`);
  return { territoryId, revision, auditId: audit.auditId, boxes: [territory!.bbox!] };
}

const south = -17.05;
const cells = 4;
const cellSide = 0.1 / cells;
/** Vertices of a cell's side. */
const bends = 8;

/** In the county west of 180°, at its eastern edge. */
const shortElement = 7;

/** All but the ends of a border moved to the west. */
function pullWest(border: readonly number[][]): number[][] {
  return border.map(([lng, lat], at) =>
    at === 0 || at === bends ? [lng!, lat!] : [round(lng! - 0.005), lat!],
  );
}

function layersBesideTheEdge(): ReferenceFeature[] {
  const street = [
    [179.8, south + 0.03],
    [179.93, south + 0.05],
    [180, south + 0.04],
  ];
  const lake = [
    [-180, south + 0.01],
    [-179.97, south + 0.01],
    [-179.96, south + 0.06],
    [-180, south + 0.05],
    [-180, south + 0.01],
  ];
  return [
    { kind: 'street', rank: 1, name: 'A', geometry: { type: 'LineString', coordinates: street } },
    { kind: 'water', rank: 1, name: null, geometry: { type: 'Polygon', coordinates: [lake] } },
  ];
}

function county(code: string, west: number): TestFeature[] {
  const upper = (level: string, its: string, parent: string): TestFeature =>
    grid(level, its, parent, [outline(west)]);
  const elements = Array.from({ length: cells * cells }, (_, at) => {
    const [column, row] = [at % cells, Math.floor(at / cells)];
    const east = side(west, column + 1, row, 0, 1);
    const ring = [
      ...side(west, column, row, 1, 0),
      ...(code === 'W' && at === shortElement ? pullWest(east) : east),
      ...side(west, column, row + 1, 1, 0).reverse(),
      ...side(west, column, row, 0, 1).reverse(),
    ];
    return grid('element', `${code}-${at}`, `${code}A`, [ring], { category: 'village' });
  });
  return [
    upper('county', code, 'T'),
    upper('branch', `${code}B`, code),
    upper('outlet-area', `${code}A`, `${code}B`),
    ...elements,
  ];
}

function northernCounty(): TestFeature[] {
  const rings = [strip(179.9), strip(-180)];
  return [
    grid('county', 'N', 'T', rings),
    grid('branch', 'NB', 'N', rings),
    grid('outlet-area', 'NA', 'NB', rings),
    grid('element', 'N-0', 'NA', rings, { category: 'village' }),
  ];
}

function northOf(west: number): number {
  return south + (west === -180 ? 0.13 : 0.14);
}

/** What of the northern county lies on one side. */
function strip(west: number): number[][] {
  return [...northernSide(west), ...northernCorners(west)];
}

/** All that lies on one side. */
function whole(west: number): number[][] {
  const all = Array.from({ length: cells }, (_, at) => at);
  return [
    ...all.flatMap((at) => side(west, at, 0, 1, 0)),
    ...all.flatMap((at) => side(west, cells, at, 0, 1)),
    ...northernCorners(west),
    ...[...all].reverse().flatMap((at) => side(west, 0, at, 0, 1).reverse()),
  ];
}

function northernSide(west: number): number[][] {
  return Array.from({ length: cells }, (_, at) => at).flatMap((at) => side(west, at, cells, 1, 0));
}

/** From east to west; in the east also where the west reaches farther north. */
function northernCorners(west: number): number[][] {
  const [east, north] = [round(west + 0.1), northOf(west)];
  const shared = east === 180 ? [[east, northOf(-180)]] : [];
  return [...shared, [east, north], [west, north]];
}

function grid(
  level: string,
  code: string,
  parent: string | undefined,
  rings: readonly number[][][],
  more: Record<string, unknown> = {},
): TestFeature {
  return {
    type: 'Feature',
    properties: { level, code, name: code, ...(parent === undefined ? {} : { parent }), ...more },
    geometry: { type: 'MultiPolygon', coordinates: rings.map((ring) => [withoutRepeats(ring)]) },
  };
}

/** The outline of a county, with every vertex of its elements. */
function outline(west: number): number[][] {
  const all = Array.from({ length: cells }, (_, at) => at);
  return [
    ...all.flatMap((at) => side(west, at, 0, 1, 0)),
    ...all.flatMap((at) => side(west, cells, at, 0, 1)),
    ...[...all].reverse().flatMap((at) => side(west, at, cells, 1, 0).reverse()),
    ...[...all].reverse().flatMap((at) => side(west, 0, at, 0, 1).reverse()),
  ];
}

/** The border from one corner to the next, to the east or to the north: crooked inside the county, straight around it. */
function side(west: number, column: number, row: number, dx: 0 | 1, dy: 0 | 1): number[][] {
  const isOuter = dx === 1 ? row === 0 || row === cells : column === 0 || column === cells;
  return Array.from({ length: bends + 1 }, (_, at) => {
    const share = at / bends;
    // Less than the way to the next corner, so that no two borders cross.
    const bend = isOuter ? 0 : 0.4 * share * (1 - share) * Math.sin(7.3 * at + 3 * column + 5 * row);
    return [
      round(west + cellSide * (column + dx * share + dy * bend)),
      round(south + cellSide * (row + dy * share + dx * bend)),
    ];
  });
}

function round(degrees: number): number {
  return Math.round(degrees * 1e7) / 1e7;
}

function withoutRepeats(ring: readonly number[][]): number[][] {
  const kept = ring.filter(([x, y], at) => at === 0 || x !== ring[at - 1]![0] || y !== ring[at - 1]![1]);
  const [first, last] = [kept[0]!, kept.at(-1)!];
  return first[0] === last[0] && first[1] === last[1] ? kept : [...kept, first];
}
