import { toGeoJson } from '../../geometry/to-geojson.js';
import { hashContentSteps } from '../canonical-content.js';
import type {
  MendedAlong,
  PlannedProposal,
  RepairOptions,
  RepairPlan,
  RepairProgress,
  RepairRefusal,
} from '../repair-types.js';
import { levelNumber, type GridLevel } from '../../hierarchy/levels.js';
import type { AuditResult, Finding, Grid } from '../types.js';
import { during } from '../../geometry/run-steps.js';
import { attemptRepair } from './attempt-repair.js';
import { describeRepair } from './describe-repair.js';
import { openRepairMap } from './repair-map.js';

/**
 * Makes a plan of repairs for the findings of an audit: proposals in the order in which they apply, each proven on the map with
 * those before it applied. Vertices come first, since they close the noise that they opened; then upper levels, since a grid's
 * children follow its border; then the largest. What was refused is tried again once others are mended, until nothing more can be.
 *
 * Findings that are gone with the proposals of others are listed as mended along.
 *
 * @param grids the map that `result` is the audit of
 * @yields after every finding, and every few milliseconds within one
 * Cost: about that of the audit, then per finding the proof of the families that it touches.
 */
export function* planRepairs(
  grids: readonly Grid[],
  result: AuditResult,
  options: RepairOptions = {},
): Generator<RepairProgress, RepairPlan> {
  const findings = result.findings.filter((finding) => isWanted(finding, options)).sort(compareFindings);
  let progress: RepairProgress = { done: 0, total: findings.length };
  const contentSha256 = yield* during(progress, hashContentSteps(grids));
  const map = yield* during(progress, openRepairMap(grids));
  const proposals: PlannedProposal[] = [];
  const mendedAlong: MendedAlong[] = [];
  const changedBy = new Map<Grid, readonly string[]>();
  const refusals = new Map<Finding, RepairRefusal>();
  let open: readonly Finding[] = findings;
  while (open.length > 0) {
    const touched = new Set<string>();
    const refused: Finding[] = [];
    for (const finding of open) {
      const wish = options.wishes?.get(finding.identity);
      const attempt = yield* during(progress, attemptRepair(map, finding, wish));
      refusals.delete(finding);
      if (attempt === 'gone') {
        mendedAlong.push({ identity: finding.identity, kind: finding.kind });
      } else if ('reason' in attempt) {
        refusals.set(finding, attempt);
        refused.push(finding);
      } else {
        const proposal = yield* during(progress, describeRepair(finding, attempt));
        map.commit(attempt.draft.changes);
        const buildsOn = new Set<string>();
        for (const grid of attempt.draft.changes.keys()) {
          for (const earlier of changedBy.get(grid) ?? []) buildsOn.add(earlier);
          changedBy.set(grid, [...(changedBy.get(grid) ?? []), finding.identity]);
        }
        proposals.push({
          ...proposal,
          buildsOn: [...buildsOn],
          changes: proposal.changes.map((change) => ({ ...change, geometry: toGeoJson(change.geometry) })),
        });
        for (const { level, parent } of attempt.draft.touchedFamilies())
          touched.add(familyKey(level, parent?.code ?? null));
      }
      progress = { ...progress, done: progress.done + 1 };
      yield progress;
    }
    // Only where something has changed can what was refused be mended now.
    open = refused.filter(({ level, parent }) => touched.has(familyKey(level, parent)));
    progress = { ...progress, total: progress.total + open.length };
  }
  return {
    format: 'wangge-repair/1',
    contentSha256,
    proposals,
    mendedAlong,
    refusals: [...refusals.values()],
  };
}

function familyKey(level: GridLevel, parent: string | null): string {
  return JSON.stringify([level, parent]);
}

function isWanted({ kind, sizeClass }: Finding, { only, sizeClasses }: RepairOptions): boolean {
  if (only !== undefined && !only.includes(kind)) return false;
  return sizeClasses === undefined || (sizeClass !== null && sizeClasses.includes(sizeClass));
}

function compareFindings(a: Finding, b: Finding): number {
  return (
    Number(b.kind === 'unmatched-vertex') - Number(a.kind === 'unmatched-vertex') ||
    levelNumber(a.level) - levelNumber(b.level) ||
    (b.areaSquareMetres ?? 0) - (a.areaSquareMetres ?? 0) ||
    (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0)
  );
}
