import proj4 from 'proj4';
import { describe, expect, it } from 'vitest';
import { areaSquareMetres, ringAreaSquareMetres } from './area-square-metres.js';
import { toLattice } from './lattice.js';
import { metresPerStep } from './metres-per-step.js';

const cylindrical = proj4(
  'EPSG:4326',
  '+proj=cea +lat_ts=30 +lon_0=0 +x_0=0 +y_0=0 +datum=WGS84 +units=m +no_defs',
);

/** Area of the same ring in the equal-area EPSG:6933, its edges cut into many so that they stay straight in lng/lat. */
function densifiedArea(positions: readonly (readonly [number, number])[], pieces: number): number {
  const points = positions.flatMap(([lng, lat], index) => {
    const [nextLng, nextLat] = positions[(index + 1) % positions.length]!;
    return Array.from({ length: pieces }, (_, piece) => {
      const along = piece / pieces;
      return cylindrical.forward([lng + along * (nextLng - lng), lat + along * (nextLat - lat)]);
    });
  });
  const [originX, originY] = points[0]!;
  return (
    points.reduce((sum, [x, y], index) => {
      const [nextX, nextY] = points[(index + 1) % points.length]!;
      return sum + (x! - originX!) * (nextY! - originY!) - (nextX! - originX!) * (y! - originY!);
    }, 0) / 2
  );
}

function ringOf(positions: readonly (readonly [number, number])[]): Int32Array {
  return Int32Array.from(
    [...positions, positions[0]!].flatMap(([lng, lat]) => [toLattice(lng), toLattice(lat)]),
  );
}

const figures: Record<string, readonly (readonly [number, number])[]> = {
  'a block of a town': [
    [110.79, 32.64],
    [110.791, 32.6401],
    [110.7912, 32.6408],
    [110.7899, 32.6409],
  ],
  'a county': [
    [110, 32],
    [111.2, 31.9],
    [111.4, 32.8],
    [110.3, 33.1],
  ],
  'a slanted country': [
    [70, 18],
    [120, 22],
    [135, 53],
    [80, 45],
  ],
  'a place south of the equator': [
    [-58.5, -34.7],
    [-58.3, -34.8],
    [-58.2, -34.5],
  ],
  'across the equator': [
    [10, -5],
    [20, -4],
    [12, 7],
  ],
};

describe('areaSquareMetres', () => {
  for (const [name, positions] of Object.entries(figures)) {
    it(`agrees with the densified equal-area projection for ${name}`, () => {
      const expected = densifiedArea(positions, 4000);
      expect(areaSquareMetres([[ringOf(positions)]]) / expected).toBeCloseTo(1, 7);
    });
  }

  it('gives the whole ellipsoid', () => {
    const earth = ringOf([
      [-180, -90],
      [180, -90],
      [180, 90],
      [-180, 90],
    ]);
    expect(areaSquareMetres([[earth]]) / 510_065_621_724_089).toBeCloseTo(1, 10);
  });

  it('does not change when vertices are added on an edge, and parts sum to the whole', () => {
    const whole = Int32Array.of(0, 0, 6_000_000, 3_000_000, 0, 9_000_000, 0, 0);
    const subdivided = Int32Array.of(
      0,
      0,
      2_000_000,
      1_000_000,
      4_000_000,
      2_000_000,
      6_000_000,
      3_000_000,
      0,
      9_000_000,
      0,
      0,
    );
    const lower = Int32Array.of(0, 0, 6_000_000, 3_000_000, 0, 3_000_000, 0, 0);
    const upper = Int32Array.of(0, 3_000_000, 6_000_000, 3_000_000, 0, 9_000_000, 0, 3_000_000);
    const area = areaSquareMetres([[whole]]);
    expect(areaSquareMetres([[subdivided]]) / area).toBeCloseTo(1, 12);
    expect((areaSquareMetres([[lower]]) + areaSquareMetres([[upper]])) / area).toBeCloseTo(1, 12);
  });

  it('measures a gap of 5 cm × 2 km the same wherever a collinear vertex sits', () => {
    const length = 213_000;
    const gap = [0, 0, length, 0, length, 4.5, 0, 4.5, 0, 0].map(
      (value, at) => value + (at % 2 === 0 ? 1_107_900_000 : 326_400_000),
    );
    const area = ringAreaSquareMetres(gap);
    const { east, north } = metresPerStep(326_400_000);
    expect(area / (length * east * 4.5 * north)).toBeCloseTo(1, 6);
    const split = [...gap.slice(0, 2), gap[0]! + 71_000, gap[1]!, ...gap.slice(2)];
    expect(ringAreaSquareMetres(split)).toBeCloseTo(area, 6);
  });

  it('subtracts holes and is negative for a clockwise ring', () => {
    const shell = Int32Array.of(0, 0, 100, 0, 100, 100, 0, 100, 0, 0);
    const hole = Int32Array.of(0, 0, 0, 50, 100, 50, 100, 0, 0, 0);
    expect(areaSquareMetres([[shell, hole]]) / areaSquareMetres([[shell]])).toBeCloseTo(0.5, 6);
    expect(ringAreaSquareMetres(hole)).toBeLessThan(0);
    expect(areaSquareMetres([])).toBe(0);
  });
});
