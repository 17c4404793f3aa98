import { describe, expect, it } from 'vitest';
import { acceptedEncodings } from './accept-encoding.js';

describe('acceptedEncodings', () => {
  it.each([
    [undefined, 0, 0, 0.001],
    ['', 0, 0, 0.001],
    ['gzip, deflate, br, zstd', 1, 1, 0.001],
    ['br;q=1.0, gzip;q=0.8, *;q=0.1', 0.8, 1, 0.001],
    ['*', 1, 1, 0.001],
    ['*;q=0', 0, 0, 0.001],
    ['gzip;q=0, *', 0, 1, 0.001],
    ['x-gzip', 1, 0, 0.001],
    [' GZip ; Q=0.5 ', 0.5, 0, 0.001],
    ['identity, gzip;q=0.5', 0.5, 0, 1],
    ['gzip;q=2, br;q=-1', 0, 0, 0.001],
    ['gzip;q=, br;q=x', 0, 0, 0.001],
  ])('reads "%s"', (header, gzip, br, identity) => {
    expect(acceptedEncodings(header)).toEqual({ gzip, br, identity });
  });
});
