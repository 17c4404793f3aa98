import { VectorTile } from '@mapbox/vector-tile';
import type { Feature, Polygon } from 'geojson';
import { PbfReader } from 'pbf';
import { describe, expect, it } from 'vitest';
import { encodeTile } from './encode-tile.js';
import { geoJsonItem } from './geojson-item.js';
import { indexParts, type TileIndex } from './index-parts.js';
import { referenceParts } from './reference-parts.js';
import { cutIntoParts, type TileItem, type TilePart } from './tile-part.js';

const noYield = async (): Promise<void> => undefined;

/** A square of `side` degrees with its south-west corner at `west`, `south`. */
function square(id: number, level: string, west: number, south: number, side: number): Feature<Polygon> {
  const [east, north] = [west + side, south + side];
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return {
    type: 'Feature',
    id,
    properties: { level },
    geometry: { type: 'Polygon', coordinates: [ring] },
  };
}

function partsOf(features: readonly Feature[], minZoom = 0): TilePart[] {
  const items = features.map(geoJsonItem).filter((item): item is TileItem => item !== undefined);
  return cutIntoParts('layer', minZoom, items);
}

async function idsAt(index: TileIndex, z: number, x: number, y: number): Promise<(number | undefined)[]> {
  const found = await index.readTile(z, x, y, noYield);
  if (found === undefined) return [];
  const layer = new VectorTile(new PbfReader(encodeTile(found))).layers['layer'];
  return Array.from({ length: layer?.length ?? 0 }, (_, at) => layer?.feature(at).id);
}

describe('indexParts', () => {
  it('draws features of all parts in the order of level and id, with ids above 2^31', async () => {
    const parts = [
      ...partsOf([square(2 ** 53 - 1, 'element', 0, 0, 0.1), square(5, 'element', 0.1, 0, 0.1)], 10),
      ...partsOf([square(9, 'county', 0, 0, 0.2)]),
    ];
    const index = indexParts(parts, ['layer'], 16);
    expect(await idsAt(index, 10, 512, 511)).toEqual([9, 5, 2 ** 53 - 1]);
    expect(await idsAt(index, 9, 256, 255)).toEqual([9]);
  });

  it('finds nothing where nothing is, and nothing of nothing', async () => {
    const index = indexParts(partsOf([square(1, 'county', 0, 0, 0.0001)]), ['layer'], 16);
    expect(await index.readTile(10, 0, 0, noYield)).toBeUndefined();
    const empty = indexParts([], ['layer'], 16);
    expect(await empty.readTile(0, 0, 0, noYield)).toBeUndefined();
  });

  it('finds a feature in the buffer of the neighbouring tile, and in every tile it reaches', async () => {
    // The middle of the world is the corner of four tiles.
    const index = indexParts(partsOf([square(1, 'county', 0.000001, 0.000001, 0.1)]), ['layer'], 16);
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

  it('finds in the first column what lies west of 180°, and in the last what lies east of −180°', async () => {
    const parts = [
      ...partsOf([square(1, 'county', 179.99, 1, 0.01)]),
      ...partsOf([square(2, 'county', -180, 1, 0.01)]),
    ];
    const index = indexParts(parts, ['layer'], 16);
    expect(await idsAt(index, 8, 0, 127)).toEqual([1, 2]);
    expect(await idsAt(index, 8, 255, 127)).toEqual([1, 2]);
    expect(await idsAt(index, 8, 1, 127)).toEqual([]);
  });

  it('leaves out what only touches the buffer of a tile', async () => {
    // At zoom 0 a unit is 360°/4096: this square ends 64 units west of the middle tile column at zoom 1.
    const unit = 360 / 8192;
    const index = indexParts(partsOf([square(1, 'county', -80 * unit, 1, 16 * unit)]), ['layer'], 1);
    expect(await idsAt(index, 1, 0, 0)).toEqual([1]);
    expect(await idsAt(index, 1, 1, 0)).toEqual([]);
  });

  it('gives the same tiles after its memory of tiles is full', async () => {
    const features = Array.from({ length: 64 }, (_, at) =>
      square(at + 1, 'element', (at % 8) * 0.05, Math.floor(at / 8) * 0.05, 0.05),
    );
    const index = indexParts(partsOf(features), ['layer'], 16);
    const first = await idsAt(index, 12, 2050, 2045);
    expect(first.length).toBeGreaterThan(0);
    for (let x = 0; x < 30; x += 1) {
      for (let y = 0; y < 30; y += 1) await index.readTile(14, 8192 + x, 8191 - y, noYield);
    }
    expect(await idsAt(index, 12, 2050, 2045)).toEqual(first);
  });

  it('encodes the same content to the same bytes whatever came before', async () => {
    const features = [square(2, 'element', 0, 0, 0.1), square(1, 'element', 0.1, 0, 0.1)];
    const read = async (list: Feature[]): Promise<Uint8Array> => {
      const found = await indexParts(partsOf(list), ['layer'], 16).readTile(10, 512, 511, noYield);
      return found === undefined ? new Uint8Array() : encodeTile(found);
    };
    expect(await read(features)).toEqual(await read([...features].reverse()));
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
  it('puts each kind in its layer under its lasting id, from the zoom of its rank, without nameless names', async () => {
    const line = {
      type: 'LineString' as const,
      coordinates: [
        [0.01, 0.01],
        [0.2, 0.2],
      ],
    };
    const parts = await referenceParts(
      [
        { referenceId: 21, kind: 'street', rank: 1, name: '人民路', geometry: line },
        { referenceId: 20, kind: 'street', rank: 3, name: null, geometry: line },
        { referenceId: 7, kind: 'water', rank: 1, name: '汉江', geometry: line },
        {
          referenceId: 8,
          kind: 'building',
          rank: 2,
          name: null,
          geometry: { type: 'MultiPolygon', coordinates: [] },
        },
      ],
      noYield,
    );
    const index = indexParts(parts, ['water', 'buildings', 'streets'], 16);
    const far = await index.readTile(6, 32, 31, noYield);
    expect(Object.keys(far ?? {})).toEqual(['water', 'streets']);
    expect(far?.['streets']).toHaveLength(1);
    const near = await index.readTile(12, 2048, 2047, noYield);
    expect(near?.['streets']?.map((feature) => feature.tags)).toContainEqual({ kind: 'street', rank: 3 });
    expect(near?.['streets']?.map((feature) => feature.id)).toEqual([21, 20]);
  });
});
