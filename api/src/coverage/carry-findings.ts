import type { FindingKind } from '../hierarchy/finding-kinds.js';
import { type Box, pairByPlace } from './pair-by-place.js';
import { subjectOf } from './subject-of.js';
import type { Finding } from './types.js';

export interface Reported extends Pick<Finding, 'kind' | 'identity' | 'geometryHash'> {
  readonly box: Box;
}

/** What a finding of the new run is against the run before; `from` is what it was there. */
export type Carried<B> =
  | { readonly change: 'new'; readonly from: undefined }
  | { readonly change: 'same' | 'changed'; readonly from: B };

/** Conditions that are a place; the others are a grid's, wherever it lies. */
const placedKinds: ReadonlySet<FindingKind> = new Set([
  'gap',
  'overlap',
  'outside-parent',
  'unmatched-vertex',
]);

/**
 * Says of every finding of a run whether it is new, the same, or changed against the run before.
 *
 * Only findings of one subject (kind, level, parent, owners) are ever paired. The ordinal that completes an identity
 * counts the places of a subject from west to east, so a gap that appears in the west shifts those of all others:
 *
 *     before   ·········[a/1]····[b/2]··
 *     now      ··[c/1]··[a/2]····[b/3]··      a and b are the same, c is new
 *
 *  1. Equal geometry is the same place, whatever the ordinals say: `same`.
 *  2. What is left of a kind that is a place (gap, overlap, outside-parent, unmatched-vertex) is paired where it
 *     lies: the boxes meet or are less than a metre apart; the largest common box first: `changed`.
 *  3. What is left of a kind that is a grid's condition (childless, wrong-parent …) is paired by identity, wherever
 *     the grid lies now: `changed`.
 *
 * The rest is `new`. So what people said of one place never moves to another one, though both have the same identity.
 *
 * Not detected: a place that moved further than its own size, or that has other owners now; it is gone and new.
 * Returns one answer per finding of `now`, in order; no element of `before` is given twice. Cost: linear, but for
 * the boxes of one subject that meet.
 */
export function carryFindings<B extends Reported>(
  before: readonly B[],
  now: readonly Reported[],
): Carried<B>[] {
  const carried: Carried<B>[] = now.map(() => ({ change: 'new', from: undefined }));
  const beforeBySubject = groupBySubject(before);
  for (const [subject, present] of groupBySubject(now)) {
    let left = beforeBySubject.get(subject);
    if (left === undefined) continue;
    const pairs = pairByKey(left, present, (each) => each.geometryHash);
    for (const [from, to] of pairs) carried[to.index] = { change: 'same', from: from.finding };
    const paired = new Set<unknown>(pairs.flat());
    left = left.filter((each) => !paired.has(each));
    const rest = present.filter((each) => !paired.has(each));
    const kind = rest[0]?.finding.kind;
    if (kind === undefined || left.length === 0) continue;
    const moved = placedKinds.has(kind)
      ? pairByPlace(left, rest, (each) => each.finding.box)
      : pairByKey(left, rest, (each) => each.finding.identity);
    for (const [from, to] of moved) carried[to.index] = { change: 'changed', from: from.finding };
  }
  return carried;
}

interface Entry<R> {
  readonly finding: R;
  readonly geometryHash: string;
  readonly index: number;
}

function groupBySubject<R extends Reported>(findings: readonly R[]): Map<string, Entry<R>[]> {
  const groups = new Map<string, Entry<R>[]>();
  for (const [index, finding] of findings.entries()) {
    const subject = subjectOf(finding.identity);
    const entry = { finding, geometryHash: finding.geometryHash, index };
    const group = groups.get(subject);
    if (group === undefined) groups.set(subject, [entry]);
    else group.push(entry);
  }
  return groups;
}

/** Pairs equal keys, in order where a key is there more than once. */
function pairByKey<A extends Entry<Reported>, B extends Entry<Reported>>(
  before: readonly A[],
  now: readonly B[],
  keyOf: (entry: Entry<Reported>) => string,
): [A, B][] {
  const waiting = new Map<string, A[]>();
  for (const each of before) waiting.set(keyOf(each), [...(waiting.get(keyOf(each)) ?? []), each]);
  const pairs: [A, B][] = [];
  for (const each of now) {
    const partner = waiting.get(keyOf(each))?.shift();
    if (partner !== undefined) pairs.push([partner, each]);
  }
  return pairs;
}
