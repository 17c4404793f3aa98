import { runSteps, type Steps } from '../geometry/run-steps.js';
import { acceptFindings } from './accept-findings.js';
import { hashJson } from './canonical-json.js';
import type { Certificate, CertifiedWaiver, SecondOpinion } from './certificate-types.js';
import { certifyBody } from './certify-body.js';
import type { AuditResult, Grid } from './types.js';

export interface CertificateRequest {
  readonly grids: readonly Grid[];
  /** What `auditCoverage` found in these grids. */
  readonly result: AuditResult;
  /** All that may hold; those that a finding needs go into the certificate. */
  readonly waivers: readonly CertifiedWaiver[];
  /** Null when it was not asked. */
  readonly secondOpinion: Pick<SecondOpinion, 'engine' | 'parents' | 'agreed'> | null;
  readonly revision: number | null;
  /** ISO 8601 in UTC with milliseconds: a waiver that has expired by then does not hold. */
  readonly issuedAt: string;
}

/**
 * The certificate of a map, or null when it deserves none: when a finding of severity error has no waiver that is bound
 * to its identity and its geometry and holds at `issuedAt`, or when a second opinion was asked and differs.
 *
 * Noise, being a warning, does not stop it and is listed. Does not prove anything itself: `result` must be of `grids`.
 * Precondition: geometries are normalised, codes unique within their level. Linear but for sorting.
 */
export function makeCertificate(request: CertificateRequest): Certificate | null {
  return runSteps(makeCertificateSteps(request));
}

/** `makeCertificate` for large maps: @yields every few milliseconds. */
export function* makeCertificateSteps(request: CertificateRequest): Steps<Certificate | null> {
  const { grids, result, secondOpinion, revision, issuedAt } = request;
  const { waivers, open } = acceptFindings(result.findings, request.waivers, issuedAt);
  if (open.length > 0) return null;
  if (secondOpinion !== null && secondOpinion.agreed !== secondOpinion.parents) return null;
  const body = yield* certifyBody(grids, result, { waivers, secondOpinion: summariseOpinion(secondOpinion) });
  return { ...body, sha256: hashJson(body), revision, issuedAt };
}

function summariseOpinion(opinion: CertificateRequest['secondOpinion']): Certificate['secondOpinion'] {
  if (opinion === null) return null;
  const { engine, parents, agreed } = opinion;
  return { engine, parents, agreed };
}
