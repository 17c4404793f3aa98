import { doubledArea } from '../../geometry/doubled-area.js';
import type { Family } from '../group-by-parent.js';
import type { RepairMethod, RepairWish } from '../repair-types.js';
import type { Grid } from '../types.js';
import type { CellDecision } from './assign-cells.js';
import type { AreaTrouble } from './inspect-family.js';
import type { RepairDraft } from './repair-draft.js';
import { sharedBorders } from './shared-border.js';

/** One way to mend a trouble. */
export interface RepairOption {
  readonly method: RepairMethod;
  readonly decision: CellDecision;
}

/** Without a wish so many ways are tried, the rule's own first. */
const mostOptions = 3;

/**
 * The ways in which a trouble can be mended, the rule's own first:
 * a gap goes to the neighbour with the longest shared border; an overlap is cut from those for which it is the smaller share of
 * their own area (equal shares: the lower code keeps it); an intrusion is clipped. With a wish there is only the wished way.
 *
 * @returns the reason where there is none
 */
export function listOptions(
  draft: RepairDraft,
  family: Family,
  trouble: AreaTrouble,
  wish: RepairWish = {},
): readonly RepairOption[] | string {
  switch (trouble.kind) {
    case 'gap':
      return optionsOfGap(draft, family, trouble, wish);
    case 'overlap':
      return optionsOfOverlap(draft, family, trouble, wish);
    case 'outside-parent':
      return [
        {
          method: 'clip-outside',
          decision: { trouble, grids: trouble.defect.owners.map((owner) => family.children[owner]!) },
        },
      ];
  }
}

/** What the rule says, for troubles that nobody has asked about. */
export function decideByRule(
  draft: RepairDraft,
  family: Family,
  trouble: AreaTrouble,
): CellDecision | string {
  const options = listOptions(draft, family, trouble);
  return typeof options === 'string' ? options : options[0]!.decision;
}

function optionsOfGap(
  draft: RepairDraft,
  family: Family,
  trouble: AreaTrouble,
  { give }: RepairWish,
): readonly RepairOption[] | string {
  const geometryOf = (child: number) => draft.geometryOf(family.children[child]!);
  const neighbours = sharedBorders(trouble.defect, geometryOf).map(([child]) => family.children[child]!);
  if (neighbours.length === 0) return 'no grid borders the gap';
  if (give === 'split') {
    if (neighbours.length === 1)
      return `only ${neighbours[0]!.code} borders the gap, so there is nothing to split`;
    return [{ method: 'split-gap', decision: { trouble, grids: neighbours, isSplit: true } }];
  }
  const wanted = give === undefined ? neighbours : neighbours.filter(({ code }) => code === give.to);
  if (wanted.length === 0) return `${give?.to ?? ''} does not border the gap`;
  return wanted
    .slice(0, mostOptions)
    .map((grid) => ({ method: 'give-gap', decision: { trouble, grids: [grid] } }));
}

function optionsOfOverlap(
  draft: RepairDraft,
  family: Family,
  trouble: AreaTrouble,
  { keep }: RepairWish,
): readonly RepairOption[] | string {
  const owners = trouble.defect.owners.map((owner) => family.children[owner]!);
  if (keep !== undefined && owners.every(({ code }) => code !== keep))
    return `${keep} has no part in the overlap`;
  if (trouble.defect.cause === 'duplicate') {
    return `${owners.map(({ code }) => code).join(' and ')} are the same area: cut from either, a grid would disappear; delete or redraw one`;
  }
  const areaOf = new Map(owners.map((owner) => [owner, Number(doubledArea(draft.geometryOf(owner)))]));
  // The smaller a grid, the larger the share that the same overlap is of it.
  const keepers = [...owners].sort((a, b) => areaOf.get(a)! - areaOf.get(b)! || (a.code < b.code ? -1 : 1));
  return keepers
    .filter(({ code }) => keep === undefined || code === keep)
    .slice(0, mostOptions)
    .map((keeper) => ({
      method: 'cut-overlap',
      decision: { trouble, grids: owners.filter((owner: Grid) => owner !== keeper) },
    }));
}
