import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommandLine } from '../../src/cli/run-command-line.js';
import { auditSchema } from '../../src/formats/audit-schema.js';
import type * as asking from '../../src/jobs/second-opinion/second-opinion.js';
import { buildApi } from '../database.js';
import { changeMap, cleanMap, writeMap } from './write-map.js';

vi.mock('../../src/jobs/second-opinion/second-opinion.js', async (original) => {
  const { secondOpinion } = await original<typeof asking>();
  const workerEntry = fileURLToPath(new URL('../fixtures/mistaken-worker.mjs', import.meta.url));
  return {
    secondOpinion: (request: Parameters<typeof secondOpinion>[0]) =>
      secondOpinion({ ...request, workerEntry }),
  };
});

const folder = mkdtempSync(join(tmpdir(), 'wangge-disputed-'));
beforeAll(buildApi);
afterAll(() => rmSync(folder, { recursive: true }));

describe('an audit whose second opinion differs', () => {
  it('ends with code 3, both geometries in the JSON, and no certificate', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const file = writeMap(
      folder,
      'gap.geojson',
      changeMap(cleanMap(), 'E1N2', () => undefined),
    );
    const [out, certificate] = [join(folder, 'audit.json'), join(folder, 'certificate.json')];
    const args = ['audit', file, '--second-opinion', '--json', '--out', out, '--certificate', certificate];
    const code = await runCommandLine(args, '0.0.0');
    const told = stderr.mock.calls.map(([text]) => String(text)).join('');
    stderr.mockRestore();
    stdout.mockRestore();

    expect(code).toBe(3);
    expect(told).toContain('THE SECOND OPINION DIFFERS on 1 of 9 parents');
    expect(told).toContain('elements of E1N: gap of ');
    const document = auditSchema.parse(JSON.parse(readFileSync(out, 'utf8')));
    expect(document.certificate).toBeNull();
    expect(document.secondOpinion).toMatchObject({ parents: 9, agreed: 8 });
    const [found] = document.secondOpinion!.disagreements;
    expect(found).toMatchObject({
      level: 'element',
      parent: 'E1N',
      what: 'gap',
      turfSquareMetres: 1000,
      ours: { type: 'MultiPolygon' },
      turf: {
        type: 'MultiPolygon',
        coordinates: [[[[110, 32], expect.anything(), expect.anything(), [110, 32]]]],
      },
    });
    expect(document.secondOpinion!.retried).toEqual([
      { level: 'element', parent: 'E1N', message: 'Unable to complete output ring' },
    ]);
    expect(() => readFileSync(certificate)).toThrow('ENOENT');
  });
});
