import type { Steps } from '../../geometry/run-steps.js';
import { mostTries } from './kept-points.js';
import type { ShownMap } from './shown-map.js';
import type { ZoomDraft } from './zoom-draft.js';

/** Steps from a place to those around it. */
const around = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
] as const;

interface Move {
  readonly vertex: number;
  readonly by: readonly [east: number, north: number];
}

export interface Rescue {
  /** The grids that are drawn differently for it; undefined when nothing helped, and the draft is as it was. */
  readonly changed: readonly number[] | undefined;
  readonly attempts: number;
}

/** Grids that may come out as badly as they are, because nothing helped them. */
export interface Tolerated {
  readonly collapsed: ReadonlySet<number>;
  readonly unsound: ReadonlySet<number>;
}

/**
 * Gives a collapsed grid its vertices back, then moves one or two of them by a unit, until it has an area and no other is
 * worse.
 *
 */
export function* rescueGrid(
  draft: ZoomDraft,
  lost: number,
  tolerated: Tolerated,
  mostAttempts: number,
): Steps<Rescue> {
  const { map, tries, moves } = draft;
  const own = map.arcsOf(lost);
  if (own.length === 0) return { changed: undefined, attempts: 0 };
  const triesBefore = own.map((arc) => tries[arc]!);
  const vertices = verticesAlong(map, lost);
  const changed = new Set<number>();
  let attempts = 0;
  for (const attempt of [[], ...movesOf(vertices)]) {
    if (attempts === mostAttempts) break;
    attempts += 1;
    const movesBefore = attempt.map(({ vertex }) => moves.get(vertex));
    const arcs = [...new Set([...own, ...attempt.flatMap(({ vertex }) => map.arcsAt(vertex))])];
    const concerned = yield* draft.change(arcs, () => {
      for (const arc of own) tries[arc] = mostTries;
      for (const { vertex, by } of attempt) moves.set(vertex, by);
    });
    for (const grid of concerned) changed.add(grid);
    if (yield* isBetter(draft, lost, concerned, tolerated)) return { changed: [...changed], attempts };
    yield* draft.change(arcs, () => {
      own.forEach((arc, index) => (tries[arc] = triesBefore[index]!));
      attempt.forEach(({ vertex }, index) => {
        const before = movesBefore[index];
        if (before === undefined) moves.delete(vertex);
        else moves.set(vertex, before);
      });
    });
  }
  return { changed: undefined, attempts };
}

function* isBetter(
  draft: ZoomDraft,
  lost: number,
  concerned: readonly number[],
  { collapsed, unsound }: Tolerated,
): Steps<boolean> {
  if ((yield* draft.shapeOf(lost)).geometry.length === 0) return false;
  for (const grid of concerned) {
    if (!unsound.has(grid) && !(yield* draft.isSound(grid))) return false;
    const { geometry } = yield* draft.shapeOf(grid);
    if (geometry.length === 0 && !collapsed.has(grid)) return false;
  }
  return true;
}

/** The vertices of the first shell as it runs, counter-clockwise. */
function verticesAlong({ topology }: ShownMap, grid: number): number[] {
  const vertices = new Set<number>();
  for (const arc of topology.geometries[grid]![0]![0]!) {
    for (const vertex of arc < 0 ? topology.arcs[~arc]!.toReversed() : topology.arcs[arc]!)
      vertices.add(vertex);
  }
  return [...vertices];
}

/** Two vertices to two sides of the third, counter-clockwise, for what lies in one place; else one vertex to any side. */
function movesOf(vertices: readonly number[]): Move[][] {
  const second = vertices[Math.floor(vertices.length / 3)]!;
  const third = vertices[Math.floor((2 * vertices.length) / 3)]!;
  const pairs = around.slice(0, 4).map((by, turn): Move[] => [
    { vertex: second, by },
    { vertex: third, by: around[(turn + 1) % 4]! },
  ]);
  const singles = [vertices[0]!, second, third].flatMap((vertex) =>
    around.map((by): Move[] => [{ vertex, by }]),
  );
  return [...pairs, ...singles];
}
