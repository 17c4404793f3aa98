import { describe, expect, it } from 'vitest';
import { Progress } from './show-progress.js';

/** A stream that keeps what is written, and a clock that is set by hand. */
function watch(isTTY: boolean): { progress: Progress; written: string[]; at: (ms: number) => void } {
  const written: string[] = [];
  let time = 0;
  const stream = { isTTY, columns: 80, write: (text: string) => written.push(text) > 0 };
  return { progress: new Progress(stream, () => time), written, at: (ms) => (time = ms) };
}

describe('Progress', () => {
  it('tells on a terminal how much longer a step takes, by its rate so far', () => {
    const { progress, written, at } = watch(true);
    progress.report('Proving', 0, 100);
    at(20_000);
    progress.report('Proving', 10, 100);
    expect(written.at(-1)).toContain('Proving 10 / 100, 3 min left');
    at(100_000);
    progress.report('Proving', 80, 100);
    expect(written.at(-1)).toContain('Proving 80 / 100, 25 s left');
    at(124_000);
    progress.report('Proving', 99, 100);
    expect(written.at(-1)).toMatch(/Proving 99 \/ 100$/);
  });

  it('says nothing of the rest before the rate means something', () => {
    const { progress, written, at } = watch(true);
    progress.report('Proving', 0, 1000);
    at(2000);
    progress.report('Proving', 100, 1000);
    expect(written.at(-1)).toMatch(/100 \/ 1000$/);
  });

  it('writes a line every half minute where there is no terminal', () => {
    const { progress, written, at } = watch(false);
    progress.report('Proving', 0, 100);
    for (let second = 1; second <= 65; second += 1) {
      at(second * 1000);
      progress.report('Proving', second, 100);
    }
    progress.clear();
    expect(written).toEqual(['Proving 30 / 100, 70 s left\n', 'Proving 60 / 100, 40 s left\n']);
  });
});
