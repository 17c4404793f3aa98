import type { Steps } from '../../geometry/run-steps.js';
import type { Family } from '../group-by-parent.js';
import type { RepairMethod, RepairRefusal, RepairWish } from '../repair-types.js';
import type { Finding } from '../types.js';
import type { CellDecision } from './assign-cells.js';
import { decideByRule, listOptions, type RepairOption } from './decide.js';
import { findTrouble } from './find-trouble.js';
import { gatherCluster, type ClusterReach } from './gather-cluster.js';
import { insertVertex } from './insert-vertex.js';
import type { AreaTrouble, Trouble, VertexTrouble } from './inspect-family.js';
import { mendCells } from './mend-cells.js';
import { proveDraft } from './prove-draft.js';
import { RepairDraft } from './repair-draft.js';
import type { RepairMap } from './repair-map.js';

/** A repair that holds on the map as it stands; committing its draft makes it so. */
export interface ProvenRepair {
  readonly draft: RepairDraft;
  readonly method: RepairMethod;
  /** The grid that receives or loses, for the sentence that tells it; undefined for a vertex. */
  readonly decision: CellDecision | undefined;
  /** Findings beside it that had to be mended in the same go. */
  readonly others: number;
}

export type Attempt = ProvenRepair | RepairRefusal | 'gone';

/** What cannot be mended by moving borders, and why. */
const unmendable: Partial<Record<Finding['kind'], string>> = {
  'invalid-ring':
    'a ring that was repaired while reading is mended in the map; one that was not has to be redrawn',
  'multipart-element': 'which part stays, and whose the others are, is not a matter of borders',
  'missing-parent': 'which parent it belongs to is not a matter of borders',
  'wrong-parent': 'which parent it belongs to is not a matter of borders',
  childless: 'its children have to be drawn',
  'code-mismatch': 'a code is not a matter of borders',
  'category-missing': 'a category is not a matter of borders',
};

/**
 * Looks for a repair of a finding and proves it. The rule's own way comes first; where that does not hold the next best is tried,
 * and where crossings are shared with other findings, mending those along.
 *
 * @returns `gone` when the finding is not on the map (any more)
 */
export function* attemptRepair(map: RepairMap, finding: Finding, wish: RepairWish = {}): Steps<Attempt> {
  const refuse = (reason: string): RepairRefusal => ({
    identity: finding.identity,
    kind: finding.kind,
    reason,
  });
  const hopeless = unmendable[finding.kind];
  if (hopeless !== undefined) return refuse(hopeless);
  const family = map.families.find(
    ({ level, parent }) => level === finding.level && (parent?.code ?? null) === finding.parent,
  );
  if (family === undefined)
    return refuse(`there is no ${finding.level} below ${finding.parent ?? 'the map'}`);
  const troubles = yield* map.troublesOf(family);
  const trouble = findTrouble(finding, troubles);
  if (trouble === undefined) return 'gone';
  const repair =
    trouble.kind === 'unmatched-vertex'
      ? yield* attemptVertex(map, family, trouble)
      : yield* attemptCells(map, family, trouble as AreaTrouble, troubles, finding, wish);
  return typeof repair === 'string' ? refuse(repair) : repair;
}

function* attemptVertex(
  map: RepairMap,
  family: Family,
  trouble: VertexTrouble,
): Steps<ProvenRepair | string> {
  const draft = new RepairDraft(map);
  const reason =
    (yield* insertVertex(draft, family, trouble)) ?? (yield* proveDraft(draft, { family, trouble }));
  return reason ?? { draft, method: 'add-vertex', decision: undefined, others: 0 };
}

function* attemptCells(
  map: RepairMap,
  family: Family,
  trouble: AreaTrouble,
  troubles: readonly Trouble[],
  finding: Finding,
  wish: RepairWish,
): Steps<ProvenRepair | string> {
  const base = new RepairDraft(map);
  const options = listOptions(base, family, trouble, wish);
  if (typeof options === 'string') return options;
  const isNarrow = finding.sizeClass !== 'real' && wish.give === undefined && wish.keep === undefined;
  let firstReason: string | undefined;
  let tried = 0;
  for (const reach of ['frozen', 'adjoining'] as const satisfies readonly ClusterReach[]) {
    const cluster = gatherCluster(base, family, [trouble], troubles, reach);
    if (reach === 'adjoining' && cluster.length === tried) break;
    tried = cluster.length;
    for (const option of options) {
      const draft = new RepairDraft(map);
      const reason = yield* tryOption(draft, family, trouble, cluster, option);
      if (reason === undefined) {
        const method = isNarrow && trouble.kind !== 'outside-parent' ? 'snap-sliver' : option.method;
        return { draft, method, decision: option.decision, others: cluster.length - 1 };
      }
      firstReason ??= reason;
    }
  }
  return firstReason ?? 'no way was found';
}

function* tryOption(
  draft: RepairDraft,
  family: Family,
  trouble: AreaTrouble,
  cluster: readonly AreaTrouble[],
  option: RepairOption,
): Steps<string | undefined> {
  const decisions: CellDecision[] = [];
  for (const other of cluster) {
    const decision = other === trouble ? option.decision : decideByRule(draft, family, other);
    if (typeof decision === 'string') return `beside it ${decision}`;
    decisions.push(decision);
  }
  return (yield* mendCells(draft, family, decisions)) ?? (yield* proveDraft(draft, { family, trouble }));
}
