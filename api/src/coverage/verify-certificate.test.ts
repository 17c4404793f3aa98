import { describe, expect, it } from 'vitest';
import { fakeCity } from '../../test/fake-city.js';
import { auditCoverage } from './audit-coverage.js';
import { hashJson } from './canonical-json.js';
import type { Certificate } from './certificate-types.js';
import { bodyOf } from './certify-body.js';
import { makeCertificate } from './make-certificate.js';
import type { AuditResult, Grid } from './types.js';
import { verifyCertificate, type CertificateDifference } from './verify-certificate.js';

/** The city as the audit takes it. */
const city = (): Grid[] => fakeCity().map((grid) => ({ ...grid, original: undefined }));

function run<T>(steps: Generator<unknown, T>): T {
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

const audit = (grids: readonly Grid[]): AuditResult => run(auditCoverage(grids));

const gapped = city().filter((grid) => grid.code !== 'A111');

function certify(grids: readonly Grid[]): Certificate {
  const result = audit(grids);
  return makeCertificate({
    grids,
    result,
    waivers: result.findings.map(({ identity, geometryHash }) => ({
      ...{ identity, geometryHash, reason: '水库', author: 'local', expiresAt: '2027-01-01T00:00:00.000Z' },
    })),
    secondOpinion: { engine: 'turf', parents: 15, agreed: 15 },
    revision: 1,
    issuedAt: '2026-11-23T08:00:00.000Z',
  })!;
}

function verify(certificate: Certificate, grids: readonly Grid[]): CertificateDifference[] {
  return run(verifyCertificate(certificate, grids));
}

const fields = (differences: readonly CertificateDifference[]): string[] =>
  differences.map((difference) => difference.field);

/** Whoever edits a certificate can hash it again. */
function rehash(certificate: Certificate): Certificate {
  return { ...certificate, sha256: hashJson(bodyOf(certificate)) };
}

function change(code: string, to: Partial<Grid>): Grid[] {
  return city().map((grid) => (grid.code === code ? { ...grid, ...to } : grid));
}

describe('verifying a certificate', () => {
  it('says yes to the map it was made of, in any order, with rings from any vertex', () => {
    const certificate = certify(city());
    const other = city()
      .reverse()
      .map((grid) => {
        const [x, y, ...rest] = grid.geometry[0]![0]!;
        const turned = [...rest.slice(0, -2), x!, y!, rest[0]!, rest[1]!];
        return { ...grid, geometry: [[Int32Array.from(turned)]] };
      });
    expect(verify(certificate, city())).toEqual([]);
    expect(verify(certificate, other)).toEqual([]);
    expect(verify(certify(gapped), gapped)).toEqual([]);
  });

  it('tells one changed vertex by the content, the areas and the finding it opens', () => {
    const moved = [[Int32Array.of(0, 0, 1_000_000, 0, 1_000_000, 900_000, 0, 1_000_000, 0, 0)]];
    const differences = verify(certify(city()), change('A111', { geometry: moved }));
    expect(fields(differences)).toEqual(
      expect.arrayContaining([
        'contentSha256',
        'levels.element.parentsProven',
        'levels.element.doubledLatticeArea',
        'levels.element.areaSquareMetres',
        'findings gap/element/A11/A111+A112+A113/1',
      ]),
    );
    expect(differences.find(({ field }) => field === 'levels.element.parentsProven')?.message).toBe(
      'levels.element.parentsProven: the certificate says 8, the map has 7.',
    );
  });

  it.each([
    ['name', change('A111', { name: 'x' })],
    ['category', change('A111', { category: 'school', name: 'y' })],
    ['code', change('A111', { code: 'A119' })],
  ])('tells a changed %s by the content alone', (_what, grids) => {
    expect(fields(verify(certify(city()), grids))).toEqual(['contentSha256']);
  });

  it('tells a missing grid by the counts too', () => {
    expect(verify(certify(city()), gapped)).toContainEqual({
      field: 'levels.element.grids',
      certificate: 32,
      map: 31,
      message: 'levels.element.grids: the certificate says 32, the map has 31.',
    });
  });

  it('tells a whole level that is missing', () => {
    const upper = city().filter((grid) => grid.level !== 'element');
    expect(fields(verify(certify(city()), upper))).toContain('levels.element.level');
  });

  it('tells an edited count, by its own hash, and by the map when it was hashed again', () => {
    const certificate = certify(city());
    const levels = certificate.levels.map((level) => ({ ...level, edgesCancelled: 1 }));
    const edited = { ...certificate, levels };
    expect(fields(verify(edited, city()))).toContain('sha256');
    expect(fields(verify(rehash(edited), city()))).toEqual(
      certificate.levels.map(({ level }) => `levels.${level}.edgesCancelled`),
    );
  });

  it('tells an edited waiver: its text by the hash, its binding by the finding that is open without it', () => {
    const certificate = certify(gapped);
    const edit = (to: Partial<Certificate['waivers'][number]>): Certificate => ({
      ...certificate,
      waivers: certificate.waivers.map((waiver) => ({ ...waiver, ...to })),
    });
    expect(fields(verify(edit({ reason: '' }), gapped))).toEqual(['sha256']);
    const rebound = fields(verify(rehash(edit({ geometryHash: '0'.repeat(64) })), gapped));
    expect(rebound).toHaveLength(2);
    expect(rebound[0]).toMatch(/^waivers\.gap\/element\/A11/);
    expect(rebound[1]).toMatch(/^findings gap\/element\/A11/);
    const lapsed = fields(verify(rehash(edit({ expiresAt: '2026-11-01T00:00:00.000Z' })), gapped));
    expect(lapsed).toEqual(rebound);
  });

  it('tells a second opinion that is about another number of parents', () => {
    const certificate = certify(city());
    const edited = rehash({ ...certificate, secondOpinion: { engine: 'turf', parents: 2, agreed: 1 } });
    expect(fields(verify(edited, city()))).toEqual(['secondOpinion.parents', 'secondOpinion.agreed']);
  });

  it('tells another version of the proof', () => {
    const certificate = rehash({ ...certify(city()), algorithm: 'wangge-proof/0' });
    expect(verify(certificate, city()).map(({ message }) => message)).toEqual([
      'algorithm: the certificate says wangge-proof/0, the map has wangge-proof/1.',
    ]);
  });
});
