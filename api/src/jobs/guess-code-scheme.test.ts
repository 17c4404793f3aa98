import { describe, expect, it } from 'vitest';
import { guessCodeScheme } from './guess-code-scheme.js';

const standard = [
  { level: 'territory', code: 'SHIYAN' },
  { level: 'county', code: '420303' },
  { level: 'branch', code: '420303000' },
  { level: 'outlet-area', code: '420303000001' },
  { level: 'element', code: '420303000001001' },
] as const;

describe('guessCodeScheme', () => {
  it('takes codes of the standard shape for standard, zeros of implied grids and missing codes too', () => {
    expect(guessCodeScheme([...standard, { level: 'element', code: null }])).toBe('standard');
  });

  it('takes one code of another shape, or none at all, for own', () => {
    expect(guessCodeScheme([...standard, { level: 'element', code: '17' }])).toBe('own');
    expect(guessCodeScheme([{ level: 'element', code: null }])).toBe('own');
    expect(guessCodeScheme([])).toBe('own');
  });
});
