import type { Certificate } from '../coverage/certificate-types.js';
import { verifyCertificate, type CertificateDifference } from '../coverage/verify-certificate.js';
import type { CodeScheme } from '../store/types.js';
import { describeReading } from './describe-reading.js';
import { guessCodeScheme } from './guess-code-scheme.js';
import type { ReportProgress } from './job-progress.js';
import { letOthersRun } from './let-others-run.js';
import { readGrids } from './read-grids.js';
import type { FileSpec } from './reading/types.js';
import { resolveHierarchy } from './resolve-hierarchy.js';

export interface FileVerification {
  readonly certificate: Certificate;
  readonly files: readonly FileSpec[];
  readonly matchMetres: number;
  readonly mergeSameCode: boolean;
  /** How codes name parents; by their shape when not given. */
  readonly codeScheme?: CodeScheme | undefined;
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Checks a certificate against the map that files hold: read as `auditFiles` reads them, then everything done again
 * (`verifyCertificate`). No database is opened.
 *
 * @returns what differs; empty = the certificate is true of these files
 * @throws Problem for files that cannot be read; the reason of `signal`
 */
export async function verifyFiles(request: FileVerification): Promise<CertificateDifference[]> {
  const { certificate, files, matchMetres, mergeSameCode, onProgress, signal } = request;
  const { grids: read, report } = await readGrids([...files], {
    matchMetres,
    mergeSameCode,
    signal,
    onProgress: (progress) => onProgress?.(describeReading(progress)),
  });
  signal?.throwIfAborted();
  onProgress?.({ step: 'Settling codes and parents' });
  const { grids } = resolveHierarchy(read, { codeScheme: request.codeScheme ?? guessCodeScheme(read) });
  const edgeBow = Math.max(...report.files.map((file) => file.edgeBow));
  const pause = letOthersRun(signal);
  const steps = verifyCertificate(certificate, grids, { edgeBow });
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (step.value === undefined) onProgress?.({ step: 'Comparing with the certificate' });
    else {
      const { level, parentsDone, parents } = step.value;
      onProgress?.({ step: `Proving the coverage by level ${level}`, done: parentsDone, total: parents });
    }
    await pause();
  }
}
