import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ServiceFault } from '../api/service-fault.js';
import { ServiceWatch } from './service-watch.svelte.js';

const away: ServiceFault = { kind: 'unreachable' };
const tileUrl = 'http://127.0.0.1:1/tiles/grids/3/6/3';

/** A server and a map whose state the test sets; it keeps what was asked of them, in order. */
function watched() {
  const asked: string[] = [];
  const now: {
    server: ServiceFault | undefined;
    tile: ServiceFault | undefined;
    failedUrl?: string;
    hasMoved: boolean;
  } = { server: undefined, tile: undefined, hasMoved: false };
  const hung: Promise<ServiceFault>[] = [];
  /** The next question is answered when, and with what, the test says. */
  const hang = (): ((fault: ServiceFault) => void) => {
    let end: (fault: ServiceFault) => void = () => undefined;
    hung.push(new Promise((resolve) => (end = resolve)));
    return (fault) => end(fault);
  };
  const watch = new ServiceWatch(
    {
      askServer: () => (asked.push('server'), hung.pop() ?? Promise.resolve(now.server)),
      askTile: (url) => (asked.push(`tile ${url}`), Promise.resolve(now.tile)),
    },
    () => asked.push('ask again'),
    () => asked.push('read anew'),
  );
  watch.watchTiles({
    get failedUrl() {
      return now.failedUrl;
    },
    retryFailed: () => void asked.push('retry tiles'),
    hasMoved: () => (asked.push('addresses'), Promise.resolve(now.hasMoved)),
  });
  return { watch, asked, now, hang };
}

const countServer = (asked: readonly string[]) => asked.filter((what) => what === 'server').length;

describe('ServiceWatch', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.setSystemTime('2026-03-01T10:00:00Z');
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it('asks nothing while all is well', async () => {
    const { asked } = watched();
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(asked).toEqual([]);
  });

  it('asks the server once for many failures, and asks again for what failed when it answers', async () => {
    const { watch, asked } = watched();
    for (let request = 0; request < 20; request++) watch.notice();
    await vi.advanceTimersByTimeAsync(600);
    expect(asked).toEqual(['server', 'ask again']);
    expect(watch.trouble).toBeUndefined();
  });

  it('says what is away and since when, waits longer and longer, and is calm when it is back', async () => {
    const { watch, asked, now } = watched();
    now.server = away;
    watch.notice();
    await vi.advanceTimersByTimeAsync(600);
    expect(watch.trouble).toEqual({
      kind: 'unreachable',
      detail: undefined,
      sinceMs: Date.parse('2026-03-01T10:00:00Z'),
    });
    await vi.advanceTimersByTimeAsync(60_000);
    // After 0.5, 2, 4, 8, 15 and 30 s.
    expect(countServer(asked)).toBe(6);
    now.server = undefined;
    await vi.advanceTimersByTimeAsync(31_000);
    expect(watch.trouble).toBeUndefined();
    expect(asked.at(-1)).toBe('ask again');
  });

  it('says at once what an answer said of the server, and asks it all the same', async () => {
    const { watch, asked, now } = watched();
    watch.notice({ kind: 'database', detail: 'Away.' });
    expect(watch.trouble).toEqual({
      kind: 'database',
      detail: 'Away.',
      sinceMs: Date.parse('2026-03-01T10:00:00Z'),
    });
    expect(asked).toEqual([]);
    now.server = { kind: 'database', detail: 'database: no answer' };
    await vi.advanceTimersByTimeAsync(600);
    expect([countServer(asked), watch.trouble?.detail]).toEqual([1, 'database: no answer']);
    now.server = undefined;
    await vi.advanceTimersByTimeAsync(2000);
    expect(watch.trouble).toBeUndefined();
  });

  it.each(['tiles', 'drawing', 'refused'] as const)('finds out first how it is when %s is told', (kind) => {
    const { watch } = watched();
    watch.notice({ kind });
    expect(watch.trouble).toBeUndefined();
  });

  it('believes what the server said, not a question that came to no end behind others', async () => {
    const { watch, now } = watched();
    now.server = { ...away, isLate: true };
    watch.notice({ kind: 'database', detail: 'Away.' });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(watch.trouble).toMatchObject({ kind: 'database', detail: 'Away.' });
    // It has said nothing for long.
    await vi.advanceTimersByTimeAsync(120_000);
    expect(watch.trouble?.kind).toBe('unreachable');
    // It is not there any more: nothing was late.
    watch.notice({ kind: 'database' });
    expect(watch.trouble?.kind).toBe('database');
    now.server = away;
    await watch.retry();
    expect(watch.trouble?.kind).toBe('unreachable');
  });

  it('hears an answer that comes while a question hangs', async () => {
    const { watch, asked, hang } = watched();
    const end = hang();
    watch.notice();
    await vi.advanceTimersByTimeAsync(3000);
    watch.notice({ kind: 'database', detail: 'Away.' });
    expect(watch.trouble?.kind).toBe('database');
    end({ ...away, isLate: true });
    await vi.advanceTimersByTimeAsync(0);
    expect([watch.trouble?.kind, countServer(asked)]).toEqual(['database', 1]);
  });

  it('does not call a server unreachable that answers others in time, and asks again', async () => {
    const { watch, asked, hang } = watched();
    const end = hang();
    watch.notice();
    await vi.advanceTimersByTimeAsync(3000);
    watch.hear();
    end({ ...away, isLate: true });
    await vi.advanceTimersByTimeAsync(0);
    expect([watch.trouble, asked]).toEqual([undefined, ['server']]);
    await vi.advanceTimersByTimeAsync(2100);
    expect(asked).toEqual(['server', 'server', 'ask again']);
  });

  it('asks for one failed tile before it asks for all', async () => {
    const { watch, asked, now } = watched();
    now.tile = { kind: 'tiles', detail: 'Martin is away.' };
    now.failedUrl = tileUrl;
    watch.notice();
    await vi.advanceTimersByTimeAsync(600);
    expect(asked).toEqual(['server', 'ask again', `tile ${tileUrl}`]);
    expect(watch.trouble).toMatchObject({ kind: 'tiles', detail: 'Martin is away.' });
    now.tile = undefined;
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked.slice(3)).toEqual(['server', 'ask again', `tile ${tileUrl}`, 'retry tiles']);
    expect(watch.trouble).toBeUndefined();
  });

  it('has everything read anew when what a tile shows is no more, and is not troubled by it', async () => {
    const { watch, asked, now } = watched();
    now.failedUrl = tileUrl;
    now.tile = { kind: 'refused', detail: 'Gone.', isGone: true };
    watch.notice();
    await vi.advanceTimersByTimeAsync(600);
    expect(asked).toEqual(['server', 'ask again', `tile ${tileUrl}`, 'read anew']);
    expect(watch.trouble).toBeUndefined();
  });

  it('finds that out by the addresses where a tile server refuses without saying why', async () => {
    const { watch, asked, now } = watched();
    now.failedUrl = tileUrl;
    now.tile = { kind: 'refused' };
    watch.notice();
    await vi.advanceTimersByTimeAsync(600);
    expect(asked).toEqual(['server', 'ask again', `tile ${tileUrl}`, 'addresses']);
    expect(watch.trouble?.kind).toBe('refused');
    now.hasMoved = true;
    await vi.advanceTimersByTimeAsync(2100);
    expect(asked.slice(4)).toEqual(['server', 'ask again', `tile ${tileUrl}`, 'addresses', 'read anew']);
    expect(watch.trouble).toBeUndefined();
  });

  it.each(['tiles', 'drawing'] as const)(
    'does not mind %s while the map has all of its own',
    async (kind) => {
      const { watch, asked, now } = watched();
      now.server = { kind };
      watch.notice();
      await vi.advanceTimersByTimeAsync(600);
      expect(asked).toEqual(['server', 'ask again']);
      expect(watch.trouble).toBeUndefined();
    },
  );

  it('waits as long as the server asks for', async () => {
    const { watch, asked, now } = watched();
    now.failedUrl = tileUrl;
    now.tile = { kind: 'drawing', retryAfterMs: 20_000 };
    watch.notice();
    await vi.advanceTimersByTimeAsync(600);
    expect(watch.trouble?.kind).toBe('drawing');
    await vi.advanceTimersByTimeAsync(19_000);
    expect(countServer(asked)).toBe(1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(countServer(asked)).toBe(2);
  });

  it('tries at once when a person says so', async () => {
    const { watch, asked, now } = watched();
    now.server = away;
    watch.notice();
    await vi.advanceTimersByTimeAsync(600);
    now.server = undefined;
    await watch.retry();
    expect([countServer(asked), watch.trouble, watch.isTrying]).toEqual([2, undefined, false]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(countServer(asked)).toBe(2);
  });

  it('does not ask in circles when requests fail though the server says it is ready', async () => {
    const { watch, asked } = watched();
    const timer = setInterval(() => watch.notice(), 10);
    await vi.advanceTimersByTimeAsync(120_000);
    clearInterval(timer);
    expect(countServer(asked)).toBeLessThanOrEqual(8);
  });

  it('leaves the server alone in a hidden tab and asks when it is looked at again', async () => {
    const { watch, asked, now } = watched();
    now.server = away;
    watch.show(false);
    watch.notice();
    await vi.advanceTimersByTimeAsync(600_000);
    expect(asked).toEqual([]);
    watch.show(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(['server']);
    expect(watch.trouble?.kind).toBe('unreachable');
  });

  it('finds out where it stands when it was not looked at for long, not at every glance', async () => {
    const { watch, asked } = watched();
    await vi.advanceTimersByTimeAsync(600_000);
    for (let glance = 0; glance < 5; glance++) {
      watch.show(false);
      watch.show(true);
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(countServer(asked)).toBe(1);
  });
});
