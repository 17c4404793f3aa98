import { describe, expect, it } from 'vitest';
import { formatArea } from './format-area.js';
import { formatLength } from './format-length.js';
import { formatMoment } from './format-moment.js';
import { shortenCodes } from './shorten-codes.js';

describe('formatArea', () => {
  it.each([
    [0, '0 m²'],
    [0.0421, '0.042 m²'],
    [12.345, '12.3 m²'],
    [99_999, '99,999 m²'],
    [100_000, '0.1 km²'],
    [1_318_000, '1.32 km²'],
    [23_680_000_000, '23,680 km²'],
  ])('shows %d m² as %s', (areaSquareMetres, text) => {
    expect(formatArea(areaSquareMetres, 'en')).toBe(text);
  });
});

describe('formatLength', () => {
  it.each([
    [0.004, '0.4 cm'],
    [0.7, '70 cm'],
    [1.26, '1.3 m'],
    [229.4, '229 m'],
    [4_321, '4.32 km'],
  ])('shows %d m as %s', (lengthMetres, text) => {
    expect(formatLength(lengthMetres, 'zh-CN')).toBe(text);
  });
});

describe('formatMoment', () => {
  it('leaves a text that is no moment as it is', () => {
    expect(formatMoment('soon', 'en')).toBe('soon');
  });

  it('names the year in both languages', () => {
    expect(formatMoment('2026-11-23T02:00:00Z', 'en')).toContain('2026');
    expect(formatMoment('2026-11-23T02:00:00Z', 'zh-CN')).toContain('2026年');
  });
});

describe('shortenCodes', () => {
  it('keeps the first and the differing end of the others', () => {
    expect(shortenCodes(['420304003010013', '420304003010014'])).toEqual(['420304003010013', '…014']);
  });

  it('keeps codes that share little', () => {
    expect(shortenCodes(['420304003010013', '420401'])).toEqual(['420304003010013', '420401']);
    expect(shortenCodes(['A-1', 'A-2'])).toEqual(['A-1', 'A-2']);
  });

  it('keeps the end of a code that stands twice', () => {
    expect(shortenCodes(['420304003', '420304003'])).toEqual(['420304003', '…003']);
  });

  it('makes nothing of nothing', () => {
    expect(shortenCodes([])).toEqual([]);
  });
});
