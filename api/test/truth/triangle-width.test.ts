import { expect, it } from 'vitest';
import { measureWidth } from '../../src/coverage/measure-width.js';

it('a thin triangle is as wide as its inscribed circle, four times its area by its perimeter', () => {
  const triangle = [
    [1103099670, 325116181],
    [1103099571, 325114070],
    [1103099894, 325118283],
    [1103099670, 325116181],
  ].flat();
  for (const ring of [triangle, [...triangle].reverse().map((_, at, all) => all[at ^ 1]!)])
    expect(Math.abs(measureWidth([ring], 13.7947) - 0.588)).toBeLessThan(0.05);
});
