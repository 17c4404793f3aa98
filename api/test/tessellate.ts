import { Delaunay } from 'd3-delaunay';
import { dissolveEvenOdd } from '../src/coverage/dissolve-even-odd.js';
import type { Grid } from '../src/coverage/types.js';
import type { MultiPolygon } from '../src/geometry/types.js';
import { runSteps } from '../src/geometry/run-steps.js';

/** A small seeded generator (mulberry32): the same numbers everywhere. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface VoronoiOptions {
  readonly seed: number;
  readonly sites: number;
  readonly extentSteps: number;
}

/**
 * Voronoi cells on the lattice that tile an area exactly: only cells that lie wholly inside the extent are
 * kept, so none is clipped. Neighbours have the same vertices.
 */
export function tessellateVoronoi({ seed, sites, extentSteps }: VoronoiOptions): MultiPolygon[] {
  const random = seededRandom(seed);
  const points = Array.from(
    { length: sites },
    () => [random() * extentSteps, random() * extentSteps] as const,
  );
  const voronoi = Delaunay.from(points as [number, number][]).voronoi([
    -extentSteps,
    -extentSteps,
    2 * extentSteps,
    2 * extentSteps,
  ]);
  const cells: MultiPolygon[] = [];
  for (let index = 0; index < sites; index += 1) {
    const positions = voronoi.cellPolygon(index);
    if (positions === null) continue;
    if (positions.some(([x, y]) => x < 0 || y < 0 || x > extentSteps || y > extentSteps)) continue;
    const path: number[] = [];
    for (const [x, y] of positions) {
      const at = path.length;
      if (at > 0 && path[at - 2] === Math.round(x) && path[at - 1] === Math.round(y)) continue;
      path.push(Math.round(x), Math.round(y));
    }
    cells.push([[counterClockwise(path)]]);
  }
  return cells;
}

function counterClockwise(path: readonly number[]): Int32Array {
  let doubled = 0;
  for (let at = 0; at + 3 < path.length; at += 2) {
    doubled += path[at]! * path[at + 3]! - path[at + 2]! * path[at + 1]!;
  }
  if (doubled > 0) return Int32Array.from(path);
  const reversed: number[] = [];
  for (let at = path.length - 2; at >= 0; at -= 2) reversed.push(path[at]!, path[at + 1]!);
  return Int32Array.from(reversed);
}

/** Dissolves cells at random into groups, which then have holes, islands and several parts. */
export function groupAtRandom(cells: readonly MultiPolygon[], groups: number, seed: number): MultiPolygon[] {
  const random = seededRandom(seed);
  const members: MultiPolygon[][] = Array.from({ length: groups }, () => []);
  for (const cell of cells) members[Math.floor(random() * groups)]!.push(cell);
  return members.filter((group) => group.length > 0).map((group) => runSteps(dissolveEvenOdd(group)));
}

export interface CityOptions {
  readonly seed: number;
  /** Elements across and up; both a multiple of 12. */
  readonly columns: number;
  readonly rows: number;
  /** Vertices that each border between two elements has beside its ends. */
  readonly verticesPerBorder: number;
}

const cellSteps = 40_000;
const westSteps = 1_100_000_000;
const southSteps = 320_000_000;
/** Corners move by at most this share of a cell, borders by this share of their length: so none can cross. */
const cornerJitter = 0.15;
const borderJitter = 0.08;
/** Elements an outlet area, outlet areas a branch, branches a county has along each side. */
const blocks = [
  { level: 'county', side: 12 },
  { level: 'branch', side: 6 },
  { level: 'outlet-area', side: 3 },
  { level: 'element', side: 1 },
] as const;

/**
 * A clean city of four levels and its territory on a crooked checkerboard: every border is a jagged line that
 * both sides share, every level nested exactly.
 */
export function tessellateCity(options: CityOptions): Grid[] {
  const corners = jitteredCorners(options);
  const border = borderMaker(options);
  const grids: Grid[] = [];
  const outline = (west: number, south: number, width: number, height: number): MultiPolygon => {
    const path: number[] = [];
    const walk = (column: number, row: number, dx: number, dy: number, steps: number): void => {
      for (let step = 0; step < steps; step += 1) {
        path.push(...border(corners, column + dx * step, row + dy * step, dx, dy));
      }
    };
    walk(west, south, 1, 0, width);
    walk(west + width, south, 0, 1, height);
    walk(west + width, south + height, -1, 0, width);
    walk(west, south + height, 0, -1, height);
    path.push(path[0]!, path[1]!);
    return [[Int32Array.from(path)]];
  };
  const codeAt = (depth: number, column: number, row: number): string =>
    blocks
      .slice(0, depth + 1)
      .map(({ side }) => `${Math.floor(row / side)}.${Math.floor(column / side)}`)
      .join('-');
  grids.push({
    level: 'territory',
    code: 'city',
    name: 'city',
    parentCode: null,
    category: null,
    geometry: outline(0, 0, options.columns, options.rows),
    implied: false,
  });
  blocks.forEach(({ level, side }, depth) => {
    for (let row = 0; row < options.rows; row += side) {
      for (let column = 0; column < options.columns; column += side) {
        const code = codeAt(depth, column, row);
        grids.push({
          level,
          code,
          name: code,
          parentCode: depth === 0 ? 'city' : codeAt(depth - 1, column, row),
          category: level === 'element' ? 'other' : null,
          geometry: outline(
            column,
            row,
            Math.min(side, options.columns - column),
            Math.min(side, options.rows - row),
          ),
          implied: false,
        });
      }
    }
  });
  return grids;
}

function jitteredCorners({
  seed,
  columns,
  rows,
}: CityOptions): (column: number, row: number) => readonly [number, number] {
  const random = seededRandom(seed);
  const corners = Array.from({ length: (columns + 1) * (rows + 1) }, (_, index) => {
    const column = index % (columns + 1);
    const row = Math.floor(index / (columns + 1));
    const jitter = (): number => (random() - 0.5) * 2 * cornerJitter;
    return [
      Math.round(westSteps + (column + jitter()) * cellSteps),
      Math.round(southSteps + (row + jitter()) * cellSteps),
    ] as const;
  });
  return (column, row) => corners[row * (columns + 1) + column]!;
}

type Corners = (column: number, row: number) => readonly [number, number];

/** Start and inner vertices of the border from a corner in a direction; the same points backwards from the other end. */
function borderMaker({ seed, verticesPerBorder }: CityOptions) {
  return (corners: Corners, column: number, row: number, dx: number, dy: number): number[] => {
    const isForward = dx + dy > 0;
    const low = isForward ? ([column, row] as const) : ([column + dx, row + dy] as const);
    const [ax, ay] = corners(low[0], low[1]);
    const [bx, by] = corners(low[0] + Math.abs(dx), low[1] + Math.abs(dy));
    const random = seededRandom(
      seed ^ Math.imul(low[0] * 2 + Math.abs(dx), 0x9e3779b1) ^ Math.imul(low[1], 0x85ebca77),
    );
    const inner: [number, number][] = [];
    for (let index = 1; index <= verticesPerBorder; index += 1) {
      const along = index / (verticesPerBorder + 1);
      const reach = 2 * borderJitter * Math.min(along, 1 - along);
      const aside = (random() - 0.5) * 2 * reach;
      inner.push([
        Math.round(ax + along * (bx - ax) - aside * (by - ay)),
        Math.round(ay + along * (by - ay) + aside * (bx - ax)),
      ]);
    }
    return isForward ? [ax, ay, ...inner.flat()] : [bx, by, ...inner.reverse().flat()];
  };
}
