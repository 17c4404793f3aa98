import { VectorTile } from '@mapbox/vector-tile';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import type { Level } from '../hierarchy/levels.js';
import { encodeTile } from './encode-tile.js';
import { gridParts, labelParts, type TiledGrid } from './grid-parts.js';
import { indexParts, type TileIndex } from './index-parts.js';
import { referenceParts } from './reference-parts.js';
import { cutIntoParts } from './tile-part.js';

const noYield = async (): Promise<void> => undefined;

function tiledGrid(gridId: number, level: Level, west: number, south: number, side: number): TiledGrid {
  const [east, north] = [west + side, south + side];
  return {
    gridId,
    level,
    code: `c${gridId}`,
    name: `网格${gridId}`,
    category: null,
    class: null,
    geometry: [[Int32Array.of(west, south, east, south, east, north, west, north, west, south)]],
    labelPoint: [west + side / 2, south + side / 2],
  };
}

async function idsAt(index: TileIndex, z: number, x: number, y: number): Promise<(number | undefined)[]> {
  const found = await index.readTile(z, x, y, noYield);
  if (found === undefined) return [];
  const layer = new VectorTile(new PbfReader(encodeTile(found))).layers['grids'];
  return Array.from({ length: layer?.length ?? 0 }, (_, at) => layer?.feature(at).id);
}

describe('indexParts', () => {
  it('draws features of all parts in the order of level and id, with ids above 2^31', async () => {
    const grids = [
      tiledGrid(2 ** 53 - 1, 'element', 0, 0, 1_000_000),
      tiledGrid(5, 'element', 1_000_000, 0, 1_000_000),
      tiledGrid(9, 'county', 0, 0, 2_000_000),
    ];
    const index = indexParts(await gridParts(grids, noYield), ['grids'], 16);
    expect(await idsAt(index, 10, 512, 511)).toEqual([9, 5, 2 ** 53 - 1]);
    expect(await idsAt(index, 9, 256, 255)).toEqual([9]);
  });

  it('finds nothing where nothing is, and nothing of nothing', async () => {
    const index = indexParts(await gridParts([tiledGrid(1, 'county', 0, 0, 1000)], noYield), ['grids'], 16);
    expect(await index.readTile(10, 0, 0, noYield)).toBeUndefined();
    const empty = indexParts(await labelParts([], noYield), ['grid_labels'], 16);
    expect(await empty.readTile(0, 0, 0, noYield)).toBeUndefined();
  });

  it('finds a feature in the buffer of the neighbouring tile, and a grid in every tile it reaches', async () => {
    // The middle of the world is the corner of four tiles.
    const index = indexParts(
      await gridParts([tiledGrid(1, 'county', 10, 10, 1_000_000)], noYield),
      ['grids'],
      16,
    );
    for (const [x, y] of [
      [512, 511],
      [511, 511],
      [512, 512],
      [511, 512],
    ] as const) {
      expect(await idsAt(index, 10, x, y), `${x}/${y}`).toEqual([1]);
    }
    expect(await idsAt(index, 10, 510, 511)).toEqual([]);
  });

  it('gives the same tiles after its memory of tiles is full', async () => {
    const grids = Array.from({ length: 64 }, (_, at) =>
      tiledGrid(at + 1, 'element', (at % 8) * 500_000, Math.floor(at / 8) * 500_000, 500_000),
    );
    const index = indexParts(await gridParts(grids, noYield), ['grids'], 16);
    const first = await idsAt(index, 12, 2050, 2045);
    expect(first.length).toBeGreaterThan(0);
    for (let x = 0; x < 30; x += 1) {
      for (let y = 0; y < 30; y += 1) await index.readTile(14, 8192 + x, 8191 - y, noYield);
    }
    expect(await idsAt(index, 12, 2050, 2045)).toEqual(first);
  });

  it('encodes the same content to the same bytes whatever came before', async () => {
    const grids = [
      tiledGrid(2, 'element', 0, 0, 1_000_000),
      tiledGrid(1, 'element', 1_000_000, 0, 1_000_000),
    ];
    const read = async (list: TiledGrid[]): Promise<Uint8Array> => {
      const found = await indexParts(await gridParts(list, noYield), ['grids'], 16).readTile(
        10,
        512,
        511,
        noYield,
      );
      return found === undefined ? new Uint8Array() : encodeTile(found);
    };
    expect(await read(grids)).toEqual(await read([...grids].reverse()));
  });
});

describe('cutIntoParts', () => {
  it('keeps every item once and no part much larger than its share', () => {
    const items = Array.from({ length: 500 }, (_, at) => {
      const lng = (at * 37) % 100;
      const lat = (at * 17) % 50;
      return {
        box: [lng, lat, lng, lat] as const,
        vertices: 100,
        feature: () => ({
          type: 'Feature' as const,
          id: at,
          properties: {},
          geometry: { type: 'Point' as const, coordinates: [lng, lat] },
        }),
      };
    });
    const parts = cutIntoParts('layer', 3, items);
    expect(parts.length).toBe(4);
    const ids = parts.flatMap((part) => part.features().map((feature) => feature.id));
    expect([...ids].sort((a, b) => Number(a) - Number(b))).toEqual(items.map((_, at) => at));
    expect(cutIntoParts('layer', 0, [])).toEqual([]);
  });
});

describe('referenceParts', () => {
  it('puts each kind in its layer, from the zoom of its rank, without nameless names', async () => {
    const line = {
      type: 'LineString' as const,
      coordinates: [
        [0.01, 0.01],
        [0.2, 0.2],
      ],
    };
    const parts = await referenceParts(
      [
        { kind: 'street', rank: 1, name: '人民路', geometry: line },
        { kind: 'street', rank: 3, name: null, geometry: line },
        { kind: 'water', rank: 1, name: '汉江', geometry: line },
        { kind: 'building', rank: 2, name: null, geometry: { type: 'MultiPolygon', coordinates: [] } },
      ],
      noYield,
    );
    const index = indexParts(parts, ['water', 'buildings', 'streets'], 16);
    const far = await index.readTile(6, 32, 31, noYield);
    expect(Object.keys(far ?? {})).toEqual(['water', 'streets']);
    expect(far?.['streets']).toHaveLength(1);
    const near = await index.readTile(12, 2048, 2047, noYield);
    expect(near?.['streets']?.map((feature) => feature.tags)).toContainEqual({ kind: 'street', rank: 3 });
  });
});
