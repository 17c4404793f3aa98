import { groupRings } from '../../formats/group-rings.js';
import { signedRingArea } from '../../formats/measure-ring.js';
import type { MultiPolygon, Ring } from '../../geometry/types.js';

/** A directed edge of the lattice by the keys of its ends, and its direction for turning. */
interface Step {
  readonly to: string;
  readonly x: number;
  readonly y: number;
}

/**
 * Joins the parts of several records of one grid: edges that two records have in opposite directions go, and
 * what is left is closed to rings again; records without a common edge become parts side by side.
 *
 * Precondition: normalised geometries that do not overlap. Where they do, edges cross or double and the
 * result is for `repairRings`. Cost: linear in edges.
 */
export function joinRecords(records: readonly MultiPolygon[]): MultiPolygon {
  const steps = new Map<string, Step[]>();
  let cancelled = 0;
  for (const ring of records.flat(2)) {
    for (let i = 0; i + 3 < ring.length; i += 2) {
      if (takeStep(steps, keyAt(ring, i + 2), keyAt(ring, i))) {
        cancelled += 1;
        continue;
      }
      const list = steps.get(keyAt(ring, i)) ?? [];
      list.push({ to: keyAt(ring, i + 2), x: ring[i + 2]!, y: ring[i + 3]! });
      steps.set(keyAt(ring, i), list);
    }
  }
  if (cancelled === 0) return records.flat();
  const loops = traceLoops(steps);
  return groupRings(loops).map(({ shell, holes }) => [
    orient(loops[shell]!, 1),
    ...holes.map((hole) => orient(loops[hole]!, -1)),
  ]);
}

function keyAt(ring: Ring, at: number): string {
  return `${ring[at]},${ring[at + 1]}`;
}

/** Takes one step out; false when there is none. */
function takeStep(steps: Map<string, Step[]>, from: string, to: string): boolean {
  const list = steps.get(from);
  const at = list?.findIndex((step) => step.to === to) ?? -1;
  if (list === undefined || at < 0) return false;
  list.splice(at, 1);
  if (list.length === 0) steps.delete(from);
  return true;
}

/**
 * Closes steps to simple loops: walks from vertex to vertex, turning left as sharply as it can (so the inside, on the left, stays one
 * piece), and cuts a loop off whenever it comes back to a vertex of the walk.
 */
function traceLoops(steps: Map<string, Step[]>): Ring[] {
  const loops: Ring[] = [];
  for (let start = firstKey(steps); start !== undefined; start = firstKey(steps)) {
    const [x, y] = start.split(',').map(Number) as [number, number];
    const walk: Step[] = [{ to: start, x, y }];
    const placeOf = new Map([[start, 0]]);
    while (walk.length > 0) {
      const here = walk[walk.length - 1]!;
      const step = sharpestLeft(steps.get(here.to) ?? [], here, walk[walk.length - 2]);
      if (step === undefined) break;
      takeStep(steps, here.to, step.to);
      const place = placeOf.get(step.to);
      walk.push(step);
      if (place === undefined) {
        placeOf.set(step.to, walk.length - 1);
        continue;
      }
      const loop = walk.splice(place + 1);
      loops.push(Int32Array.from([walk[place]!, ...loop].flatMap((vertex) => [vertex.x, vertex.y])));
      for (const vertex of loop.slice(0, -1)) placeOf.delete(vertex.to);
    }
  }
  return loops;
}

function firstKey(steps: Map<string, Step[]>): string | undefined {
  return steps.keys().next().value;
}

/** The step whose direction comes first when one turns clockwise from the way back. */
function sharpestLeft(choices: readonly Step[], here: Step, before: Step | undefined): Step | undefined {
  if (before === undefined || choices.length < 2) return choices[0];
  const back = Math.atan2(before.y - here.y, before.x - here.x);
  const turn = (step: Step): number => {
    const angle = back - Math.atan2(step.y - here.y, step.x - here.x);
    return angle > 0 ? angle : angle + 2 * Math.PI;
  };
  return choices.reduce((best, step) => (turn(step) < turn(best) ? step : best));
}

function orient(loop: Ring, direction: 1 | -1): Ring {
  if (Math.sign(signedRingArea(loop)) === direction) return loop;
  const reversed = new Int32Array(loop.length);
  for (let i = 0; i < loop.length; i += 2) {
    reversed[i] = loop[loop.length - 2 - i]!;
    reversed[i + 1] = loop[loop.length - 1 - i]!;
  }
  return reversed;
}
