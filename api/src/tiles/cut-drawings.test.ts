import type { RawFeature } from 'geojson-vt';
import { describe, expect, it } from 'vitest';
import type { MultiPolygon } from '../geometry/types.js';
import type { TileDrawing } from '../store/types.js';
import { cutDrawings } from './cut-drawings.js';
import { readGridTile, readLabelTile } from './read-grid-tile.js';

const noYield = async (): Promise<void> => undefined;

function drawing(gridId: number, geometry: MultiPolygon): TileDrawing {
  const names = { code: `c${gridId}`, name: `网格${gridId}`, category: null, class: null };
  return { gridId, level: 'element', ...names, geometry };
}

/** A rectangle, clockwise on the screen where y goes down. */
function box(west: number, north: number, east: number, south: number): MultiPolygon {
  return [[Int32Array.of(west, north, east, north, east, south, west, south, west, north)]];
}

function cut(geometry: MultiPolygon, west = 0, north = 0): Promise<RawFeature[]> {
  return cutDrawings([drawing(1, geometry)], west, north, noYield);
}

function ringsOf(feature: RawFeature | undefined): number[][] {
  return feature?.type === 3 ? feature.geometry.map((ring) => [...ring]) : [];
}

function doubledArea(rings: readonly number[][]): number {
  let sum = 0;
  for (const ring of rings) {
    for (let at = 0; at + 3 < ring.length; at += 2)
      sum += ring[at]! * ring[at + 3]! - ring[at + 2]! * ring[at + 1]!;
  }
  return sum;
}

describe('cutDrawings', () => {
  it('moves every unit of a tile and its buffer to itself, at every place of the world of every zoom', async () => {
    // One saw whose teeth are all units: x goes −64 … 4160, y beside it, so each stands in some vertex.
    for (let zoom = 0; zoom <= 16; zoom += 1) {
      for (const column of new Set([0, 2 ** zoom - 1, (2 ** zoom) >> 1])) {
        const [west, north] = [column * 4096, (2 ** zoom - 1 - column) * 4096];
        const saw: number[] = [];
        for (let unit = -64; unit < 4160; unit += 1) saw.push(unit, unit, unit + 1, unit);
        saw.push(4160, 4160, -64, 4160, -64, -64);
        const placed = Int32Array.from(saw, (unit, at) => unit + (at % 2 === 0 ? west : north));
        const [feature] = await cutDrawings([drawing(1, [[placed]])], west, north, noYield);
        const seen = new Set<string>();
        const ring = ringsOf(feature)[0]!;
        for (let at = 0; at < ring.length; at += 2) seen.add(`${ring[at]} ${ring[at + 1]}`);
        let missing = 0;
        for (let at = 0; at < saw.length; at += 2) if (!seen.has(`${saw[at]} ${saw[at + 1]}`)) missing += 1;
        expect([missing, seen.size]).toEqual([0, 2 * 4224 + 2]);
      }
    }
  });

  it('cuts at the buffer, keeps holes and their direction, and needs no closing', async () => {
    const [shell] = box(-500, 100, 200, 300)[0]!;
    const hole = Int32Array.of(50, 150, 50, 250, 150, 250, 150, 150, 50, 150);
    const [feature] = await cut([[shell!, hole]]);
    const [outer, inner] = ringsOf(feature);
    expect(doubledArea([outer!])).toBe(2 * 264 * 200);
    expect(doubledArea([inner!])).toBe(-2 * 100 * 100);
    expect(outer!.slice(0, 2)).toEqual(outer!.slice(-2));
  });

  it('shows a part of the world far away as itself, and a city around the tile as the tile', async () => {
    const far = 2 ** 28 - 4096;
    const [feature] = await cut(box(far + 10, far + 10, far + 20, far + 20), far, far);
    expect(doubledArea(ringsOf(feature))).toBe(200);
    const [city] = await cut(box(0, 0, 2 ** 28, 2 ** 28), 2 ** 27, 2 ** 27);
    expect(doubledArea(ringsOf(city))).toBe(2 * 4224 * 4224);
  });

  it('leaves out what only touches the buffer, and what has no area in it', async () => {
    expect(await cut(box(-100, 0, -64, 50))).toEqual([]);
    expect(await cut(box(4160, 0, 5000, 50))).toEqual([]);
    expect(await cut(box(0, 4160, 50, 9000))).toEqual([]);
    expect(await cut(box(-9000, -9000, -8000, 9000))).toEqual([]);
    expect(await cut(box(-65, 0, -63, 50))).toHaveLength(1);
  });

  it('leaves out a grid in whose hole the tile lies, and keeps its other parts', async () => {
    const [shell] = box(-9000, -9000, 9000, 9000)[0]!;
    const hole = Int32Array.of(-500, -500, -500, 5000, 5000, 5000, 5000, -500, -500, -500);
    expect(await cut([[shell!, hole]])).toEqual([]);
    const [island] = await cut([[shell!, hole], box(10, 10, 20, 20)[0]!]);
    expect(ringsOf(island)).toHaveLength(1);
    expect(doubledArea(ringsOf(island))).toBe(200);
  });

  it('cuts a shape that leaves the tile and comes back to the same area', async () => {
    /*
     *      −64
     *   ┌───┼───────┐     a U open to the west: its arms reach into the tile,
     *   └───┼──┐ ┌──┘     what joins them lies outside
     */
    const comb = Int32Array.from([
      ...[100, 0, 100, 40, -64, 40, -200, 40, -200, 60, -64, 60, 100, 60, 100, 100],
      ...[-64, 100, -300, 100, -300, 0, -64, 0, 100, 0],
    ]);
    const [feature] = await cut([[comb]]);
    expect(doubledArea(ringsOf(feature))).toBe(2 * 164 * 80);
  });

  it('pulls in far vertices without changing what the tile shows', async () => {
    // A blot far larger than the tile, of unit steps along its border, meets the tile in its north-west quarter.
    const ring: number[] = [];
    for (let x = -20_000; x <= 2_000; x += 10) ring.push(x, -20_000);
    for (let y = -20_000; y <= 3_000; y += 10) ring.push(2_000, y);
    for (let x = 2_000; x >= -20_000; x -= 10) ring.push(x, 3_000);
    for (let y = 3_000; y >= -20_000; y -= 10) ring.push(-20_000, y);
    const [feature] = await cut([[Int32Array.from(ring)]]);
    expect(doubledArea(ringsOf(feature))).toBe(2 * 2_064 * 3_064);
  });

  it('says of a grid its level, code and name, and category and class where it has them', async () => {
    const named = { ...drawing(7, box(0, 0, 9, 9)), category: 'village', class: 'community' };
    const [feature] = await cutDrawings([named], 0, 0, noYield);
    expect(feature).toMatchObject({
      id: 7,
      tags: { level: 'element', code: 'c7', name: '网格7', category: 'village', class: 'community' },
    });
    const [bare] = await cut(box(0, 0, 9, 9));
    expect(bare?.tags).toEqual({ level: 'element', code: 'c1', name: '网格1' });
  });
});

describe('readGridTile', () => {
  const asked: (readonly number[])[] = [];
  const around = (zoom: number): TileDrawing[] => {
    // Two squares that meet at ±180°: 32 units each side.
    const world = 4096 * 2 ** zoom;
    return [drawing(1, box(world - 32, 2000, world, 2100)), drawing(2, box(0, 2000, 32, 2100))];
  };
  const store = {
    async readTileDrawings(_t: string, _r: number, zoom: number, wanted: readonly number[]) {
      asked.push(wanted);
      const [west, , east] = wanted as [number, number, number];
      return around(zoom).filter(
        ({ geometry }) => geometry[0]![0]![2]! >= west && geometry[0]![0]![0]! <= east,
      );
    },
  };
  const read = (z: number, x: number): Promise<RawFeature[]> =>
    readGridTile(store, { territoryId: 't', revision: 1, z, x, y: 0 }, noYield);

  it('shows in the first column what lies west of −180°, and in the last what lies east of 180°', async () => {
    const spans = (features: RawFeature[]): Record<string, number[]> =>
      Object.fromEntries(
        features.map((feature) => {
          const xs = ringsOf(feature)[0]!.filter((_, at) => at % 2 === 0);
          return [String(feature.id), [Math.min(...xs), Math.max(...xs)]];
        }),
      );
    expect(spans(await read(3, 0))).toEqual({ 1: [-32, 0], 2: [0, 32] });
    expect(spans(await read(3, 7))).toEqual({ 1: [4064, 4096], 2: [4096, 4128] });
    expect(await read(3, 4)).toEqual([]);
  });

  it('asks once for a tile inside the world, and for its buffered box', async () => {
    asked.length = 0;
    await read(3, 4);
    expect(asked).toEqual([[4 * 4096 - 64, -64, 5 * 4096 + 64, 4160]]);
  });

  it('shows at zoom 0 both squares at both edges, each as one feature', async () => {
    const features = await read(0, 0);
    expect(features.map((feature) => feature.id).sort()).toEqual([1, 2]);
    for (const feature of features) {
      expect(ringsOf(feature)).toHaveLength(2);
      expect(doubledArea(ringsOf(feature))).toBe(2 * 2 * 32 * 100);
    }
  });

  it('joins a grid that goes on beyond 180°, and leaves the edge where it ends there', async () => {
    /*
     *     2000  +----+
     *     2020  |    +----+   in the west a hole lies at 180°, beside which the east has no vertex
     *     2040  |  +-|    |
     *     2060  |  +-|    |
     *     2080  |    +----+
     *     2100  +----+
     */
    const joined = drawing(1, [
      [
        Int32Array.from([
          ...[32768 - 32, 2000, 32768, 2000, 32768, 2040, 32768 - 16, 2040, 32768 - 16, 2060],
          ...[32768, 2060, 32768, 2100, 32768 - 32, 2100, 32768 - 32, 2000],
        ]),
      ],
      box(0, 2020, 32, 2080)[0]!,
    ]);
    const alone = { readTileDrawings: async () => [joined] };
    for (const [x, edge] of [
      [0, 0],
      [7, 4096],
    ] as const) {
      const features = await readGridTile(alone, { territoryId: 't', revision: 1, z: 3, x, y: 0 }, noYield);
      expect(features).toHaveLength(1);
      const rings = ringsOf(features[0]);
      expect(doubledArea(rings)).toBe(2 * (32 * 100 - 16 * 20 + 32 * 60));
      const along = rings.flatMap((ring) =>
        ring.flatMap((unit, at) =>
          at % 2 === 0 && unit === edge && ring[at + 2] === edge ? [[ring[at + 1], ring[at + 3]]] : [],
        ),
      );
      expect(along.sort()).toEqual([
        [2000, 2020],
        [2060, 2040],
        [2080, 2100],
      ]);
    }
  });
});

describe('readLabelTile', () => {
  const labelled = (gridId: number, lng: number, lat: number) => ({
    ...{ gridId, level: 'county' as const, code: 'c', name: 'n', category: null, class: null },
    labelPoint: [Math.round(lng * 1e7), Math.round(lat * 1e7)] as const,
  });
  const labels = [labelled(1, 179.999, 0), labelled(2, -179.999, 0), labelled(3, 90, 0)];
  const levelsAsked: string[][] = [];
  const store = {
    async readTileLabels(
      _t: string,
      _r: number,
      levels: readonly string[],
      [west, , east]: readonly number[],
    ) {
      levelsAsked.push([...levels]);
      return labels.filter(({ labelPoint: [x] }) => x / 1e7 >= west! && x / 1e7 <= east!);
    },
  };
  const read = async (z: number, x: number, y: number): Promise<(readonly number[])[]> => {
    const found = await readLabelTile(store, { territoryId: 't', revision: 1, z, x, y });
    return found.map((label) => (label.type === 4 ? [Number(label.id), label.x, label.y] : []));
  };

  it('puts each at its nearest unit, in the tile and in the buffer of the next one', async () => {
    expect(await read(2, 3, 1)).toEqual([
      [2, 4096, 4096],
      [1, 4096, 4096],
      // 90° E is the western edge of the column.
      [3, 0, 4096],
    ]);
    expect(await read(2, 2, 2)).toEqual([[3, 4096, 0]]);
  });

  it('asks for the levels that the zoom shows', async () => {
    levelsAsked.length = 0;
    await read(8, 10, 10);
    expect(levelsAsked).toEqual([['territory', 'county', 'branch']]);
  });
});
