import type { Steps } from '../geometry/run-steps.js';
import { hashContentSteps } from './canonical-content.js';
import type { Certificate, CertificateBody } from './certificate-types.js';
import { certifyLevels } from './certify-levels.js';
import type { AuditResult, Finding, Grid, KindTotal } from './types.js';

/** Name and version of the proof; raised when another proof would count other edges or parents of the same map. */
const proofAlgorithm = 'wangge-proof/1';

/** m² of noise are told to a millionth: their last bits depend on where rings begin. */
const areaFractions = 1e6;

/**
 * What a certificate says of a map and is hashed: nothing of it depends on when or where the proof was made, on the
 * order of a file's features, or on where its rings begin.
 *
 * Precondition: `result` is the audit of `grids`; geometries are normalised. @yields every few milliseconds.
 */
export function* certifyBody(
  grids: readonly Grid[],
  result: AuditResult,
  accepted: Pick<CertificateBody, 'waivers' | 'secondOpinion'>,
): Steps<CertificateBody> {
  return {
    format: 'wangge-certificate/1',
    algorithm: proofAlgorithm,
    territory: grids.find((grid) => grid.level === 'territory')?.code ?? null,
    levels: yield* certifyLevels(grids, result.levels),
    contentSha256: yield* hashContentSteps(grids),
    noise: totalNoise(result.findings),
    waivers: accepted.waivers,
    secondOpinion: accepted.secondOpinion,
  };
}

/** The body of a certificate, without what stands beside its hash. */
export function bodyOf(certificate: Certificate): CertificateBody {
  const { format, algorithm, territory, levels, contentSha256, noise, waivers, secondOpinion } = certificate;
  return { format, algorithm, territory, levels, contentSha256, noise, waivers, secondOpinion };
}

/**
 * Noise by kind. Vertices that matching added while a file was read are not of the map that is certified, which has
 * them: they are left out, so that the map itself gives the same certificate.
 */
function totalNoise(findings: readonly Finding[]): CertificateBody['noise'] {
  const totals: Partial<Record<Finding['kind'], KindTotal>> = {};
  for (const { kind, cause, sizeClass, areaSquareMetres } of findings) {
    if (sizeClass !== 'noise' || cause === 'matched') continue;
    const known = totals[kind] ?? { count: 0, areaSquareMetres: 0 };
    const sum = known.areaSquareMetres + (areaSquareMetres ?? 0);
    totals[kind] = { count: known.count + 1, areaSquareMetres: sum };
  }
  return Object.fromEntries(
    Object.entries(totals).map(([kind, { count, areaSquareMetres }]) => [
      kind,
      { count, areaSquareMetres: Math.round(areaSquareMetres * areaFractions) / areaFractions },
    ]),
  );
}
