import type { CertifiedWaiver } from '../coverage/certificate-types.js';
import type { AuditResult, CodeRules, Grid } from '../coverage/types.js';
import type { AuditReport } from '../formats/audit-report.js';
import { makeAuditReport } from '../jobs/audit-document.js';
import { auditFiles } from '../jobs/audit-files.js';
import { auditTerritory, toAuditGrid } from '../jobs/audit-territory.js';
import type { FileSpec } from '../jobs/reading/types.js';
import { secondOpinion } from '../jobs/second-opinion/second-opinion.js';
import { readFindings } from '../store/read-findings.js';
import type { CodeScheme } from '../store/types.js';
import { chooseTerritory } from './choose-territory.js';
import type { CommandContext } from './command.js';
import { readMatch } from './import.js';
import { withStore } from './open-store.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readSwitch, readText } from './read-flags.js';
import { usageError } from './usage-error.js';

/** A grid with everything that an export of it needs. */
export type AttributedGrid = Grid & { readonly attributes: Readonly<Record<string, unknown>> };

/** What a run of the command found, and in what. */
export interface Audited {
  readonly report: AuditReport;
  readonly result: AuditResult;
  readonly grids: readonly AttributedGrid[];
  readonly codes: CodeRules;
  /** Waivers in force, for a map made out of this one; a file has none. */
  readonly waivers: readonly CertifiedWaiver[];
}

/**
 * Audits files and tables, or the database's map where none is named.
 *
 * @throws Problem for flags that belong to the other of the two.
 */
export function auditSubject(
  line: CommandLine,
  specs: readonly FileSpec[],
  context: CommandContext,
): Promise<Audited> {
  return specs.length > 0 ? auditTheFiles(line, specs, context) : auditTheDatabase(line, context);
}

async function auditTheFiles(
  { flags }: CommandLine,
  specs: readonly FileSpec[],
  context: CommandContext,
): Promise<Audited> {
  for (const name of ['territory', 'revision', 'data-dir', 'database-url']) {
    if (name in flags)
      throw usageError(`--${name} is about the database, and FILEs are given`, 'leave one out');
  }
  const audit = await auditFiles({
    files: specs,
    matchMetres: readMatch(flags),
    mergeSameCode: readSwitch(flags, 'merge-same-code'),
    codeScheme: readText(flags, 'code-scheme') as CodeScheme | undefined,
    askSecondOpinion: readSwitch(flags, 'second-opinion') ? secondOpinion : undefined,
    onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
    signal: context.signal,
  });
  const { result, grids, codes } = audit;
  const subject = specs.map((spec) => spec.path).join(', ');
  return { report: makeAuditReport(subject, null, result, audit), result, grids, codes, waivers: [] };
}

async function auditTheDatabase({ flags }: CommandLine, context: CommandContext): Promise<Audited> {
  for (const name of ['match', 'merge-same-code', 'code-scheme']) {
    if (name in flags)
      throw usageError(`--${name} is about FILEs, and none is given`, 'name the FILEs to audit');
  }
  const revision = readNumber(flags, 'revision', { least: 1, most: 2 ** 31 - 1, whole: true });
  return withStore(flags, context, async (store) => {
    const territoryId = await chooseTerritory(store, readText(flags, 'territory'));
    const outcome = await auditTerritory({
      store,
      territoryId,
      principal: { id: 'local' },
      askSecondOpinion: readSwitch(flags, 'second-opinion') ? secondOpinion : undefined,
      onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
      signal: context.signal,
      ...(revision === undefined ? {} : { revision }),
    });
    const { result, codes, stored } = outcome;
    const findings = await readFindings(store, territoryId, outcome.auditId);
    const subject = `revision ${outcome.revision} of ${territoryId}`;
    return {
      report: makeAuditReport(subject, outcome.revision, { ...result, findings }, outcome),
      result,
      grids: stored.map((grid) => ({ ...toAuditGrid(grid), attributes: grid.attributes })),
      codes,
      waivers: outcome.waivers,
    };
  });
}
