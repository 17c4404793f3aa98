import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { shareSession, type DatabaseSession, type SessionClient } from './share-session.js';

/** A session that notes what it runs; `begin` opens a transaction, `commit` and `rollback` close it. */
function fakeSession(): { session: DatabaseSession; log: string[] } {
  const log: string[] = [];
  let isOpen = false;
  return {
    log,
    session: {
      async run(bytes) {
        await wait(1);
        const text = new TextDecoder().decode(bytes);
        log.push(text.includes('rollback') ? 'rollback' : text);
        if (text === 'broken') throw new Error('trap');
        if (text === 'begin') isOpen = true;
        if (text === 'commit' || text.includes('rollback')) isOpen = false;
        return [bytes];
      },
      isInTransaction: () => isOpen,
    },
  };
}

function fakeClient(): SessionClient & { answers: string[] } {
  const answers: string[] = [];
  return { answers, send: (bytes) => answers.push(new TextDecoder().decode(bytes)) };
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const fail = (error: unknown): never => {
  throw error;
};
const settle = (): Promise<void> => wait(60);

describe('shareSession', () => {
  it('runs units in the order they come and answers the one who asked', async () => {
    const { session, log } = fakeSession();
    const shared = shareSession(session, fail);
    const [a, b] = [fakeClient(), fakeClient()];
    shared.submit(a, bytes('a1'));
    shared.submit(b, bytes('b1'));
    shared.submit(a, bytes('a2'));
    await settle();
    expect(log).toEqual(['a1', 'b1', 'a2']);
    expect([a.answers, b.answers]).toEqual([['a1', 'a2'], ['b1']]);
  });

  it('lets nobody into the transaction of another', async () => {
    const { session, log } = fakeSession();
    const shared = shareSession(session, fail);
    const [a, b] = [fakeClient(), fakeClient()];
    shared.submit(a, bytes('begin'));
    shared.submit(b, bytes('b1'));
    shared.submit(a, bytes('a1'));
    await settle();
    expect(log).toEqual(['begin', 'a1']);
    expect([shared.isOwner(a), shared.isOwner(b)]).toEqual([true, false]);
    shared.submit(a, bytes('commit'));
    await settle();
    expect(log).toEqual(['begin', 'a1', 'commit', 'b1']);
  });

  it.each([
    ['idle', 60],
    ['at work', 0],
  ])(
    'rolls back for a client that leaves while the session is %s, and goes on with the next',
    async (_name, pauseMs) => {
      const { session, log } = fakeSession();
      const shared = shareSession(session, fail);
      const [a, b] = [fakeClient(), fakeClient()];
      shared.submit(a, bytes('begin'));
      shared.submit(a, bytes('a1'));
      shared.submit(b, bytes('b1'));
      if (pauseMs > 0) await wait(pauseMs);
      shared.leave(a);
      await settle();
      expect(log).toEqual(pauseMs > 0 ? ['begin', 'a1', 'rollback', 'b1'] : ['begin', 'rollback', 'b1']);
      expect(shared.isOwner(a)).toBe(false);
    },
  );

  it('tells when the session itself breaks', async () => {
    const { session } = fakeSession();
    const broken: unknown[] = [];
    const shared = shareSession(session, (error) => broken.push(error));
    shared.submit(fakeClient(), bytes('broken'));
    await settle();
    expect(broken).toMatchObject([{ message: 'trap' }]);
  });
});
