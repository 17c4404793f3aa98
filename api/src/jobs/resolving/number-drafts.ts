import { labelPoint } from '../../geometry/label-point.js';
import type { LatticePoint } from '../../geometry/types.js';
import { levelNumber, type Level } from '../../hierarchy/levels.js';
import { numberChildren, orderChildren } from '../../hierarchy/number-children.js';
import { largestSequence } from '../../hierarchy/standard-code.js';
import { Problem } from '../../problem.js';
import type { CodeScheme, StoredGrid } from '../../store/types.js';
import { describeSource, type DraftGrid } from './draft-grid.js';
import { ContainerIndex } from './locate-container.js';

/** Two grids are the same place when each has more than half of the other. */
const samePlaceShare = 0.5;

/**
 * Gives codes to the drafts of one level that have none, when their parents are settled. A draft in the place of
 * a present grid with the same parent takes its code, so that reading a file without codes again numbers nothing
 * anew; the others are numbered inside their parent, west → east in bands north → south, after the largest
 * number in use.
 *
 * @returns how many drafts it gave a code.
 * @throws Problem `too-many-children` under `standard`, `code-missing` where `standard` has nothing to number by.
 */
export function numberDrafts(
  ofLevel: readonly DraftGrid[],
  level: Level,
  scheme: CodeScheme,
  present: readonly StoredGrid[],
): number {
  const nameless = ofLevel.filter((draft) => draft.code === null);
  if (nameless.length === 0) return 0;
  const presentOfLevel = present.filter((grid) => grid.level === level && !grid.implied);
  const used = new Set(ofLevel.flatMap((draft) => (draft.code === null ? [] : [draft.code])));
  takePresentCodes(nameless, presentOfLevel, used);
  for (const grid of presentOfLevel) used.add(grid.code);

  const byParent = new Map<DraftGrid | null, DraftGrid[]>();
  for (const draft of nameless) {
    if (draft.code !== null) continue;
    const siblings = byParent.get(draft.parent) ?? [];
    siblings.push(draft);
    byParent.set(draft.parent, siblings);
  }
  for (const [parent, siblings] of byParent) {
    const codes = numberSiblings(scheme, level, parent, siblings, used);
    for (const [index, draft] of siblings.entries()) draft.code = codes[index]!;
  }
  return nameless.length;
}

function takePresentCodes(
  nameless: readonly DraftGrid[],
  present: readonly StoredGrid[],
  used: Set<string>,
): void {
  const places = new ContainerIndex(present);
  for (const draft of nameless) {
    const there = places.biggestShare(draft.geometry);
    if (there === undefined || there.share <= samePlaceShare) continue;
    const grid = there.container;
    const back = new ContainerIndex([draft]).biggestShare(grid.geometry);
    if (back === undefined || back.share <= samePlaceShare) continue;
    if (used.has(grid.code) || grid.parentCode !== (draft.parent?.code ?? null)) continue;
    draft.code = grid.code;
    used.add(grid.code);
  }
}

function numberSiblings(
  scheme: CodeScheme,
  level: Level,
  parent: DraftGrid | null,
  siblings: readonly DraftGrid[],
  used: ReadonlySet<string>,
): string[] {
  // A grid without a parent is numbered by the name of its level.
  if (scheme === 'own') return numberChildren(scheme, parent?.code ?? level, siblings.map(placeOf), used);
  const first = siblings[0]!;
  if (parent === null) {
    throw new Problem({
      type: 'code-missing',
      status: 422,
      ...describeSource(first),
      field: 'code',
      detail: `A ${level} without a code and without a grid above it cannot be numbered under the standard scheme.`,
      fix: 'Give it a code (--code-field), import the level above too, or create the territory with --code-scheme own.',
    });
  }
  // The implied grid's own number is 000, which the standard grammar does not know.
  const prefix = level === 'county' ? parent.code!.padEnd(6, '0').slice(0, 4) : parent.code!;
  const digits = level === 'county' ? 2 : 3;
  const sequences = [...used]
    .filter((code) => code.length === prefix.length + digits && code.startsWith(prefix))
    .map((code) => Number(code.slice(prefix.length)));
  const last = Math.max(0, ...sequences);
  const room = largestSequence(level) - last;
  if (siblings.length > room)
    throw describeOverflow(siblings[Math.max(0, room)]!, level, parent, last + siblings.length);
  const codes: string[] = [];
  for (const [place, index] of orderChildren(siblings.map(placeOf)).entries()) {
    codes[index] = prefix + String(last + place + 1).padStart(digits, '0');
  }
  return codes;
}

function placeOf(draft: DraftGrid): LatticePoint {
  const point = labelPoint(draft.geometry);
  if (point === undefined)
    throw new Error(`a ${draft.level} of ${draft.source?.file} has no area to be numbered by`);
  return point;
}

function describeOverflow(draft: DraftGrid, level: Level, parent: DraftGrid, children: number): Problem {
  return new Problem({
    type: 'too-many-children',
    status: 422,
    ...describeSource(draft),
    field: 'code',
    detail: `Grid ${parent.code} would need ${children} numbers for its children of level ${level} (${levelNumber(level)}), and the standard scheme has ${largestSequence(level)}.`,
    fix: 'Divide the grid above into several, or create the territory with --code-scheme own.',
  });
}
