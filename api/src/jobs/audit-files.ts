import { describeUnmatchedVertices } from '../coverage/describe-unmatched-vertices.js';
import type { AuditResult } from '../coverage/types.js';
import type { CodeScheme } from '../store/types.js';
import { describeReading } from './describe-reading.js';
import { guessCodeScheme } from './guess-code-scheme.js';
import type { ReportProgress } from './job-progress.js';
import { mergeFindings } from './merge-findings.js';
import { readGrids } from './read-grids.js';
import type { FileSpec, InsertedPoint, ReadReport } from './reading/types.js';
import { resolveHierarchy, type ResolveReport } from './resolve-hierarchy.js';
import { runAudit } from './run-audit.js';

export interface FileAuditRequest {
  readonly files: readonly FileSpec[];
  readonly matchMetres: number;
  readonly mergeSameCode: boolean;
  /** How codes name parents; by their shape when not given. */
  readonly codeScheme?: CodeScheme | undefined;
  readonly onProgress?: ReportProgress;
  readonly signal?: AbortSignal;
}

export interface FileAudit {
  readonly result: AuditResult;
  readonly read: ReadReport;
  readonly resolved: ResolveReport;
}

/**
 * Audits files by themselves, without a database: read, settle codes and parents, prove. Vertices that matching
 * put into an edge while reading are listed as `unmatched-vertex`, since the file itself lacks them.
 */
export async function auditFiles(request: FileAuditRequest): Promise<FileAudit> {
  const { files, matchMetres, mergeSameCode, codeScheme, onProgress, signal } = request;
  const { grids, report: read } = await readGrids([...files], {
    matchMetres,
    mergeSameCode,
    ...(signal === undefined ? {} : { signal }),
    onProgress: (progress) => onProgress?.(describeReading(progress)),
  });
  signal?.throwIfAborted();
  onProgress?.({ step: 'Settling codes and parents' });
  const { grids: resolved, report } = resolveHierarchy(grids, {
    codeScheme: codeScheme ?? guessCodeScheme(grids),
  });
  const result = await runAudit(
    resolved,
    (done, total) => onProgress?.({ step: 'Proving the coverage', done, total }),
    signal,
  );
  return {
    result: mergeFindings(result, describeUnmatchedVertices(read.insertedPoints.map(withCode))),
    read,
    resolved: report,
  };
}

/** A grid that is numbered only after reading is named by its name alone. */
function withCode(point: InsertedPoint): InsertedPoint & { readonly code: string } {
  return { ...point, code: point.code ?? '' };
}
