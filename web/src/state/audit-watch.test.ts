import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Api } from '../api/create-api.js';
import type { Audit, AuditRun } from '../api/types.js';
import { AuditWatch } from './audit-watch.svelte.js';

function run(auditId: number, status: AuditRun['status'], done = 0): AuditRun {
  return { auditId, status, progress: { done, total: 10 } } as AuditRun;
}

/** A server whose run goes through the given answers, one a question. */
function watchOf(answers: AuditRun[], listed: AuditRun[] = []) {
  const asked: string[] = [];
  const ended: AuditRun[] = [];
  const next = (question: string) => {
    asked.push(question);
    return Promise.resolve(answers.shift() as Audit);
  };
  const api: Partial<Api> = {
    listAudits: () => Promise.resolve(listed),
    startAudit: (territory) => next(`start ${territory}`),
    readAudit: (_territory, auditId) => next(`read ${auditId}`),
    cancelAudit: (_territory, auditId) => next(`cancel ${auditId}`),
  };
  return { watch: new AuditWatch(api as Api, (last) => ended.push(last)), asked, ended };
}

describe('AuditWatch', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('follows a run it started to its end, telling how far it is', async () => {
    const { watch, asked, ended } = watchOf([run(7, 'running'), run(7, 'running', 4), run(7, 'done', 10)]);
    await watch.open('sample');
    await watch.start();
    expect(watch.isRunning).toBe(true);
    await vi.advanceTimersByTimeAsync(1000);
    expect(watch.run.value?.progress?.done).toBe(4);
    expect(ended).toEqual([]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(ended.map(({ auditId, status }) => [auditId, status])).toEqual([[7, 'done']]);
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual(['start sample', 'read 7', 'read 7']);
  });

  it('follows a run that was under way when the territory was opened, and leaves an ended one alone', async () => {
    const underWay = watchOf([run(3, 'done')], [run(3, 'running'), run(2, 'done')]);
    await underWay.watch.open('sample');
    await vi.advanceTimersByTimeAsync(1000);
    expect(underWay.ended).toHaveLength(1);

    const over = watchOf([], [run(2, 'failed')]);
    await over.watch.open('sample');
    await vi.advanceTimersByTimeAsync(5000);
    expect([over.watch.run.value, over.ended, over.asked]).toEqual([null, [], []]);
  });

  it('stops a run, and asks no more', async () => {
    const { watch, asked, ended } = watchOf([run(7, 'running'), run(7, 'cancelled')]);
    await watch.open('sample');
    await watch.start();
    await watch.stop();
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toEqual(['start sample', 'cancel 7']);
    expect([watch.run.value?.status, ended.length]).toEqual(['cancelled', 1]);
  });

  it('forgets the run of the territory that was left', async () => {
    const { watch, asked } = watchOf([run(7, 'running')]);
    await watch.open('sample');
    await watch.start();
    watch.close();
    await vi.advanceTimersByTimeAsync(5000);
    expect([watch.run.value, asked]).toEqual([undefined, ['start sample']]);
  });
});
