import type { RepairPlan } from '../coverage/repair-types.js';
import { tabulateParents } from '../formats/tabulate-parents.js';
import { writeGeojson, type LatticeFeature } from '../geometry/write-geojson.js';
import { applyRepairPlan } from '../jobs/apply-repairs.js';
import { makeAuditReport } from '../jobs/audit-document.js';
import { exportProperties } from '../jobs/file-properties.js';
import { makeRepairPlan } from '../jobs/plan-repairs.js';
import { readPlan } from '../jobs/read-plan.js';
import { runAudit } from '../jobs/run-audit.js';
import type { AttributedGrid, Audited } from './audit-subject.js';
import type { CommandContext } from './command.js';
import { describeAudit } from './describe-audit.js';
import { describeApplied, describePlan } from './describe-plan.js';
import type { RepairRequest } from './repair-flags.js';
import { readWishes } from './repair-flags.js';
import { readTextFile } from './read-text-file.js';
import { writeAtomically } from './write-atomically.js';

export interface Repaired {
  /** What was proposed, applied, and how the new map fares. */
  readonly text: string;
  /** Of the new map; of the present one where nothing was applied. */
  readonly clean: boolean;
}

/**
 * Makes or reads a plan, writes it, applies it to a new map, and audits that. Nothing is written before the whole of it is
 * there, and never over what was read.
 *
 * @throws Problem `plan-for-another-map`, `invalid-plan`, `file-exists`, `cannot-write`.
 */
export async function repairMap(
  request: RepairRequest,
  audited: Audited,
  limit: number,
  context: CommandContext,
): Promise<Repaired> {
  const plan = await preparePlan(request, audited, context);
  const { overwrite } = request;
  const writing = { overwrite, overwriteFlag: '--overwrite', signal: context.signal };
  if (request.fix !== undefined)
    await writeAtomically(request.fix, [`${JSON.stringify(plan, null, 2)}\n`], writing);
  const planned = describePlan(plan, request.fix, limit);
  if (request.apply === undefined) return { text: planned, clean: audited.report.clean };

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
  progress.clear();
  const report = makeAuditReport(request.apply, null, keepStatus(result, audited), {
    certificate: null,
    secondOpinion: null,
  });
  const after = describeAudit(report, tabulateParents(mended, report.findings), limit, {
    isFile: true,
    hasHtml: true,
    hasFix: true,
    hasCertificate: true,
  });
  return { text: `${planned}\n${describeApplied(outcome, request.apply)}\n${after}`, clean: report.clean };
}

/** What somebody waived is meant to be so, and what reading matched is mended in the new map by reading alone. */
async function preparePlan(
  request: RepairRequest,
  { report, result, grids }: Audited,
  context: CommandContext,
): Promise<RepairPlan> {
  if (request.plan !== undefined) return readPlan(await readTextFile(request.plan), request.plan);
  const findings = report.findings.filter(
    (finding) => finding.status === 'open' && finding.cause !== 'matched',
  );
  const plan = await makeRepairPlan(
    grids,
    { ...result, findings },
    {
      only: request.only,
      sizeClasses: request.sizeClasses,
      wishes: await readWishes(request.wishes),
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
