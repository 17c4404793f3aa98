import type { Steps } from '../../geometry/run-steps.js';
import { levelNumber } from '../../hierarchy/levels.js';
import { exactRings, measureRings } from '../defect-rings.js';
import { formatNumber } from '../format-number.js';
import type { RepairChange, RepairProposal } from '../repair-types.js';
import { tellCodes } from '../tell-codes.js';
import type { Finding } from '../types.js';
import type { ProvenRepair } from './attempt-repair.js';
import { measureChange } from './measure-change.js';

/** Turns a proven repair into the proposal that people see: every changed grid with what it gains and loses, and one sentence. */
export function* describeRepair(finding: Finding, repair: ProvenRepair): Steps<RepairProposal> {
  const { draft, method } = repair;
  const changes: RepairChange[] = [];
  for (const [grid, geometry] of draft.changes) {
    const before = draft.map.geometryOf(grid);
    const { gainsSquareMetres, losesSquareMetres } = yield* measureChange(before, geometry);
    changes.push({ level: grid.level, code: grid.code, geometry, gainsSquareMetres, losesSquareMetres });
  }
  changes.sort(
    (a, b) => levelNumber(a.level) - levelNumber(b.level) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
  return {
    identity: finding.identity,
    geometryHash: finding.geometryHash,
    kind: finding.kind,
    level: finding.level,
    parent: finding.parent,
    method,
    changes,
    message: tellRepair(finding, repair, changes),
  };
}

function tellRepair(
  finding: Finding,
  { method, decision, others }: ProvenRepair,
  changes: readonly RepairChange[],
): string {
  const codes = tellCodes(decision?.grids.map(({ code }) => code) ?? changes.map(({ code }) => code));
  // Of what is left of the finding where repairs beside it have taken a part.
  const area = decision === undefined ? 0 : measureRings(exactRings(decision.trouble.defect));
  const size = `${formatNumber(area)} m²`;
  const along =
    others === 0
      ? ''
      : ` Together with ${others} ${others === 1 ? 'finding' : 'findings'} that ${others === 1 ? 'shares' : 'share'} a crossing with it.`;
  switch (method) {
    case 'give-gap':
      return `Give the gap of ${size} to ${codes}.${along}`;
    case 'split-gap':
      return `Split the gap of ${size} between ${codes} along the middle line.${along}`;
    case 'cut-overlap':
      return `Cut the overlap of ${size} from ${codes}.${along}`;
    case 'clip-outside':
      return `Clip ${codes} at the border of ${finding.parent ?? 'the parent'}: ${size} less.${along}`;
    case 'add-vertex':
      return `Add the vertex ${tellPoint(finding)} to ${codes}.`;
    case 'snap-sliver':
      return `Snap the ${finding.kind} of ${size} shut on the side of ${codes}.${along}`;
  }
}

function tellPoint({ geometry }: Finding): string {
  return geometry.type === 'Point'
    ? geometry.coordinates.map((degrees) => degrees.toFixed(7)).join(', ')
    : '';
}
