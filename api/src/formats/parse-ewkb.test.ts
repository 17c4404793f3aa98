import { describe, expect, it } from 'vitest';
import { parseEwkb } from './parse-ewkb.js';

/** WKB by hand: `order, type, …` with 4-byte counts and 8-byte coordinates. */
function wkb(
  isLittle: boolean,
  type: number,
  srid: number | undefined,
  ...parts: (number | bigint)[]
): string {
  const bytes = Buffer.alloc(9 + parts.length * 8);
  let at = bytes.writeUInt8(isLittle ? 1 : 0, 0);
  const count = (value: number): void => {
    at = isLittle ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at);
  };
  count(srid === undefined ? type : (type | 0x20000000) >>> 0);
  if (srid !== undefined) count(srid);
  for (const part of parts) {
    if (typeof part === 'bigint') count(Number(part));
    else at = isLittle ? bytes.writeDoubleLE(part, at) : bytes.writeDoubleBE(part, at);
  }
  return bytes.subarray(0, at).toString('hex');
}

const triangle = [1n, 4n, 0, 0, 2, 0, 0, 2, 0, 0];
const rings = [
  [
    [0, 0],
    [2, 0],
    [0, 2],
    [0, 0],
  ],
];

describe('parseEwkb', () => {
  it.each([
    ['little-endian', wkb(true, 3, undefined, ...triangle)],
    ['big-endian', wkb(false, 3, undefined, ...triangle)],
    ['with an SRID', wkb(true, 3, 4326, ...triangle)],
  ])('reads a polygon %s', (_, hex) => {
    expect(parseEwkb(hex)).toEqual({ type: 'Polygon', coordinates: rings });
  });

  it.each([
    ['Z by flag', 0x80000003],
    ['M by flag', 0x40000003],
    ['Z by number', 1003],
    ['M by number', 2003],
  ])('keeps the third ordinate: %s', (_, type) => {
    const hex = wkb(true, type, undefined, 1n, 4n, 0, 0, 9, 2, 0, 9, 0, 2, 9, 0, 0, 9);
    expect(parseEwkb(hex).coordinates).toEqual([rings[0]!.map((position) => [...position, 9])]);
  });

  it('reads the parts of a multipolygon, and names what is no polygon', () => {
    const part = wkb(true, 3, undefined, ...triangle);
    const multi = wkb(true, 6, 4490, 1n) + part;
    expect(parseEwkb(multi)).toEqual({
      type: 'GeometryCollection',
      geometries: [{ type: 'Polygon', coordinates: rings }],
    });
    expect(parseEwkb(wkb(true, 10, 4490, 0n))).toEqual({ type: 'CurvePolygon' });
  });

  it('refuses bytes that end too early', () => {
    expect(() => parseEwkb(wkb(true, 3, undefined, ...triangle).slice(0, -8))).toThrow(RangeError);
  });
});
