import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TileSource, tileSourceDescriptions } from '../../src/tiles/describe-source.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { doubledAreaOf, perimeterOf, type TileContent, type TileFeature } from '../tiles-decode.js';
import { loadFijianMap, loadSampleMap, loadSwissMap, type TiledMap } from '../tiles-maps.js';
import { openEmbeddedPath, openMartinPath, type TestTilePath } from '../tiles-paths.js';
import { type TileAt, tellTile, thinOut, tilesOver, withoutRepeats } from '../tiles-places.js';

/**
 * The two ways by which tiles are made, over one database: whoever draws a map cannot tell which one serves it.
 *
 * Grids and labels are the same to the unit. Findings and reference layers are rounded feature by feature and in each way
 * for itself: what they draw differs by less than a unit along the outline.
 */
const sampleElements = 7183;
const zooms = [0, 5, 8, 10, 12, 14, 16];
/** Tiles that are looked at of one source, map and zoom. */
const tilesPerZoom = 9;
/** Square tile units, doubled, from which on both ways have to draw a feature. */
const doubledLeastArea = 8;

let database: TestDatabase;
let martin: TestTilePath & { readonly url: string };
let embedded: TestTilePath;
const maps = new Map<string, TiledMap>();

beforeAll(async () => {
  database = await openTestDatabase('server');
  const { store } = database;
  maps.set('sample', await loadSampleMap(store, sampleElements));
  maps.set('swiss', await loadSwissMap(store));
  maps.set('fiji', await loadFijianMap(store));
  martin = await openMartinPath(database);
  embedded = openEmbeddedPath(store);
}, 600_000);

afterAll(async () => {
  await martin?.close();
  await database?.drop();
});

function mapOf(name: string): TiledMap {
  const map = maps.get(name);
  if (map === undefined) throw new Error(`there is no map ${name}`);
  return map;
}

/** Tiles of a zoom over a map: at its border, in its middle, and one beside it. */
function tilesOf(map: TiledMap, z: number): TileAt[] {
  const tiles = map.boxes.flatMap((box) => thinOut(tilesOver(z, box), tilesPerZoom));
  const columns = 2 ** z;
  const beside = map.boxes.flatMap((box) =>
    tilesOver(z, box)
      .slice(0, 1)
      .map((tile) => ({ ...tile, x: (tile.x + columns - 1) % columns })),
  );
  return withoutRepeats([...tiles, ...beside]);
}

async function readBoth(
  source: TileSource,
  map: TiledMap,
  { z, x, y }: TileAt,
): Promise<{ theirs: TileContent; ours: TileContent }> {
  const scope = {
    territoryId: map.territoryId,
    revision: map.revision,
    ...(source === 'findings' ? { auditId: map.auditId } : {}),
  };
  const [theirs, ours] = await Promise.all([
    martin.read(source, scope, z, x, y),
    embedded.read(source, scope, z, x, y),
  ]);
  return { theirs, ours };
}

const names = ['sample', 'swiss', 'fiji'];

describe.each(names)('grids of %s', (name) => {
  it.each(zooms)('are the same to the unit at zoom %i', async (z) => {
    const map = mapOf(name);
    let features = 0;
    for (const tile of tilesOf(map, z)) {
      const { theirs, ours } = await readBoth('grids', map, tile);
      const where = tellTile(tile);
      expect([...ours.keys()], where).toEqual([...theirs.keys()]);
      const [inTheirs, inOurs] = [theirs.get('grids') ?? [], ours.get('grids') ?? []];
      expect(inOurs.map(describeFeature), where).toEqual(inTheirs.map(describeFeature));
      const differences = inOurs.flatMap((feature, at) => {
        const area = doubledAreaOf(feature);
        const expected = doubledAreaOf(inTheirs[at]!);
        return area === expected && area > 0 ? [] : [{ where, id: feature.id, area, expected }];
      });
      expect(differences).toEqual([]);
      features += inOurs.length;
    }
    expect(features).toBeGreaterThan(0);
  });
});

describe.each(names)('labels of %s', (name) => {
  it.each(zooms)('stand at the same units at zoom %i', async (z) => {
    const map = mapOf(name);
    let labels = 0;
    for (const tile of tilesOf(map, z)) {
      const { theirs, ours } = await readBoth('grid_labels', map, tile);
      const tell = (content: TileContent): unknown[] =>
        (content.get('grid_labels') ?? []).map((label) => [describeFeature(label), [...label.paths[0]!]]);
      expect([...ours.keys()], tellTile(tile)).toEqual([...theirs.keys()]);
      expect(tell(ours), tellTile(tile)).toEqual(tell(theirs));
      labels += ours.get('grid_labels')?.length ?? 0;
    }
    if (z <= 10) expect(labels).toBeGreaterThan(0);
  });
});

describe.each(names)('findings and reference layers of %s', (name) => {
  it.each(zooms)('are the same within a unit along the outline at zoom %i', async (z) => {
    const map = mapOf(name);
    for (const source of ['findings', 'reference'] as const) {
      for (const tile of tilesOf(map, z)) {
        const { theirs, ours } = await readBoth(source, map, tile);
        for (const { id } of tileSourceDescriptions[source].layers) {
          const where = `${source} ${tellTile(tile)} ${id}`;
          expectAlike(where, theirs.get(id) ?? [], ours.get(id) ?? []);
        }
        const order = tileSourceDescriptions[source].layers.map((layer) => layer.id);
        for (const content of [theirs, ours])
          expect([...content.keys()]).toEqual(order.filter((id) => content.has(id)));
      }
    }
  });
});

describe('TileJSON', () => {
  it('says of every source the same layers, fields and zooms', async () => {
    for (const [source, { layers, maxZoom }] of Object.entries(tileSourceDescriptions)) {
      const response = await fetch(`${martin.url}/${source}?territory=sample&revision=1`);
      const description = (await response.json()) as Record<string, unknown>;
      expect(description['tiles']).toEqual([expect.stringContaining('territory=sample&revision=1')]);
      expect(description).toMatchObject({
        tilejson: '3.0.0',
        minzoom: Math.min(...layers.map((layer) => layer.minzoom)),
        maxzoom: maxZoom,
        vector_layers: layers.map(({ id, minzoom, maxzoom, fields }) => ({ id, minzoom, maxzoom, fields })),
      });
    }
  });
});

function describeFeature({ id, type, properties }: TileFeature): unknown {
  return { id, type, properties };
}

/** Alike but for rounding: see the contract above. */
function expectAlike(where: string, theirs: readonly TileFeature[], ours: readonly TileFeature[]): void {
  const theirKeys = new Map(numbered(theirs));
  const ourKeys = new Map(numbered(ours));
  const shared = [...theirKeys.keys()].filter((key) => ourKeys.has(key));
  // In the same order, and with the same properties.
  expect(
    [...ourKeys.keys()].filter((key) => theirKeys.has(key)),
    where,
  ).toEqual(shared);
  for (const key of new Set([...theirKeys.keys(), ...ourKeys.keys()])) {
    const [their, our] = [theirKeys.get(key), ourKeys.get(key)];
    if (their !== undefined && our !== undefined)
      expect(describeFeature(our), where).toEqual(describeFeature(their));
    const [more, less] = [their, our].sort((a, b) => areaOf(b) - areaOf(a));
    if (more?.type === 'polygon') {
      const difference = (areaOf(more) - areaOf(less)) / 2;
      expect(difference, `${where} ${key}`).toBeLessThanOrEqual(perimeterOf(more));
    }
    const isMissing = their === undefined || our === undefined;
    if (isMissing) expect(isMarginal(more!), `${where} ${key} is drawn one way only`).toBe(true);
  }
}

/** What is not a grid may come twice: once across ±180°. */
function numbered(features: readonly TileFeature[]): [string, TileFeature][] {
  const seen = new Map<number, number>();
  return features.map((feature) => {
    const count = seen.get(feature.id) ?? 0;
    seen.set(feature.id, count + 1);
    return [`${feature.id}/${count}`, feature];
  });
}

function areaOf(feature: TileFeature | undefined): number {
  return feature === undefined ? 0 : Math.abs(doubledAreaOf(feature));
}

/** What rounding may swallow: areas under four square units or nowhere two units wide, and what lies in the buffer's edge. */
function isMarginal(feature: TileFeature): boolean {
  if (feature.type === 'polygon')
    return (
      areaOf(feature) < doubledLeastArea || areaOf(feature) / perimeterOf(feature) < 2 || isAtEdge(feature)
    );
  if (feature.type === 'line') return perimeterOf(feature) < 2 || isAtEdge(feature);
  return isAtEdge(feature);
}

function isAtEdge({ paths }: TileFeature): boolean {
  const first = paths[0]!;
  const within = (from: number, of: number): boolean =>
    paths.every((path) => path.every((unit, at) => at % 2 !== of || Math.abs(unit - from) <= 1));
  return first.length > 0 && [-64, 4160].some((edge) => within(edge, 0) || within(edge, 1));
}
