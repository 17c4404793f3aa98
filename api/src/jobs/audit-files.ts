import { describeUnmatchedVertices } from '../coverage/describe-unmatched-vertices.js';
import type { AuditResult, CodeRules } from '../coverage/types.js';
import type { CodeScheme } from '../store/types.js';
import { certifyAudit, type AuditPapers } from './certify-audit.js';
import { describeInsertedPoints } from './describe-inserted-points.js';
import { describeReading } from './describe-reading.js';
import { describeRingRepairs } from './describe-ring-repairs.js';
import { guessCodeScheme } from './guess-code-scheme.js';
import type { ReportProgress } from './job-progress.js';
import { mergeFindings } from './merge-findings.js';
import { readGrids } from './read-grids.js';
import type { FileSpec, ReadReport } from './reading/types.js';
import { resolveHierarchy, type ResolvedGrid, type ResolveReport } from './resolve-hierarchy.js';
import { runAudit } from './run-audit.js';
import type { AskSecondOpinion } from './second-opinion/types.js';

export interface FileAuditRequest {
  /** Files, or tables of somebody's database in place of them. */
  readonly files: readonly FileSpec[];
  readonly matchMetres: number;
  readonly mergeSameCode: boolean;
  /** How codes name parents; by their shape when not given. */
  readonly codeScheme?: CodeScheme | undefined;
  /** Who is asked for a second opinion; nobody when absent. */
  readonly askSecondOpinion?: AskSecondOpinion | undefined;
  readonly onProgress?: ReportProgress;
  readonly signal?: AbortSignal;
}

export interface FileAudit extends AuditPapers {
  readonly result: AuditResult;
  readonly read: ReadReport;
  readonly resolved: ResolveReport;
  /** What was audited, with every attribute. */
  readonly grids: readonly ResolvedGrid[];
  readonly codes: CodeRules;
}

/**
 * Audits files by themselves, without a database: read, settle codes and parents, prove, certify. Vertices that matching
 * put into an edge while reading are listed as `unmatched-vertex`, and rings that it mended as `invalid-ring`, since the
 * file itself lacks them so.
 */
export async function auditFiles(request: FileAuditRequest): Promise<FileAudit> {
  const { files, matchMetres, mergeSameCode, askSecondOpinion, onProgress, signal } = request;
  const { grids: found, report: read } = await readGrids([...files], {
    matchMetres,
    mergeSameCode,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (progress) => onProgress?.(describeReading(progress)),
  });
  signal?.throwIfAborted();
  onProgress?.({ step: 'Settling codes and parents' });
  const codes: CodeRules = { codeScheme: request.codeScheme ?? guessCodeScheme(found), codePatterns: {} };
  const { grids, report } = resolveHierarchy(found, { codeScheme: codes.codeScheme });
  const proven = await runAudit(
    grids,
    (done, total) => onProgress?.({ step: 'Proving the coverage', done, total }),
    signal,
    { codes, edgeBow: Math.max(...read.files.map((file) => file.edgeBow)) },
  );
  const result = mergeFindings(proven, [
    ...describeUnmatchedVertices(describeInsertedPoints(read.insertedPoints, grids)),
    ...describeRingRepairs(read.repairs, grids),
  ]);
  const papers = await certifyAudit({ grids, result, revision: null, askSecondOpinion, onProgress, signal });
  return { result, read, resolved: report, grids, codes, ...papers };
}
