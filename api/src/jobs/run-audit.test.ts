import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { tessellateCity } from '../../test/tessellate.js';
import type { Grid } from '../coverage/types.js';
import type { MultiPolygon } from '../geometry/types.js';
import { auditInThreads } from './audit-threads/audit-in-threads.js';
import { findThreadFile } from './audit-threads/find-thread-file.js';
import { packGeometry, unpackGeometry } from './audit-threads/pack-geometry.js';
import { planFaultTasks } from './audit-threads/plan-tasks.js';
import { runAudit } from './run-audit.js';

const folder = mkdtempSync(join(tmpdir(), 'audit-threads-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function threadFile(name: string, source: string): URL {
  const file = join(folder, name);
  writeFileSync(file, source);
  return pathToFileURL(file);
}

const clean = tessellateCity({ seed: 5, columns: 24, rows: 24, verticesPerBorder: 2 });

/** Every tenth element moved, turned inside out, put under another parent, without one, or left out. */
const spoilt = clean.flatMap((grid, index): Grid[] => {
  if (grid.level !== 'element' || index % 10 !== 0) return [grid];
  const ring = Int32Array.from(grid.geometry[0]![0]!);
  ring[4] = ring[4]! + 9_000;
  switch ((index / 10) % 5) {
    case 0:
      return [{ ...grid, geometry: [[ring]] }];
    case 1:
      ring.set([ring[8]!, ring[9]!, ring[4]!, ring[5]!], 4);
      return [{ ...grid, geometry: [[ring]] }];
    case 2:
      return [{ ...grid, parentCode: clean.find(({ level }) => level === 'outlet-area')!.code }];
    case 3:
      return [{ ...grid, parentCode: null }];
    default:
      return [];
  }
});
const options = { codes: { codeScheme: 'own', codePatterns: { element: '^9' } } } as const;

describe('an audit on threads', () => {
  it('has a build to run', () => {
    expect(findThreadFile()).toBeDefined();
    expect(existsSync(findThreadFile()!)).toBe(true);
  });

  it('gives the result of one thread, byte for byte', async () => {
    for (const grids of [clean, spoilt, []]) {
      const one = await runAudit(grids, undefined, undefined, { ...options, threads: 1 });
      for (const threads of [2, 3]) {
        const several = await runAudit(grids, undefined, undefined, { ...options, threads });
        expect(JSON.stringify(several)).toBe(JSON.stringify(one));
        expect(several).toEqual(one);
      }
    }
    const kinds = new Set(
      (await runAudit(spoilt, undefined, undefined, { threads: 2 })).findings.map(({ kind }) => kind),
    );
    expect([...kinds]).toEqual(
      expect.arrayContaining(['gap', 'overlap', 'invalid-ring', 'wrong-parent', 'missing-parent']),
    );
  });

  it('tells its progress up to the last parent', async () => {
    const told: (readonly [number, number])[] = [];
    await runAudit(clean, (done, total) => told.push([done, total]), undefined, { threads: 2 });
    const parents = clean.filter(({ level }) => level !== 'element').length;
    expect(told[0]).toEqual([0, parents]);
    expect(told.at(-1)).toEqual([parents, parents]);
    expect(told.length).toBeGreaterThan(4);
    expect(told.every(([done], index) => index === 0 || done >= told[index - 1]![0])).toBe(true);
  });

  it('ends its threads when it is aborted, whatever they do', async () => {
    const stop = new AbortController();
    const file = threadFile(
      'endless.mjs',
      `import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { for (;;); });`,
    );
    setTimeout(() => stop.abort(new Error('stopped')), 300);
    const start = performance.now();
    const audit = auditInThreads({ grids: clean, options: {}, file, threads: 2, signal: stop.signal });
    await expect(audit).rejects.toThrow('stopped');
    expect(performance.now() - start).toBeLessThan(10_000);
    const before = AbortSignal.abort(new Error('stopped before'));
    await expect(runAudit(clean, undefined, before, { threads: 2 })).rejects.toThrow('stopped before');
  });

  it('tells an error in a thread with its cause', async () => {
    const wrong = threadFile(
      'wrong.mjs',
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', () => parentPort.postMessage({ kind: 'error', error: new RangeError('too far') }));`,
    );
    const request = { grids: clean, options: {}, threads: 2 };
    await expect(auditInThreads({ ...request, file: wrong })).rejects.toMatchObject({
      message: 'A thread of the audit failed: too far',
      cause: { name: 'RangeError', message: 'too far' },
    });
    const thrown = threadFile('thrown.mjs', `throw new TypeError('no such thing');`);
    await expect(auditInThreads({ ...request, file: thrown })).rejects.toMatchObject({
      message: 'A thread of the audit failed: no such thing',
      cause: { message: 'no such thing' },
    });
    const leaving = threadFile('leaving.mjs', `process.exit(3);`);
    await expect(auditInThreads({ ...request, file: leaving })).rejects.toThrow('ended with 3');
  });
});

describe('shared geometry', () => {
  it('unpacks what was packed: holes, parts, and nothing', () => {
    const square = (at: number): Int32Array => Int32Array.from([at, 0, at + 9, 0, at + 9, 9, at, 9, at, 0]);
    const geometries: MultiPolygon[] = [[[square(0), square(-3)], [square(20)]], [], [[square(5)]]];
    const packed = packGeometry(geometries);
    expect(geometries.map((_, index) => unpackGeometry(packed, index))).toEqual(geometries);
    expect(packed.coordinates.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  it('is shared out in stretches that leave no grid out', () => {
    for (const threads of [1, 2, 7]) {
      const tasks = planFaultTasks(clean, threads);
      expect(tasks[0]!.from).toBe(0);
      expect(tasks.at(-1)!.to).toBe(clean.length);
      expect(tasks.every(({ from }, index) => index === 0 || from === tasks[index - 1]!.to)).toBe(true);
    }
  });
});
