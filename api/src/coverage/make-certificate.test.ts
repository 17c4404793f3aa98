import { describe, expect, it } from 'vitest';
import { fakeCity } from '../../test/fake-city.js';
import { auditCoverage } from './audit-coverage.js';
import type { CertifiedWaiver } from './certificate-types.js';
import { makeCertificate, type CertificateRequest } from './make-certificate.js';
import type { AuditResult, Finding, Grid } from './types.js';

/** The city as the audit takes it. */
const city = (): Grid[] => fakeCity().map((grid) => ({ ...grid, original: undefined }));

const issuedAt = '2026-11-23T08:00:00.000Z';

function audit(grids: readonly Grid[]): AuditResult {
  const steps = auditCoverage(grids);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

function request(grids: readonly Grid[], more: Partial<CertificateRequest> = {}): CertificateRequest {
  return { grids, result: audit(grids), waivers: [], secondOpinion: null, revision: 3, issuedAt, ...more };
}

function waive({ identity, geometryHash }: Finding, more: Partial<CertifiedWaiver> = {}): CertifiedWaiver {
  return { identity, geometryHash, reason: '水库', author: 'local', expiresAt: null, ...more };
}

/** The city without its element A111: one gap of one square. */
const gapped = city().filter((grid) => grid.code !== 'A111');

describe('a certificate', () => {
  it('says counts and exact area sums of every level, children and parents alike', () => {
    const certificate = makeCertificate(request(city()));
    // 8 × 4 squares of side 10⁶ steps, doubled.
    const doubled = '64000000000000';
    expect(certificate).toMatchObject({
      format: 'wangge-certificate/1',
      territory: 'T',
      revision: 3,
      issuedAt,
      waivers: [],
      secondOpinion: null,
      levels: [
        { level: 'county', grids: 2, parents: 1, parentsProven: 1 },
        { level: 'branch', grids: 4, parents: 2, parentsProven: 2 },
        { level: 'outlet-area', grids: 8, parents: 4 },
        { level: 'element', grids: 32, parents: 8 },
      ].map((level) => ({ ...level, doubledLatticeArea: doubled, parentDoubledLatticeArea: doubled })),
    });
    // 0.8° × 0.4° at the equator: 111 319.49 m a degree east, 110 574.3 m north.
    expect(certificate?.levels[3]?.areaSquareMetres).toBeCloseTo(0.8 * 111_319.49 * 0.4 * 110_575, -7);
  });

  it('has the same hash whatever the order of the grids, its moment and its revision', () => {
    const certificate = makeCertificate(request(city()));
    const other = makeCertificate(
      request(city().reverse(), { revision: null, issuedAt: '2030-01-01T00:00:00.000Z' }),
    );
    expect(other?.sha256).toBe(certificate?.sha256);
    expect(makeCertificate(request(city().slice(1)))?.sha256).not.toBe(certificate?.sha256);
  });

  it('knows no area of parents where the level above has no grids', () => {
    const certificate = makeCertificate(request(city().filter((grid) => grid.level === 'element')));
    expect(certificate).toMatchObject({ territory: null, levels: [{ parentDoubledLatticeArea: null }] });
  });

  it('is refused while a finding of severity error is open', () => {
    expect(audit(gapped).clean).toBe(false);
    expect(makeCertificate(request(gapped))).toBeNull();
  });

  it('lists the waiver that a finding needs, and no other', () => {
    const result = audit(gapped);
    const needed = waive(result.findings[0]!);
    const idle = { ...needed, identity: 'gap/element/B22/-/1', geometryHash: '00' };
    const certificate = makeCertificate(request(gapped, { waivers: [idle, needed] }));
    expect(certificate?.waivers).toEqual([needed]);
    expect(certificate?.levels[3]).toMatchObject({ parents: 8, parentsProven: 7 });
  });

  it.each([
    ['has expired by then', { expiresAt: issuedAt }],
    ['is bound to another geometry', { geometryHash: '0'.repeat(64) }],
    ['is bound to another subject', { identity: 'gap/element/A12/A111/1' }],
  ])('is refused where the waiver %s', (_what, change) => {
    const waivers = [waive(audit(gapped).findings[0]!, change)];
    expect(makeCertificate(request(gapped, { waivers }))).toBeNull();
  });

  it('accepts a waiver that still runs', () => {
    const waivers = [waive(audit(gapped).findings[0]!, { expiresAt: '2026-11-23T08:00:00.001Z' })];
    expect(makeCertificate(request(gapped, { waivers }))?.waivers).toEqual(waivers);
  });

  it('accepts a waiver whose ordinal has shifted, and names the finding as it is now', () => {
    const finding = audit(gapped).findings[0]!;
    const shifted = finding.identity.replace(/1$/, '2');
    expect(shifted).not.toBe(finding.identity);
    const certificate = makeCertificate(
      request(gapped, { waivers: [waive(finding, { identity: shifted })] }),
    );
    expect(certificate?.waivers).toEqual([waive(finding)]);
  });

  it('lists noise, which does not stop it, and counts its parent as not proven', () => {
    // Two steps of element A112 are cut off along its border with the outside of the parent: about 2 cm.
    const noisy = city().map((grid) =>
      grid.code !== 'A111'
        ? grid
        : {
            ...grid,
            geometry: [[Int32Array.of(1, 0, 1_000_000, 0, 1_000_000, 1_000_000, 0, 1_000_000, 1, 0)]],
          },
    );
    const certificate = makeCertificate(request(noisy));
    expect(certificate?.noise).toMatchObject({ gap: { count: 1 } });
    expect(certificate?.noise.gap?.areaSquareMetres).toBeGreaterThan(0);
    expect(certificate?.levels[3]).toMatchObject({ parents: 8, parentsProven: 7 });
  });

  it('says what the second opinion was, and is refused where that differs', () => {
    const opinion = { engine: 'turf', parents: 15, agreed: 15, toleranceSquareMetres: 1, disagreements: [] };
    const certificate = makeCertificate(request(city(), { secondOpinion: opinion }));
    expect(certificate?.secondOpinion).toEqual({ engine: 'turf', parents: 15, agreed: 15 });
    expect(makeCertificate(request(city(), { secondOpinion: { ...opinion, agreed: 14 } }))).toBeNull();
  });
});
