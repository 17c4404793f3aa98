import { describe, expect, it } from 'vitest';
import { runTogether } from './run-together.js';

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((_resolve, reject) =>
    signal.addEventListener('abort', () => setTimeout(() => reject(signal.reason as Error), 5)),
  );
}

describe('runTogether', () => {
  it('ends when all have ended', async () => {
    const ended: string[] = [];
    await runTogether(
      [
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 5));
          ended.push('slow');
        },
        async () => void ended.push('quick'),
      ],
      undefined,
    );
    expect(ended).toEqual(['quick', 'slow']);
  });

  it('stops the others when one fails, waits for them, and tells its failure', async () => {
    let isStopped = false;
    const other = async (signal: AbortSignal): Promise<void> => {
      await untilStopped(signal).finally(() => (isStopped = true));
    };
    await expect(
      runTogether([other, () => Promise.reject(new Error('disk full'))], undefined),
    ).rejects.toThrow('disk full');
    expect(isStopped).toBe(true);
  });

  it('stops all of them when it is told to', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 5);
    await expect(runTogether([untilStopped, untilStopped], stop.signal)).rejects.toThrow('enough');
  });
});
