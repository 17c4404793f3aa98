import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MultiPolygon } from '../../src/geometry/types.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { serveApp, type ServedApp } from '../serve-app.js';
import { change, MapMaker } from '../store-maps.js';
import { loadFijianMap, type TiledMap } from '../tiles-maps.js';

type Box = [number, number, number, number];

describe('a territory on both sides of 180°', () => {
  let database: TestDatabase;
  let app: ServedApp;
  let map: TiledMap;
  const maps = new MapMaker(() => database.store);

  beforeAll(async () => {
    database = await openTestDatabase();
    map = await loadFijianMap(database.store);
    app = await serveApp({}, { store: database.store });
  });
  afterAll(async () => {
    await app.close();
    await database.drop();
  });

  const json = async (path: string): Promise<Record<string, unknown>> =>
    (await (await app.send('GET', `/api/v1${path}`)).json()) as Record<string, unknown>;
  const codesIn = async (box: string): Promise<string[]> => {
    const { items } = await json(`/territories/fiji/grids?level=county&bbox=${box}`);
    return (items as { code: string }[]).map((each) => each.code);
  };

  it('has a box that begins west of 180° and ends east of it', async () => {
    expect(await json('/territories/fiji')).toMatchObject({ bbox: [179.9, -17.05, -179.9, -16.91] });
    expect((await database.store.getTerritory('fiji'))?.bbox).toEqual([179.9, -17.05, -179.9, -16.91]);
  });

  it('announces tiles with bounds that MapLibre and desktop GIS understand', async () => {
    expect(await json('/tiles/grids.json?territory=fiji')).toMatchObject({
      bounds: [-180, -17.05, 180, -16.91],
    });
  });

  it('lists what meets a box across 180°, and what meets one beside it', async () => {
    expect(await codesIn('179.9,-17.05,-179.9,-16.96')).toEqual(['E', 'W']);
    expect(await codesIn('179.95,-17.05,-179.999,-16.96')).toEqual(['E', 'W']);
    expect(await codesIn('179.95,-17.05,179.96,-16.96')).toEqual(['W']);
    expect(await codesIn('-179.95,-17.05,179.8,-16.96')).toEqual(['E']);
    expect(await codesIn('-179.8,-17.05,179.8,-16.96')).toEqual([]);
    const findings = `/territories/fiji/audits/${map.auditId}/findings?bbox=`;
    const here = await json(`${findings}179.9,-17.05,-179.9,-16.96`);
    expect(here['items']).not.toEqual([]);
    expect(await json(`${findings}-179.8,-17.05,179.8,-16.96`)).toMatchObject({ items: [] });
  });

  it.each<[number, string]>([
    [179.95, 'fiji'],
    [-179.95, 'fiji'],
    [180, 'fiji'],
  ])('is found at %d° among several territories', async (lng, territory) => {
    if ((await database.store.listTerritories()).length === 1) await publish([[0, 0, 1, 1]]);
    expect(await json(`/lookup?lng=${lng}&lat=-17.01`)).toMatchObject({ status: 'inside', territory });
  });

  it.each<[string, Box[], Box]>([
    [
      'islands that do not touch 180°',
      [
        [178, -18, 179, -17],
        [-179, -17, -178, -16],
      ],
      [178, -18, -178, -16],
    ],
    ['a map of one piece that is wider than half the world', [[-100, 0, 100, 1]], [-100, 0, 100, 1]],
    [
      'a map of pieces that is wider than half the world',
      [
        [-100, 0, -20, 1],
        [0, 0, 90, 1],
      ],
      [-100, 0, 90, 1],
    ],
    ['all around the world', [[-180, -90, 180, -60]], [-180, -90, 180, -60]],
    ['beside 180° on one side', [[170, 0, 180, 1]], [170, 0, 180, 1]],
  ])('or not: the box of %s is the narrowest', async (_name, boxes, expected) => {
    const territoryId = await publish(boxes);
    expect((await database.store.getTerritory(territoryId))?.bbox).toEqual(expected);
  });

  /** A territory of all boxes, with a county in the first. */
  async function publish(boxes: readonly Box[]): Promise<string> {
    const territoryId = await maps.makeTerritory();
    const [whole = 0, county = 0] = await database.store.reserveGridIds(territoryId, [
      { level: 'territory' },
      { level: 'county' },
    ]);
    await maps.publish(territoryId, null, [
      change(whole, 'territory', 'T', { geometry: boxes.map(polygon) }),
      change(county, 'county', 'C', { geometry: boxes.slice(0, 1).map(polygon) }),
    ]);
    return territoryId;
  }

  function polygon(box: Box): MultiPolygon[number] {
    const [west, south, east, north] = box.map((degrees) => degrees * 1e7) as Box;
    return [Int32Array.of(west, south, east, south, east, north, west, north, west, south)];
  }
});
