import { during } from '../geometry/run-steps.js';
import { gridLevels } from '../hierarchy/levels.js';
import { auditCoverage } from './audit-coverage.js';
import { acceptFindings } from './accept-findings.js';
import { hashJson } from './canonical-json.js';
import type { Certificate, CertificateBody } from './certificate-types.js';
import { bodyOf, certifyBody } from './certify-body.js';
import { countFamilies } from './count-families.js';
import type { AuditOptions, AuditProgress, AuditResult, Grid } from './types.js';

/** One thing in which the certificate and the map differ. */
export interface CertificateDifference {
  /** Path in the certificate, `levels.element.grids`; levels go by name, waivers by identity. */
  readonly field: string;
  readonly certificate: string | number | null;
  readonly map: string | number | null;
  /** One line with both. */
  readonly message: string;
}

/** m² are sums of doubles whose last bits depend on where rings begin; what is exact stands beside them. */
const areaShare = 1e-9;
const areaSquareMetresApart = 1e-5;

/**
 * Checks a certificate against a map by doing everything again: audits, takes the areas, counts and content hash
 * afresh, holds every waiver against the finding it names, and hashes the certificate's own text.
 *
 * Does not check who issued it (it is not signed), nor does it ask for the second opinion again: of that only its number
 * of parents is compared.
 *
 * @param options as for the audit of the map that was certified; of them only `edgeBow` matters here
 * @yields the audit's progress, and undefined while the rest is done
 * @returns what differs; empty = the certificate is true of this map
 */
export function* verifyCertificate(
  certificate: Certificate,
  grids: readonly Grid[],
  options?: AuditOptions,
): Generator<AuditProgress | undefined, CertificateDifference[]> {
  const result = yield* auditCoverage(grids, options);
  const { waivers, open } = acceptFindings(result.findings, certificate.waivers, certificate.issuedAt);
  const stated = bodyOf(certificate);
  const found = yield* during(
    undefined,
    certifyBody(grids, result, { waivers, secondOpinion: stated.secondOpinion }),
  );
  return [
    ...compareHash(certificate),
    ...compareFields(fieldsOf(stated), fieldsOf(found)),
    ...compareOpinion(certificate, grids, result),
    ...open.map(({ identity, message }) => ({
      field: `findings ${identity}`,
      certificate: null,
      map: message,
      message: `findings ${identity}: the certificate accepts no such finding, and the map has it open: ${message}`,
    })),
  ];
}

/** A certificate whose text was edited no longer has the hash it states. */
function compareHash(certificate: Certificate): CertificateDifference[] {
  const hash = hashJson(bodyOf(certificate));
  if (hash === certificate.sha256) return [];
  return [
    {
      field: 'sha256',
      certificate: certificate.sha256,
      map: hash,
      message: `sha256: the certificate says ${certificate.sha256}, its own text has ${hash}: it was edited.`,
    },
  ];
}

type Fields = ReadonlyMap<string, string | number | null>;

function fieldsOf(body: CertificateBody): Fields {
  const fields = new Map<string, string | number | null>();
  fields.set('algorithm', body.algorithm);
  fields.set('territory', body.territory);
  fields.set('contentSha256', body.contentSha256);
  for (const level of body.levels) {
    for (const [name, value] of Object.entries(level)) fields.set(`levels.${level.level}.${name}`, value);
  }
  for (const [kind, total] of Object.entries(body.noise)) {
    fields.set(`noise.${kind}.count`, total.count);
    fields.set(`noise.${kind}.areaSquareMetres`, total.areaSquareMetres);
  }
  for (const waiver of body.waivers) fields.set(`waivers.${waiver.identity}`, waiver.geometryHash);
  return fields;
}

function compareFields(stated: Fields, found: Fields): CertificateDifference[] {
  const differences = [...new Set([...stated.keys(), ...found.keys()])].flatMap((field) => {
    const certificate = stated.get(field) ?? null;
    const map = found.get(field) ?? null;
    return isSame(field, certificate, map) ? [] : [tell(field, certificate, map)];
  });
  const where = tellLevels(differences.map(({ field }) => field));
  return differences.map((difference) =>
    difference.field === 'contentSha256'
      ? { ...difference, message: `${difference.message} ${where}` }
      : difference,
  );
}

/** A hash says that something differs; the counts and areas of the levels narrow down what. */
function tellLevels(fields: readonly string[]): string {
  const levels = gridLevels.filter((level) => fields.some((field) => field.startsWith(`levels.${level}.`)));
  if (levels.length > 0) return `Counts or areas differ at the level ${levels.join(', ')}.`;
  return 'Counts, edges and areas agree at every level: a code, name, parent or category differs, or a border that leaves all sums as they were.';
}

function isSame(field: string, a: string | number | null, b: string | number | null): boolean {
  if (!field.endsWith('.areaSquareMetres') || typeof a !== 'number' || typeof b !== 'number') return a === b;
  return Math.abs(a - b) <= areaSquareMetresApart + areaShare * Math.max(Math.abs(a), Math.abs(b));
}

function compareOpinion(
  { secondOpinion }: Certificate,
  grids: readonly Grid[],
  { findings }: AuditResult,
): CertificateDifference[] {
  if (secondOpinion === null) return [];
  const { parents, agreed } = secondOpinion;
  const judged = countFamilies(grids, findings).length;
  return [
    ...(parents === judged ? [] : [tell('secondOpinion.parents', parents, judged)]),
    ...(agreed === parents ? [] : [tell('secondOpinion.agreed', agreed, parents)]),
  ];
}

function tell(
  field: string,
  certificate: string | number | null,
  map: string | number | null,
): CertificateDifference {
  const message = `${field}: the certificate says ${certificate ?? 'nothing'}, the map has ${map ?? 'nothing'}.`;
  return { field, certificate, map, message };
}
