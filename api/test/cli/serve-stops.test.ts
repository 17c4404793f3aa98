import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSample } from '../../src/jobs/make-sample.js';
import { publishGrids } from '../../src/jobs/publish-grids.js';
import { openTestDatabase, type TestDatabase } from '../database.js';
import { parseMetrics } from '../parse-metrics.js';
import { startWangge, type Started } from './run-wangge.js';

const local = { id: 'local' };

describe('wangge serve, when it is stopped', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wangge-stops-'));
  let database: TestDatabase;

  beforeAll(async () => {
    database = await openTestDatabase('embedded');
    const { store } = database;
    const territory = await store.createTerritory(
      {
        ...{ territoryId: 'town', name: { zh: '镇', en: 'Town' }, codeScheme: 'standard', codePatterns: {} },
        ...{ upperLevels: 'drawn', displayDatum: 'wgs84' },
      },
      local,
    );
    // Large enough that proving it takes longer than to ask for its end.
    const { grids } = await makeSample({ seed: 1, elements: 1500, defects: 0 });
    await publishGrids({
      store,
      territory,
      grids: grids.map((grid, index) => ({
        ...{ file: 'sample', feature: index + 1, level: grid.level, code: grid.code, name: grid.name },
        ...{ parentCode: grid.parentCode, category: grid.category, attributes: grid.attributes },
        ...{ geometry: grid.geometry, original: grid.original },
      })),
      ...{ replace: true, note: 'sample', principal: local },
    });
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  async function start(...args: string[]): Promise<{ server: Started; url: string }> {
    const server = startWangge(['serve', '--port', '0', ...args], database.dataDir!);
    while (!server.stdout().includes('\n'))
      await Promise.race([once(server.process.stdout!, 'data'), wait(500)]);
    const url = /^Wangge is ready: (http:\/\/\S+)\n$/.exec(server.stdout())?.[1];
    if (url === undefined) throw new Error(server.stderr());
    return { server, url };
  }

  /** A request whose body comes in two halves, the second when `finish` is called; it asks for what is not there. */
  function beginSlow(url: string): { finish(): void; answer: Promise<string> } {
    const asked = request(`${url}api/v1/territories/town/findings/999`, {
      method: 'PATCH',
      headers: { 'Content-Type': 'application/json' },
      agent: new Agent({ keepAlive: true }),
    });
    const answer = new Promise<string>((resolve, reject) => {
      asked.on('error', reject);
      asked.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve(`${response.statusCode} ${text}`));
        response.on('error', reject);
      });
    });
    asked.write('{"state":');
    return { finish: () => asked.end('"done"}'), answer };
  }

  it('answers what it has begun, marks its audit cancelled, and ends with exit code 0', async () => {
    const { server, url } = await start('--drain', '0.5');
    const slow = beginSlow(url);
    const started = await fetch(`${url}api/v1/territories/town/audits`, { method: 'POST' });
    const { auditId } = (await started.json()) as { auditId: number };
    server.process.kill('SIGTERM');
    await wait(100);
    const ready = await fetch(`${url}readyz`);
    expect([ready.status, ((await ready.json()) as { type: string }).type]).toEqual([503, 'stopping']);
    await wait(800);
    await expect(fetch(`${url}healthz`)).rejects.toThrow();
    slow.finish();
    const answer = await slow.answer;
    expect(answer).toMatch(/^404 .*"finding-not-found"/);
    const finished = performance.now();
    expect(await server.ended).toMatchObject({ code: 0, signal: null });
    expect(performance.now() - finished).toBeLessThan(2000);
    expect(await database.store.getAudit('town', auditId)).toMatchObject({
      status: 'cancelled',
      error: 'the server was stopped',
    });

    const lines = server
      .stderr()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.filter((line) => line['job'] === 'audit')).toMatchObject([
      { event: 'started', territory: 'town', id: auditId, principal: 'local' },
      { event: 'cancelled', id: auditId, durationMs: expect.any(Number) as unknown },
    ]);
    expect(lines).toContainEqual(
      expect.objectContaining({
        message: 'request',
        method: 'PATCH',
        path: '/api/v1/territories/town/findings/999',
        status: 404,
      }),
    );
  });

  it('ends at once at a second signal, however long it would have waited', async () => {
    const { server, url } = await start('--grace', '60');
    const slow = beginSlow(url);
    const refused = expect(slow.answer).rejects.toThrow();
    await wait(200);
    server.process.kill('SIGTERM');
    await wait(300);
    // Without --drain nobody new is let in, whatever they ask.
    await expect(fetch(`${url}readyz`)).rejects.toThrow();
    const since = performance.now();
    server.process.kill('SIGTERM');
    expect(await server.ended).toMatchObject({ code: 143 });
    expect(performance.now() - since).toBeLessThan(1000);
    await refused;
  });

  it('measures jobs and tells the map and its findings at /metrics', async () => {
    const { server, url } = await start();
    const started = await fetch(`${url}api/v1/territories/town/audits`, { method: 'POST' });
    const { auditId } = (await started.json()) as { auditId: number };
    for (let status = 'running'; status === 'running'; await wait(200)) {
      const run = await fetch(`${url}api/v1/territories/town/audits/${auditId}`);
      ({ status } = (await run.json()) as { status: string });
    }
    const read = parseMetrics(await (await fetch(`${url}metrics`)).text());
    expect(read.get('wangge_job_duration_seconds_count{kind="audit",outcome="done"}')).toBe(1);
    expect(read.get('wangge_jobs_running{kind="audit"}')).toBe(0);
    expect(read.get('wangge_territory_revision{territory="town"}')).toBe(1);
    expect(read.get('wangge_open_findings{territory="town",severity="error"}')).toBe(0);
    server.process.kill('SIGTERM');
    expect((await server.ended).code).toBe(0);
  });
});
