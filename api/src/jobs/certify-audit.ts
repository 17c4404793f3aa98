import type { Certificate, CertifiedWaiver, SecondOpinion } from '../coverage/certificate-types.js';
import { indexWaivers } from '../coverage/index-waivers.js';
import { makeCertificateSteps } from '../coverage/make-certificate.js';
import type { AuditResult, Grid } from '../coverage/types.js';
import type { ReportProgress } from './job-progress.js';
import { runInSlices } from './run-in-slices.js';
import type { AskSecondOpinion } from './second-opinion/types.js';

/** What goes with an audit's findings. */
export interface AuditPapers {
  /** Null where a finding of severity error is open, or a second opinion differs. */
  readonly certificate: Certificate | null;
  /** Null where none was asked for. */
  readonly secondOpinion: SecondOpinion | null;
  /** True when no finding of severity error is open: waived ones are not. */
  readonly clean: boolean;
}

export interface CertifyRequest {
  readonly grids: readonly Grid[];
  /** What the audit found in these grids. */
  readonly result: AuditResult;
  readonly revision: number | null;
  readonly waivers?: readonly CertifiedWaiver[] | undefined;
  /** Who is asked for a second opinion; nobody when absent. */
  readonly askSecondOpinion?: AskSecondOpinion | undefined;
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the second engine where that is wanted, then writes the certificate where the map deserves one.
 *
 * @throws the reason of `signal` when it is aborted on the way
 */
export async function certifyAudit(request: CertifyRequest): Promise<AuditPapers> {
  const { grids, result, revision, askSecondOpinion, onProgress, signal } = request;
  const findWaiver = indexWaivers(request.waivers ?? []);
  // A waiver holds by its place; the certificate names it by the identity that the finding has in this run.
  const waivers = result.findings.flatMap((finding) => {
    const waiver = findWaiver(finding);
    return waiver === undefined ? [] : [{ ...waiver, identity: finding.identity }];
  });
  const secondOpinion =
    (await askSecondOpinion?.({
      grids,
      result,
      onProgress: (done, total) => onProgress?.({ step: 'Asking for the second opinion', done, total }),
      signal,
    })) ?? null;
  onProgress?.({ step: 'Writing the certificate' });
  const issuedAt = new Date().toISOString();
  const certificate = await runInSlices(
    makeCertificateSteps({ grids, result, waivers, secondOpinion, revision, issuedAt }),
    signal,
  );
  const clean = result.findings.every(
    (finding) => finding.severity !== 'error' || findWaiver(finding) !== undefined,
  );
  return { certificate, secondOpinion, clean };
}
