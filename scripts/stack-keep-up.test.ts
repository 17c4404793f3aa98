import { describe, expect, it } from 'vitest';
import { keepUp } from './stack-keep-up.js';

/** A part that dies when it is told to, and whose starts can be made to fail. */
class FakePart {
  readonly name = 'Martin';
  #listener: (reason: string) => void = () => undefined;
  onExit(listener: (reason: string) => void): void {
    this.#listener = listener;
  }
  tail(): string[] {
    return ['its last line'];
  }
  die(): void {
    this.#listener('SIGKILL');
  }
}

function watch(start: () => Promise<void> = () => Promise.resolve()) {
  const part = new FakePart();
  const said: string[] = [];
  const waits: number[] = [];
  let time = 0;
  let starts = 0;
  const watched = keepUp({
    parts: [part],
    say: (line: string) => said.push(line),
    now: () => time,
    wait: (milliseconds: number) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
    start: () => {
      starts += 1;
      return start();
    },
  });
  let givenUp: unknown;
  void watched.failed.then((name: unknown) => (givenUp = name));
  return {
    part,
    said,
    waits,
    stop: watched.stop,
    pass: (milliseconds: number) => (time += milliseconds),
    starts: () => starts,
    givenUp: () => givenUp,
    settle: () => new Promise((resolve) => setImmediate(resolve)),
  };
}

describe('keeping the parts of the stack up', () => {
  it('starts a part that died again and shows its last lines', async () => {
    const { part, said, starts, settle, givenUp } = watch();
    part.die();
    await settle();
    expect(starts()).toBe(1);
    expect(said).toEqual([
      'Martin ended (SIGKILL); its last lines:',
      '    its last line',
      'Starting Martin again …',
      'Martin runs again',
    ]);
    expect(givenUp()).toBeUndefined();
  });

  it('waits longer each time and gives up at the sixth death in a minute', async () => {
    const { part, waits, starts, settle, givenUp } = watch();
    for (let death = 1; death <= 6; death += 1) {
      expect(givenUp()).toBeUndefined();
      part.die();
      await settle();
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000]);
    expect(starts()).toBe(5);
    expect(givenUp()).toBe(part);
  });

  it('forgets deaths that are more than a minute old', async () => {
    const { part, waits, pass, settle, givenUp } = watch();
    for (let death = 1; death <= 12; death += 1) {
      part.die();
      await settle();
      pass(20_000);
    }
    expect(givenUp()).toBeUndefined();
    expect(Math.max(...waits)).toBe(2000);
  });

  it('counts a start that fails as a death', async () => {
    const { part, said, settle, givenUp } = watch(() => Promise.reject(new Error('it ended while starting')));
    part.die();
    await settle();
    expect(givenUp()).toBe(part);
    expect(said.filter((line) => line.includes('it ended while starting'))).toHaveLength(5);
  });

  it('leaves a part alone that ends because the stack is ended', async () => {
    const { part, stop, starts, said, settle } = watch();
    stop();
    part.die();
    await settle();
    expect(starts()).toBe(0);
    expect(said).toEqual([]);
  });
});
