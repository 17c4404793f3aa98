import { describe, expect, it } from 'vitest';
import { Problem } from '../problem.js';
import { StoreUnavailable, type Shortage } from '../store/map-error.js';
import type { Store } from '../store/types.js';
import { tellShortage } from './tell-shortage.js';
import { watchPublishing } from './watch-publishing.js';

const server = { kind: 'server', place: 'db.example:5432/wangge' } as const;
const folder = { kind: 'embedded', place: '/data/wangge' } as const;

function shortage(kind: Shortage, said: string): StoreUnavailable {
  return new StoreUnavailable(`mapped: ${said}.`, { cause: new Error(said), shortage: kind });
}
const lost = shortage('away', 'Connection terminated unexpectedly');

describe('a database that cannot serve a command to its end', () => {
  it.each([
    [
      'away',
      server,
      /^The database db\.example:5432\/wangge was lost on the way \(as it said\)\. Fix: see that its server runs/,
    ],
    [
      'away',
      folder,
      /^The embedded database in \/data\/wangge was lost on the way \(as it said\)\. Fix: see that memory/,
    ],
    [
      'disk-full',
      server,
      /^The disk of the database db\.example:5432\/wangge is full \(as it said\)\. Fix: make room/,
    ],
    [
      'disk-full',
      folder,
      /^The disk of the data folder \/data\/wangge is full \(as it said\)\. Fix: make room/,
    ],
    [
      'overloaded',
      server,
      /^The database db\.example:5432\/wangge has no connection or memory left \(as it said\)\. Fix: end/,
    ],
  ] as const)('is told by name, with the reason and what to do: %s, %o', (kind, database, line) => {
    expect(tellShortage(shortage(kind, 'as it said'), database).message).toMatch(line);
  });
});

describe('an import whose database is lost', () => {
  const answers: Pick<Store, 'publishRevision' | 'sweepRevision' | 'replaceReference'> = {
    publishRevision: () => Promise.resolve(),
    sweepRevision: () => Promise.resolve(),
    replaceReference: () => Promise.resolve(),
  };

  /** What an import says that does this with its store and then loses the database. */
  async function tell(work: (store: Store) => Promise<unknown>, store: Partial<Store> = {}): Promise<string> {
    const publishing = watchPublishing();
    await work(publishing.watch({ ...answers, ...store } as Store)).catch(() => undefined);
    const told = publishing.explain(tellShortage(lost, server), 'town');
    expect(told).toBeInstanceOf(Problem);
    return (told as Problem).message;
  }
  const refused = (): Promise<never> => Promise.reject(lost);
  const isPublished = (): Promise<never> =>
    Promise.reject(new Problem({ type: 'revision-published', status: 409, detail: 'It is.' }));
  const publishAndSweep = async (store: Store): Promise<void> => {
    await store.publishRevision('town', 5).catch(() => store.sweepRevision('town', 5));
  };

  it('says that the map is as it was before anything is published', async () => {
    expect(await tell(() => Promise.resolve())).toMatch(
      /terminated unexpectedly\)\. The map of town is as it was, and nothing half-written is shown\. Fix: .* then run the same import again\.$/,
    );
  });

  it('says what the sweep found out when the answer to the publishing was lost', async () => {
    const published = { publishRevision: refused };
    expect(await tell(publishAndSweep, published)).toContain('is as it was');
    expect(await tell(publishAndSweep, { ...published, sweepRevision: isPublished })).toContain(
      'Revision 5 of town is published and whole',
    );
  });

  it('does not claim to know when nobody could find out', async () => {
    expect(await tell(publishAndSweep, { publishRevision: refused, sweepRevision: refused })).toContain(
      'Whether revision 5 of town was published in that moment is not known',
    );
  });

  it('says that the map is published when only what follows is missing', async () => {
    expect(await tell((store) => store.publishRevision('town', 5))).toContain('is published and whole');
  });

  it('speaks of layers when it was one', async () => {
    expect(await tell((store) => store.replaceReference('town', ['water'], []))).toContain('its layers');
  });

  it('leaves other refusals alone', () => {
    const other = new Problem({ type: 'code-twice', status: 409, detail: 'x' });
    expect(watchPublishing().explain(other, 'town')).toBe(other);
  });
});
