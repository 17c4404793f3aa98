import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreUnavailable } from './map-error.js';
import { createHeartbeat } from './heartbeat.js';
import type { RunStatement, Sql } from './run-sql.js';

describe('the heartbeat', () => {
  const refuse = (): never => {
    throw new Error('not for a heartbeat');
  };
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function record(answers: (() => object[])[] = []): { sql: Sql; beats: unknown[] } {
    const beats: unknown[] = [];
    const write: RunStatement = async <Row extends object>(
      _text: string,
      values: readonly unknown[] = [],
    ) => {
      beats.push(values);
      const [territories, ids] = values as [string[], number[]];
      const alive = territories.map((name, index) => ({ territory_id: name, id: ids[index] }));
      return (answers.shift()?.() ?? alive) as Row[];
    };
    return { sql: { write, read: refuse, repeatable: refuse, transaction: refuse }, beats };
  }

  it('tells the newest progress of an audit with each beat, and stops with the run', async () => {
    const { sql, beats } = record();
    const heartbeat = createHeartbeat(sql, refuse);
    heartbeat.start('audit', 'tiny', 7);
    await vi.advanceTimersByTimeAsync(2000);
    heartbeat.note('audit', 'tiny', 7, { done: 1, total: 4 });
    heartbeat.note('audit', 'tiny', 7, { done: 3, total: 4 });
    await vi.advanceTimersByTimeAsync(2000);
    heartbeat.stop('audit', 'tiny', 7);
    heartbeat.note('audit', 'tiny', 7, { done: 4, total: 4 });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(beats).toEqual([
      [['tiny'], [7], [null], [null]],
      [['tiny'], [7], [3], [4]],
    ]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('tells the run at its next step that a beat found it ended from elsewhere', async () => {
    const { sql } = record([() => []]);
    const heartbeat = createHeartbeat(sql, refuse);
    heartbeat.start('audit', 'tiny', 7);
    expect(heartbeat.note('audit', 'tiny', 7, { done: 1, total: 4 })).toBe(true);
    await vi.advanceTimersByTimeAsync(2000);
    expect(heartbeat.note('audit', 'tiny', 7, { done: 2, total: 4 })).toBe(false);
    heartbeat.stop('audit', 'tiny', 7);
  });

  it('tells a fault of ours once while it lasts, and keeps the runs of other kinds alive', async () => {
    const broken = (): never => {
      throw new Error('column does not exist');
    };
    const { sql, beats } = record([broken, () => [], broken, () => []]);
    const faults: unknown[] = [];
    const heartbeat = createHeartbeat(sql, (error) => faults.push(error));
    heartbeat.start('audit', 'tiny', 7);
    heartbeat.start('revision', 'tiny', 3);
    await vi.advanceTimersByTimeAsync(4000);
    heartbeat.stop('audit', 'tiny', 7);
    heartbeat.stop('revision', 'tiny', 3);
    expect(faults).toMatchObject([{ message: 'column does not exist' }]);
    expect(beats).toHaveLength(4);
  });

  it('goes on after a beat that was missed', async () => {
    const { sql, beats } = record([
      () => {
        throw new StoreUnavailable('connection lost');
      },
    ]);
    const heartbeat = createHeartbeat(sql, refuse);
    heartbeat.start('revision', 'tiny', 3);
    await vi.advanceTimersByTimeAsync(4000);
    heartbeat.stop('revision', 'tiny', 3);
    expect(beats).toEqual([
      [['tiny'], [3]],
      [['tiny'], [3]],
    ]);
  });
});
