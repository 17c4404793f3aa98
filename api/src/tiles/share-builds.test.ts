import { describe, expect, it } from 'vitest';
import { shareBuilds } from './share-builds.js';

describe('shareBuilds', () => {
  it('builds once for all who ask meanwhile and afterwards', async () => {
    const shared = shareBuilds<number>(2);
    let builds = 0;
    const build = async (): Promise<number> => (builds += 1);
    expect(await Promise.all([shared('a', build), shared('a', build)])).toEqual([1, 1]);
    expect(await shared('a', build)).toBe(1);
    expect(builds).toBe(1);
  });

  it('tells a failure to all who wait and tries again for the next', async () => {
    const shared = shareBuilds<string>(2);
    const failing = async (): Promise<string> => {
      throw new Error('no luck');
    };
    const both = await Promise.allSettled([shared('a', failing), shared('a', failing)]);
    expect(both.map((each) => each.status)).toEqual(['rejected', 'rejected']);
    expect(await shared('a', async () => 'built')).toBe('built');
  });

  it('does not let an old failure remove a newer build', async () => {
    const shared = shareBuilds<string>(1);
    let fail: (error: Error) => void = () => undefined;
    const old = shared('a', () => new Promise((_resolve, reject) => (fail = reject)));
    await shared('b', async () => 'B');
    const newer = shared('a', async () => 'A');
    fail(new Error('late'));
    await expect(old).rejects.toThrow('late');
    await newer;
    expect(await shared('a', async () => 'built again')).toBe('A');
  });
});
