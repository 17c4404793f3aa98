import { difference, featureCollection, intersect, multiPolygon, union } from '@turf/turf';
import { boundingBox } from '../../geometry/bounding-box.js';
import type { LatticeBox, MultiPolygon } from '../../geometry/types.js';
import { partsOf, TurfFrame, type TurfFeature } from './turf-frame.js';
import type { ComparedKind, Judgement, TurfArea, TurfVerdict, WorkerTask } from './types.js';

/**
 * What Turf alone says of one parent: the union of the children against it, both differences, and the intersections of
 * all pairs of children whose boxes meet, joined and cut to the parent. Where there is no parent, the union with its
 * holes filled stands for it. No code of the proof is used; m² are measured as everywhere (`ringAreaSquareMetres`).
 * Each is then laid over our findings of the kind: what only one of the two has is told in m².
 *
 * Where Turf throws, all of it is done once more with the axes exchanged, so that its sweep meets the edges in another
 * order; the geometry is the same, to the bit. The first exception is kept beside the answer.
 *
 * @throws AggregateError of both exceptions and both messages when Turf throws again.
 * Cost: that of Turf, some 0.4 ms for a vertex.
 */
export function judgeParent(task: WorkerTask): Judgement {
  try {
    return { verdict: judgeInFrame(task, false) };
  } catch (first) {
    return judgeAgain(task, first);
  }
}

function judgeAgain(task: WorkerTask, first: unknown): Judgement {
  try {
    return { verdict: judgeInFrame(task, true), firstFailure: messageOf(first) };
  } catch (second) {
    const message = `${messageOf(first)}; with the axes exchanged: ${messageOf(second)}`;
    throw new AggregateError([first, second], message, { cause: second });
  }
}

function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function judgeInFrame({ parent, children, ours }: WorkerTask, isTransposed: boolean): TurfVerdict {
  const frame = new TurfFrame(parent ?? children.flat(), isTransposed);
  const features = children.map((child) => frame.toTurf(child));
  const covered = unite(features);
  const whole = parent === null ? fillHoles(covered) : frame.toTurf(parent);
  const layOver = (kind: ComparedKind, found: TurfFeature | null): TurfArea => ({
    ...frame.measure(found),
    apartSquareMetres: measureApart(frame, found, frame.fromDegrees(ours[kind])),
  });
  return {
    gap: layOver('gap', subtract(whole, covered)),
    'outside-parent': layOver('outside-parent', subtract(covered, whole)),
    overlap: layOver('overlap', overlapWithin(features, children, whole)),
  };
}

/** m² of the symmetric difference. */
function measureApart(frame: TurfFrame, one: TurfFeature | null, other: TurfFeature | null): number {
  return frame.measure(subtract(one, other)).squareMetres + frame.measure(subtract(other, one)).squareMetres;
}

/** Turf refuses a union of one. */
function unite(features: readonly TurfFeature[]): TurfFeature | null {
  const [only] = features;
  return features.length < 2 ? (only ?? null) : union(featureCollection([...features]));
}

function subtract(from: TurfFeature | null, what: TurfFeature | null): TurfFeature | null {
  return from === null || what === null ? from : difference(featureCollection([from, what]));
}

function overlapWithin(
  features: readonly TurfFeature[],
  children: readonly MultiPolygon[],
  whole: TurfFeature | null,
): TurfFeature | null {
  const boxes = children.map((child) => boundingBox(child));
  const overlaps: TurfFeature[] = [];
  for (const [index, box] of boxes.entries()) {
    for (let other = index + 1; other < boxes.length; other += 1) {
      if (!isMeeting(box, boxes[other])) continue;
      const overlap = intersect(featureCollection([features[index]!, features[other]!]));
      if (overlap !== null) overlaps.push(overlap);
    }
  }
  const all = unite(overlaps);
  return all === null || whole === null ? null : intersect(featureCollection([all, whole]));
}

/** Boxes that only touch have no area in common. */
function isMeeting(a: LatticeBox | undefined, b: LatticeBox | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}

/** Shells alone, united: a part may lie in another's hole. */
function fillHoles(feature: TurfFeature | null): TurfFeature | null {
  return unite(partsOf(feature).map(([shell]) => multiPolygon([[shell!]])));
}
