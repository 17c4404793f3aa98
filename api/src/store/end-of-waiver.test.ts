import { describe, expect, it } from 'vitest';
import { endOfWaiver } from './end-of-waiver.js';

describe('the end of a waiver', () => {
  const now = new Date(2027, 5, 30, 12).getTime();

  it('given as a day is its last millisecond where the process is, so today still holds', () => {
    expect(endOfWaiver('2027-06-30', now)).toBe(new Date(2027, 5, 30, 23, 59, 59, 999).toISOString());
    expect(endOfWaiver('2027-06-29', now)).toBeUndefined();
  });

  it('given as a moment is exactly that', () => {
    expect(endOfWaiver('2999-01-01T08:00:00+08:00', now)).toBe('2999-01-01T00:00:00.000Z');
    expect(endOfWaiver(new Date(now).toISOString(), now)).toBeUndefined();
    expect(endOfWaiver(new Date(now + 1).toISOString(), now)).toBe(new Date(now + 1).toISOString());
  });

  it.each(['0001-01-01', '0000-01-01', '2999-02-30', 'soon'])('is none for %s', (text) => {
    expect(endOfWaiver(text, now)).toBeUndefined();
  });
});
