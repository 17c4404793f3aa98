import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seededRandom, tessellateCity, tessellateVoronoi } from '../../../test/tessellate.js';
import { normaliseRings } from '../../geometry/normalise-rings.js';
import { runSteps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { dissolveEvenOdd } from '../dissolve-even-odd.js';
import { findRingFault } from '../find-ring-fault.js';
import { proveParent } from '../prove-parent.js';
import type { MapGrid, ZoomState } from './drawing-types.js';
import { levelsAtZoom } from './level-zooms.js';
import { openDrawing, type DrawnMap } from './open-drawing.js';

/** Each run draws a map of three levels at nine zooms four times. */
const propertyTimeoutMs = 120_000;

/** What the rows of a map are: per zoom the drawing of each grid. */
interface Rows {
  readonly drawings: Map<number, Map<number, MultiPolygon>>;
  readonly states: Map<number, ZoomState>;
}

function draw(
  grids: readonly MapGrid[],
  before?: DrawnMap & Rows,
  zooms?: readonly number[],
): Rows & { drawn: Map<number, number[]>; gone: Map<number, readonly number[]> } {
  const drawing = openDrawing(grids, before);
  const drawings = new Map<number, Map<number, MultiPolygon>>();
  const states = new Map<number, ZoomState>();
  const drawn = new Map<number, number[]>();
  const gone = new Map<number, readonly number[]>();
  for (const zoom of zooms ?? drawing.zooms) {
    const outcome = runSteps(drawing.draw(zoom));
    const rows = new Map(before?.drawings.get(zoom));
    for (const gridId of outcome.gone) expect(rows.delete(gridId)).toBe(true);
    for (const { gridId, geometry } of outcome.drawn) {
      expect(rows.get(gridId)).not.toEqual(geometry);
      rows.set(gridId, geometry);
    }
    drawings.set(zoom, rows);
    // A state is kept as JSON.
    states.set(zoom, JSON.parse(JSON.stringify(outcome.state)) as ZoomState);
    drawn.set(
      zoom,
      outcome.drawn.map(({ gridId }) => gridId),
    );
    gone.set(zoom, outcome.gone);
  }
  return { drawings, states, drawn, gone };
}

/** Every grid of the shown levels is sound, and every parent that its children tile on the map is tiled. */
function expectSound(grids: readonly MapGrid[], { drawings }: Rows): void {
  for (const [zoom, rows] of drawings) {
    const shown = grids.filter(({ level }) => levelsAtZoom(zoom).includes(level));
    expect([...rows.keys()].every((gridId) => shown.some((grid) => grid.gridId === gridId))).toBe(true);
    for (const geometry of rows.values()) expect(runSteps(findRingFault(geometry))).toBeUndefined();
    for (const parent of shown) {
      const children = shown.filter(({ parentId }) => parentId === parent.gridId);
      if (children.length === 0) continue;
      if (
        proveParent(
          children.map(({ geometry }) => geometry),
          parent.geometry,
        ).length > 0
      )
        continue;
      const drawn = children.map(({ gridId }) => rows.get(gridId) ?? []);
      expect([...proveParent(drawn, rows.get(parent.gridId) ?? [])], `zoom ${zoom}`).toEqual([]);
    }
  }
}

/** Voronoi cells of three levels: elements, outlet areas and branches. */
function makeCity(seed: number, sites: number, extentSteps: number): MapGrid[] {
  const cells = tessellateVoronoi({ seed, sites, extentSteps }).map(shift);
  const middle = extentSteps / 2;
  const groupOf = (cell: MultiPolygon): number => {
    const [x, y] = [cell[0]![0]![0]! - west, cell[0]![0]![1]! - south];
    return (x > middle ? 1 : 0) + (y > middle ? 2 : 0) + (x > middle / 2 && x < 1.5 * middle ? 4 : 0);
  };
  const groups = [...new Set(cells.map(groupOf))].sort((a, b) => a - b);
  const elements = cells.map((geometry, index): MapGrid => ({
    gridId: 1000 + index,
    level: 'element',
    parentId: 100 + groupOf(geometry),
    geometry,
  }));
  return withParents(elements, groups);
}

/** Elements with their outlet areas and branches, dissolved from them. */
function withParents(elements: readonly MapGrid[], groups: readonly number[]): MapGrid[] {
  const areas = groups.flatMap((group): MapGrid[] => {
    const own = elements.filter(({ parentId }) => parentId === 100 + group).map(({ geometry }) => geometry);
    if (own.length === 0) return [];
    return [
      {
        gridId: 100 + group,
        level: 'outlet-area',
        parentId: 10 + (group % 2),
        geometry: runSteps(dissolveEvenOdd(own)),
      },
    ];
  });
  const branches = [0, 1].flatMap((branch): MapGrid[] => {
    const own = areas.filter(({ parentId }) => parentId === 10 + branch).map(({ geometry }) => geometry);
    if (own.length === 0) return [];
    return [{ gridId: 10 + branch, level: 'branch', parentId: 1, geometry: runSteps(dissolveEvenOdd(own)) }];
  });
  const county: MapGrid = {
    gridId: 1,
    level: 'county',
    parentId: null,
    geometry: runSteps(dissolveEvenOdd(elements.map(({ geometry }) => geometry))),
  };
  return [county, ...branches, ...areas, ...elements];
}

const west = 1_100_000_000;
const south = 320_000_000;

function shift(geometry: MultiPolygon): MultiPolygon {
  return geometry.map((rings) =>
    rings.map((ring) => ring.map((number, at) => number + (at % 2 === 0 ? west : south))),
  );
}

type Edit = (elements: readonly MapGrid[], random: () => number) => readonly MapGrid[];

const pick = <T>(items: readonly T[], random: () => number): T => items[Math.floor(random() * items.length)]!;

/** Moves every vertex of all rings that a function says. */
function moveVertices(
  elements: readonly MapGrid[],
  move: (x: number, y: number) => readonly [number, number],
): readonly MapGrid[] {
  return elements.flatMap((grid) => {
    const rings = grid.geometry.map((polygon) =>
      polygon.map((ring) => {
        const moved = Int32Array.from(ring);
        for (let at = 0; at < ring.length; at += 2) moved.set(move(ring[at]!, ring[at + 1]!), at);
        return moved;
      }),
    );
    const { geometry } = normaliseRings(rings);
    return geometry.length === 0 ? [] : [{ ...grid, geometry }];
  });
}

const edits: Readonly<Record<string, Edit>> = {
  'a shared vertex moves': (elements, random) => {
    const ring = pick(elements, random).geometry[0]![0]!;
    const at = 2 * Math.floor((random() * ring.length) / 2);
    const reach = Math.hypot(ring[2]! - ring[0]!, ring[3]! - ring[1]!) / 20;
    const by = [Math.round((random() - 0.5) * reach), Math.round((random() - 0.5) * reach)] as const;
    return moveVertices(elements, (x, y) =>
      x === ring[at] && y === ring[at + 1] ? [x + by[0], y + by[1]] : [x, y],
    );
  },
  'all vertices of an element move': (elements, random) => {
    const ring = pick(elements, random).geometry[0]![0]!;
    const own = new Set<string>();
    for (let at = 0; at < ring.length; at += 2) own.add(`${ring[at]},${ring[at + 1]}`);
    const by = Math.round(Math.hypot(ring[2]! - ring[0]!, ring[3]! - ring[1]!) / 30);
    return moveVertices(elements, (x, y) => (own.has(`${x},${y}`) ? [x + by, y - by] : [x, y]));
  },
  'an element goes': (elements, random) => {
    const gone = pick(elements, random);
    return elements.filter((grid) => grid !== gone);
  },
  'an element is cut in two': (elements, random) => {
    const cut = pick(elements, random);
    const ring = cut.geometry[0]![0]!;
    const corners = ring.length / 2 - 1;
    if (corners < 4) return elements;
    const half = Math.floor(corners / 2);
    const first = [...ring.slice(0, 2 * half + 2), ring[0]!, ring[1]!];
    const second = [...ring.slice(2 * half)];
    const [a, b] = [first, [...second, ring[2 * half]!, ring[2 * half + 1]!]].map(
      (path) => normaliseRings([[Int32Array.from(path)]]).geometry,
    );
    return [
      ...elements.filter((grid) => grid !== cut),
      { ...cut, geometry: a! },
      { ...cut, gridId: 5000, geometry: b! },
    ];
  },
  'an element is given to a neighbour': (elements, random) => {
    const from = pick(elements, random);
    return elements.map((grid) =>
      grid === from ? { ...grid, parentId: pick(elements, random).parentId } : grid,
    );
  },
};

describe('openDrawing', () => {
  it.each(Object.keys(edits))(
    'when %s, and back: draws a sound coverage at every zoom, the same as from the beginning but for what was mended',
    (name) => {
      fc.assert(
        fc.property(
          fc.integer({ min: 1, max: 2 ** 31 - 1 }),
          fc.integer({ min: 20, max: 70 }),
          fc.integer({ min: 20_000, max: 8_000_000 }),
          (seed, sites, extent) => {
            const grids = makeCity(seed, sites, extent);
            const elements = grids.filter(({ level }) => level === 'element');
            if (elements.length < 4) return;
            const edited = edits[name]!(elements, seededRandom(seed));
            // A move may turn an element over: such a map is not what is asked of here.
            fc.pre(edited.every(({ geometry }) => runSteps(findRingFault(geometry)) === undefined));
            const after = withParents(edited, [0, 1, 2, 3, 4, 5, 6, 7]);
            const zooms = [0, 5, 7, 8, 9, 10, 11, 13, 16];
            const first = draw(grids, undefined, zooms);
            expectSound(grids, first);
            const second = draw(after, { grids, ...first }, zooms);
            expectSound(after, second);
            const back = draw(grids, { grids: after, ...second }, zooms);
            expectSound(grids, back);
            const anew = draw(after, undefined, zooms);
            for (const zoom of zooms) {
              const isMended = [first, second, anew, back].some(({ states }) => {
                const { givenBack, moved } = states.get(zoom)!;
                return givenBack.length + moved.length > 0;
              });
              if (isMended) continue;
              expect(sortRows(second, zoom)).toEqual(sortRows(anew, zoom));
              expect(sortRows(back, zoom)).toEqual(sortRows(first, zoom));
            }
          },
        ),
        { numRuns: 8 },
      );
    },
    propertyTimeoutMs,
  );
});

describe('openDrawing', () => {
  it('draws nothing when only attributes change, and carries the states on', () => {
    const grids = makeCity(3, 40, 600_000);
    const zooms = [0, 10, 16];
    const first = draw(grids, undefined, zooms);
    const second = draw(
      grids.map((grid) => ({ ...grid })),
      { grids, ...first },
      zooms,
    );
    for (const zoom of zooms) {
      expect([second.drawn.get(zoom), second.gone.get(zoom)]).toEqual([[], []]);
      expect(second.states.get(zoom)).toEqual(first.states.get(zoom));
    }
  });

  it('draws everything anew, and ends what is no longer there, where other rules drew the map before', () => {
    const grids = makeCity(3, 40, 600_000);
    const { states } = draw(grids, undefined, [0, 10]);
    const older = new Map([...states].map(([zoom, state]) => [zoom, { ...state, rules: 0 }]));
    const left = grids.find(({ level }) => level === 'element')!;
    const after = grids.filter((grid) => grid !== left);
    const { draw: drawAnew } = openDrawing(after, { grids, states: older });
    const [far, near] = [0, 10].map((zoom) => runSteps(drawAnew(zoom)));
    expect(near!.drawn.map(({ gridId }) => gridId)).toEqual(after.map(({ gridId }) => gridId));
    expect(near!.gone).toEqual([left.gridId]);
    expect(near!.state.rules).toBeGreaterThan(0);
    expect(far!.gone).not.toContain(left.gridId);
  });

  it('draws two elements and no other when a vertex of the border between them moves', () => {
    const grids = cityOnLattice();
    const zooms = [9, 10, 12, 14, 16];
    const first = draw(grids, undefined, zooms);
    // A border within an outlet area: two elements have its vertices and no parent has.
    const count = new Map<string, number[]>();
    for (const { gridId, geometry } of grids) {
      for (const ring of geometry.flat()) {
        for (let at = 0; at + 3 < ring.length; at += 2) {
          const key = `${ring[at]},${ring[at + 1]}`;
          count.set(key, [...(count.get(key) ?? []), gridId]);
        }
      }
    }
    const [key, owners] = [...count].filter(([, ids]) => ids.length === 2)[400]!;
    const after = moveVertices(grids, (x, y) => (`${x},${y}` === key ? [x + 1500, y - 1100] : [x, y]));
    const second = draw(after, { grids, ...first }, zooms);
    expect(second.drawn.get(9)).toEqual([]);
    expect(second.drawn.get(16)).toEqual(owners);
    for (const zoom of zooms) {
      expect(second.gone.get(zoom)).toEqual([]);
      expect(owners).toEqual(expect.arrayContaining(second.drawn.get(zoom)!));
    }
  });

  it('says that a grid which shrinks to nothing is gone', () => {
    const side = (x: number, size: number): MultiPolygon => [
      [Int32Array.of(x, 0, x + size, 0, x + size, size, x, size, x, 0)],
    ];
    const far: MapGrid = { gridId: 2, level: 'county', parentId: null, geometry: side(5e8, 1e8) };
    const grids: MapGrid[] = [{ gridId: 1, level: 'county', parentId: null, geometry: side(0, 1e8) }, far];
    const first = draw(grids, undefined, [0]);
    expect([...first.drawings.get(0)!.keys()]).toEqual([1, 2]);
    expect(draw([far], { grids, ...first }, [0]).gone.get(0)).toEqual([1]);
    expect(draw([far], { grids, ...first }, [0]).drawn.get(0)).toEqual([]);
  });

  it('keeps a world from pole to pole and from one side of the antimeridian to the other in the square of its zoom', () => {
    const box = (west: number, low: number, east: number, high: number): MultiPolygon => [
      [
        Int32Array.from(
          [west, low, east, low, east, high, west, high, west, low].map((degrees) => degrees * 1e7),
        ),
      ],
    ];
    const grids: MapGrid[] = [
      { gridId: 1, level: 'territory', parentId: null, geometry: box(-180, -90, 180, 90) },
      {
        gridId: 2,
        level: 'county',
        parentId: 1,
        geometry: [
          [
            Int32Array.from(
              [-180, -90, 0, -90, 180, -90, 180, 90, 0, 90, -180, 90, -180, -90].map(
                (degrees) => degrees * 1e7,
              ),
            ),
          ],
        ],
      },
    ];
    for (const zoom of [0, 4, 9]) {
      const units = 4096 * 2 ** zoom;
      const { drawings } = draw(grids, undefined, [zoom]);
      const numbers = drawings
        .get(zoom)!
        .get(2)!
        .flat()
        .flatMap((ring) => [...ring]);
      expect([Math.min(...numbers), Math.max(...numbers)]).toEqual([0, units]);
      // Four corners, and each side crosses two clip lines a tile; what lies on a straight side between is left out.
      expect(numbers.length / 2 - 1).toBe(4 + 4 * (2 * 2 ** zoom));
    }
  });

  it('takes about as long for a vertex of a border across the world as for any other', () => {
    const corners = [-180, -85, 180, -85, 180, 85, -180, 85, -180, -85];
    const geometry = [[Int32Array.from(corners.map((degrees) => degrees * 1e7))]];
    const grids: MapGrid[] = [
      { gridId: 1, level: 'territory', parentId: null, geometry },
      { gridId: 2, level: 'county', parentId: 1, geometry },
    ];
    const before = process.cpuUsage();
    const { drawings } = draw(grids, undefined, [14]);
    const { user, system } = process.cpuUsage(before);
    // 131 000 vertices each, twenty microseconds a vertex. It was ten seconds when each was compared with all others of its edge.
    expect(drawings.get(14)!.get(2)![0]![0]!.length / 2).toBeGreaterThan(130_000);
    expect((user + system) / 1000).toBeLessThan(131 * 20);
  });

  it('yields at least once in every ten thousand vertices', () => {
    const grids = cityOnLattice();
    const total = grids.reduce(
      (sum, { geometry }) => sum + geometry.flat().reduce((all, ring) => all + ring.length / 2, 0),
      0,
    );
    const steps = openDrawing(grids).draw(16);
    let count = 0;
    for (let step = steps.next(); step.done !== true; step = steps.next()) count += 1;
    expect(count).toBeGreaterThan(total / 10_000);
  });
});

function cityOnLattice(): MapGrid[] {
  const grids = tessellateCity({ seed: 9, columns: 24, rows: 24, verticesPerBorder: 12 });
  const ids = new Map(grids.map(({ level, code }, index) => [`${level} ${code}`, index + 1]));
  const above = { county: 'territory', branch: 'county', 'outlet-area': 'branch', element: 'outlet-area' };
  return grids.map(({ level, parentCode, geometry }, index) => ({
    gridId: index + 1,
    level,
    parentId: level === 'territory' ? null : ids.get(`${above[level]} ${parentCode}`)!,
    geometry,
  }));
}

function sortRows({ drawings }: Rows, zoom: number): [number, MultiPolygon][] {
  return [...drawings.get(zoom)!].sort(([a], [b]) => a - b);
}
