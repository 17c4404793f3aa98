import type { Finding } from '../src/coverage/types.js';
import type { MultiPolygon } from '../src/geometry/types.js';
import type { Level } from '../src/hierarchy/levels.js';
import type { GridChange, Store } from '../src/store/types.js';

export const local = { id: 'local' };
/** 100° east, 30° north, in lattice steps. */
export const originX = 1_000_000_000;
export const originY = 300_000_000;

/** A run that found nothing. */
export const noResult = {
  clean: true,
  levels: [],
  findings: [],
  certificate: null,
  secondOpinion: null,
} as const;

/** Makes small maps in the database of one test file; every territory has a name of its own. */
export class MapMaker {
  #next = 1;

  constructor(private readonly openStore: () => Store) {}

  get store(): Store {
    return this.openStore();
  }

  async makeTerritory(codeScheme: 'standard' | 'own' = 'own'): Promise<string> {
    const territoryId = `city-${this.#next++}`;
    await this.store.createTerritory(
      {
        territoryId,
        name: { zh: '十堰', en: 'Shiyan' },
        codeScheme,
        codePatterns: {},
        upperLevels: 'drawn',
        displayDatum: 'wgs84',
      },
      local,
    );
    return territoryId;
  }

  /** County A over elements' chain: territory T, county C, branch B, outlet area O, elements E1 and E2. */
  async reserveCity(territoryId: string): Promise<GridChange[]> {
    const rows: {
      level: Level;
      code: string;
      parent: number | null;
      geometry: MultiPolygon;
      category?: string;
    }[] = [
      { level: 'territory', code: 'T', parent: null, geometry: square(0, 0, 20) },
      { level: 'county', code: 'C', parent: 0, geometry: square(0, 0, 20) },
      { level: 'branch', code: 'B', parent: 1, geometry: square(0, 0, 20) },
      { level: 'outlet-area', code: 'O', parent: 2, geometry: square(0, 0, 20) },
      { level: 'element', code: 'E1', parent: 3, geometry: square(0, 0, 10), category: 'village' },
      { level: 'element', code: 'E2', parent: 3, geometry: square(10, 0, 10), category: 'park' },
    ];
    const ids = await this.store.reserveGridIds(territoryId, rows);
    return rows.map((row, index) =>
      change(ids[index] ?? 0, row.level, row.code, {
        parentId: row.parent === null ? null : (ids[row.parent] ?? null),
        geometry: row.geometry,
        category: row.category ?? null,
      }),
    );
  }

  async publish(territoryId: string, base: number | null, changes: GridChange[]): Promise<number> {
    const { revision } = await this.store.beginRevision(territoryId, { base }, local);
    await this.store.writeChanges(territoryId, revision, changes);
    await this.store.publishRevision(territoryId, revision);
    return revision;
  }
}

/** Lattice square with its lower left corner `x`, `y` steps from the origin. */
export function square(x: number, y: number, side: number): MultiPolygon {
  const [west, south, east, north] = [originX + x, originY + y, originX + x + side, originY + y + side];
  return [[Int32Array.of(west, south, east, south, east, north, west, north, west, south)]];
}

export function change(gridId: number, level: Level, code: string, rest: Partial<GridChange>): GridChange {
  return {
    gridId,
    level,
    code,
    name: `name of ${code}`,
    parentId: null,
    category: null,
    implied: false,
    attributes: {},
    original: null,
    geometry: square(0, 0, 10),
    labelPoint: [originX, originY],
    areaSquareMetres: 1.25,
    ...rest,
  };
}

export function finding(identity: string, rest: Partial<Finding> = {}): Finding {
  return {
    kind: 'gap',
    cause: null,
    sizeClass: 'real',
    severity: 'error',
    level: 'element',
    parent: 'O',
    areaSquareMetres: 10,
    widthMetres: 2.5,
    depth: null,
    grids: [{ code: 'E1', name: 'name of E1', level: 'element', areaSquareMetres: null }],
    identity,
    geometryHash: 'as it was',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [100, 30],
          [100.0000001, 30],
          [100, 30.0000003],
          [100, 30],
        ],
      ],
    },
    message: 'A gap of 10 m².',
    causedBy: [],
    ...rest,
  };
}

export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index];
  if (item === undefined) throw new Error(`There is no item ${index}`);
  return item;
}
