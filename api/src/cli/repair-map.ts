import type { RepairPlan } from '../coverage/repair-types.js';
import type { AuditReport } from '../formats/audit-report.js';
import { tabulateParents } from '../formats/tabulate-parents.js';
import { writeGeojson, type LatticeFeature } from '../geometry/write-geojson.js';
import { applyRepairPlan } from '../jobs/apply-repairs.js';
import { makeAuditReport } from '../jobs/audit-document.js';
import { exportProperties } from '../jobs/file-properties.js';
import { certifyAudit } from '../jobs/certify-audit.js';
import { makeRepairPlan } from '../jobs/plan-repairs.js';
import { runAudit } from '../jobs/run-audit.js';
import type { AskSecondOpinion } from '../jobs/second-opinion/types.js';
import type { AttributedGrid, Audited } from './audit-subject.js';
import type { CommandContext } from './command.js';
import { describeAudit } from './describe-audit.js';
import { describeApplied, describePlan } from './describe-plan.js';
import { isRepairable, type RepairPapers } from './read-repair-papers.js';
import { writeAtomically } from './write-atomically.js';

export interface Repaired {
  /** What was proposed, applied, and how the new map fares. */
  readonly text: string;
  /** Of the new map; undefined where nothing was applied. */
  readonly report: AuditReport | undefined;
}

export interface RepairOptions {
  /** Parents, findings and repairs to show. */
  readonly limit: number;
  /** Who is asked about the new map; nobody when absent. */
  readonly askSecondOpinion: AskSecondOpinion | undefined;
  readonly hasCertificate: boolean;
}

/**
 * Makes or reads a plan, writes it, applies it to a new map, and audits that. Nothing is written before the whole of it is
 * there, and never over what was read.
 *
 * @throws Problem `plan-for-another-map`, `invalid-plan`, `file-exists`, `cannot-write`.
 */
export async function repairMap(
  repair: RepairPapers,
  audited: Audited,
  context: CommandContext,
  { limit, askSecondOpinion, hasCertificate }: RepairOptions,
): Promise<Repaired> {
  const { request } = repair;
  const plan = repair.plan ?? (await proposeRepairs(repair, audited, context));
  const { overwrite } = request;
  const writing = { overwrite, overwriteFlag: '--overwrite', signal: context.signal };
  if (request.fix !== undefined)
    await writeAtomically(request.fix, [`${JSON.stringify(plan, null, 2)}\n`], writing);
  const planned = describePlan(plan, request.fix, limit);
  if (request.apply === undefined) return { text: planned, report: undefined };

  const { progress, signal } = context;
  const outcome = await applyRepairPlan(audited.grids, plan, {
    onProgress: ({ step, done, total }) => progress.report(step, done, total),
    signal,
  });
  const mended = outcome.grids.map(withoutOriginal);
  const result = await runAudit(
    mended,
    (done, total) => progress.report('Proving the new map', done, total),
    signal,
    { codes: audited.codes },
  );
  await writeAtomically(request.apply, writeGeojson(featuresOf(mended)), writing);
  const newPapers = await certifyAudit({
    grids: mended,
    result,
    revision: null,
    waivers: audited.waivers,
    askSecondOpinion,
    onProgress: ({ step, done, total }) => progress.report(step, done, total),
    signal,
  });
  progress.clear();
  const report = makeAuditReport(request.apply, null, keepStatus(result, audited), newPapers);
  const after = describeAudit(report, tabulateParents(mended, report.findings), limit, {
    isFile: true,
    hasHtml: true,
    hasFix: true,
    hasCertificate,
  });
  return { text: `${planned}\n${describeApplied(outcome, request.apply)}\n${after}`, report };
}

async function proposeRepairs(
  { request, wishes }: RepairPapers,
  { report, result, grids }: Audited,
  context: CommandContext,
): Promise<RepairPlan> {
  const findings = report.findings.filter(isRepairable);
  const plan = await makeRepairPlan(
    grids,
    { ...result, findings },
    {
      only: request.only,
      sizeClasses: request.sizeClasses,
      wishes,
      onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
      signal: context.signal,
    },
  );
  context.progress.clear();
  return plan;
}

/** The rings of the new file are sound: what they were in the old one is told by the old one's audit. */
function withoutOriginal(grid: AttributedGrid): AttributedGrid {
  return { ...grid, original: undefined };
}

function* featuresOf(grids: readonly AttributedGrid[]): Generator<LatticeFeature> {
  for (const grid of grids)
    yield { properties: exportProperties({ ...grid, original: null }), geometry: grid.geometry };
}

/** A finding that was waived, and is there as it was, is waived in the new map too. */
function keepStatus<Result extends Audited['result']>(
  result: Result,
  { report }: Audited,
): { levels: Result['levels']; findings: Audited['report']['findings'] } {
  const waived = new Set(
    report.findings
      .filter((finding) => finding.status === 'waived')
      .map((finding) => `${finding.kind} ${finding.level} ${finding.parent ?? ''} ${finding.geometryHash}`),
  );
  const findings = result.findings.map((finding) => {
    const key = `${finding.kind} ${finding.level} ${finding.parent ?? ''} ${finding.geometryHash}`;
    return { ...finding, change: null, status: waived.has(key) ? ('waived' as const) : ('open' as const) };
  });
  return { levels: result.levels, findings };
}
