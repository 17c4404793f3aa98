import { describe, expect, it } from 'vitest';
import { textNumber } from './text-number.js';

const page = textNumber({ type: 'integer', minimum: 1, maximum: 1000, description: 'Rows' });
const lat = textNumber({ type: 'number', minimum: -90, maximum: 90, description: 'Latitude' });

describe('textNumber', () => {
  it.each(['1', '1000', '+5', '007'])('reads %j as a whole number', (text) => {
    expect(page.parse(text)).toBe(Number(text));
  });

  it.each([
    '',
    ' 1',
    '1 ',
    '0',
    '1001',
    '1.0',
    '1e2',
    '0x10',
    'Infinity',
    'NaN',
    '１２',
    '-1',
    '1,5',
    'true',
  ])('refuses %j as a whole number from 1 to 1000', (text) => {
    expect(page.safeParse(text).error?.issues[0]?.message).toBe('must be a whole number from 1 to 1000');
  });

  it.each(['0', '-90', '32.65', '.5', '1.', '3265e-2'])('reads %j as a number', (text) => {
    expect(lat.parse(text)).toBe(Number(text));
  });

  it.each(['', '.', '90.0000001', '-1e9', '1e', '--1', '1e9999'])('refuses %j as a latitude', (text) => {
    expect(lat.safeParse(text).success).toBe(false);
  });

  it('refuses what is given twice or not at all', () => {
    expect(page.safeParse(['1', '2']).error?.issues[0]?.message).toBe(
      'must be a whole number from 1 to 1000',
    );
    expect(page.safeParse(undefined).success).toBe(false);
  });
});
