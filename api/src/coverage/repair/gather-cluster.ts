import type { Family } from '../group-by-parent.js';
import { frozenEdgeAt, frozenEdgesNear } from './frozen-edges.js';
import type { AreaTrouble, Trouble } from './inspect-family.js';
import { unionOf } from './join-boxes.js';
import type { RepairDraft } from './repair-draft.js';

/** `frozen`: only what has to be mended together; `adjoining`: also whatever meets in a crossing between lattice points. */
export type ClusterReach = 'frozen' | 'adjoining';

/**
 * Troubles that are mended in one go with others: those that cross the same edge of the parent's border between lattice points,
 * where clipping one grid leaves its neighbour without a corner; when asked, all that share a crossing.
 *
 * @returns the first ones and all that hang together with them, in the order of `all`
 */
export function gatherCluster(
  draft: RepairDraft,
  family: Family,
  first: readonly AreaTrouble[],
  all: readonly Trouble[],
  reach: ClusterReach,
): AreaTrouble[] {
  const border = family.parent === undefined ? [] : draft.geometryOf(family.parent);
  const areas = all.filter((trouble): trouble is AreaTrouble => 'defect' in trouble);
  const hasCrossings = areas.filter(({ defect }) =>
    defect.rings.flat().some((node) => node.exact !== undefined),
  );
  const [anyCrossing] = hasCrossings;
  const cluster = new Set(first);
  if (anyCrossing === undefined) return areas.filter((trouble) => cluster.has(trouble));
  const frozen = frozenEdgesNear(border, unionOf(hasCrossings.map(({ box }) => box)));
  const tiesOf = new Map(
    hasCrossings.map((trouble) => {
      const crossings = trouble.defect.rings.flat().filter((node) => node.exact !== undefined);
      const ties = new Set<unknown>();
      for (const node of crossings) {
        const edge = frozenEdgeAt(node, frozen);
        if (edge !== undefined) ties.add(edge);
        if (reach === 'adjoining') ties.add(node);
      }
      return [trouble, ties] as const;
    }),
  );
  const reached = new Set<unknown>();
  const open = [...first];
  for (let trouble = open.pop(); trouble !== undefined; trouble = open.pop()) {
    for (const tie of tiesOf.get(trouble) ?? []) reached.add(tie);
    for (const other of hasCrossings) {
      if (cluster.has(other) || ![...tiesOf.get(other)!].some((tie) => reached.has(tie))) continue;
      cluster.add(other);
      open.push(other);
    }
  }
  return areas.filter((trouble) => cluster.has(trouble));
}
