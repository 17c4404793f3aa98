import { describe, expect, it } from 'vitest';
import type { Certificate } from '../coverage/certificate-types.js';
import { parseCertificate } from './parse-certificate.js';

const hash = 'ab'.repeat(32);

const certificate: Certificate = {
  format: 'wangge-certificate/1',
  algorithm: 'wangge-proof/1',
  territory: null,
  levels: [
    {
      level: 'element',
      grids: 2,
      parents: 1,
      parentsProven: 1,
      edgesCancelled: 3,
      doubledLatticeArea: '123456789012345678901234567890',
      parentDoubledLatticeArea: null,
      areaSquareMetres: 1.5,
    },
  ],
  contentSha256: hash,
  noise: { gap: { count: 1, areaSquareMetres: 0.01 } },
  waivers: [
    { identity: 'gap/element/p/a/1', geometryHash: hash, reason: '', author: 'local', expiresAt: null },
  ],
  secondOpinion: { engine: 'turf', parents: 1, agreed: 1 },
  sha256: hash,
  revision: null,
  issuedAt: '2026-11-23T08:00:00.000Z',
};

function refusal(change: Record<string, unknown>): string {
  try {
    parseCertificate(JSON.stringify({ ...certificate, ...change }), 'certificate.json');
  } catch (error) {
    return (error as Error).message;
  }
  return 'accepted';
}

describe('reading a certificate', () => {
  it('gives back exactly what was written', () => {
    expect(parseCertificate(JSON.stringify(certificate), 'certificate.json')).toEqual(certificate);
  });

  it.each<[string, Record<string, unknown>]>([
    ['format', { format: 'wangge-audit/1' }],
    ['levels.0.grids', { levels: [{ ...certificate.levels[0], grids: '2' }] }],
    ['levels.0.grids', { levels: [{ ...certificate.levels[0], grids: -1 }] }],
    ['levels.0.doubledLatticeArea', { levels: [{ ...certificate.levels[0], doubledLatticeArea: '1e3' }] }],
    ['levels.0.level', { levels: [{ ...certificate.levels[0], level: 'street' }] }],
    ['contentSha256', { contentSha256: 'AB' }],
    ['noise.hole', { noise: { hole: { count: 1, areaSquareMetres: 1 } } }],
    ['waivers.0.geometryHash', { waivers: [{ ...certificate.waivers[0], geometryHash: null }] }],
    ['waivers.0.expiresAt', { waivers: [{ ...certificate.waivers[0], expiresAt: 'tomorrow' }] }],
    ['secondOpinion.agreed', { secondOpinion: { engine: 'turf', parents: 1 } }],
    ['issuedAt', { issuedAt: '2026-11-23' }],
    ['revision', { revision: 1.5 }],
    ['sha256', { sha256: undefined }],
    ['comment', { comment: 'one field more' }],
  ])('refuses it for its field %s, naming file and field: %j', (field, change) => {
    expect(refusal(change)).toMatch(`certificate.json, field ${field}: This is no certificate`);
  });

  it('says so where it is no JSON, or no object', () => {
    expect(() => parseCertificate('{', 'c.json')).toThrow(/^c\.json: This is no JSON: .*Fix: /);
    expect(() => parseCertificate('[]', 'c.json')).toThrow(/^c\.json: This is no certificate/);
  });
});
