/** A smooth field in [-1, 1]; features are about one unit wide. */
export type Noise = (x: number, y: number) => number;

/**
 * Value noise: random values on the integer grid, blended with the quintic fade. Repeatable and continuous with
 * continuous slope, so curves that follow it have no kinks.
 */
export function makeNoise(seed: number): Noise {
  return (x, y) => {
    const column = Math.floor(x);
    const row = Math.floor(y);
    const u = fade(x - column);
    const v = fade(y - row);
    const south = blend(valueAt(seed, column, row), valueAt(seed, column + 1, row), u);
    const north = blend(valueAt(seed, column, row + 1), valueAt(seed, column + 1, row + 1), u);
    return blend(south, north, v);
  };
}

/** Sum of octaves, each twice as fine and half as strong, scaled back to about [-1, 1]. */
export function layerNoise(noise: Noise, x: number, y: number, octaves: number): number {
  let sum = 0;
  let weight = 0;
  let strength = 1;
  let frequency = 1;
  for (let octave = 0; octave < octaves; octave++) {
    sum += strength * noise(x * frequency + octave * 17.3, y * frequency - octave * 9.7);
    weight += strength;
    strength /= 2;
    frequency *= 2;
  }
  return sum / weight;
}

function fade(t: number): number {
  return t * t * t * (t * (t * 6 - 15) + 10);
}

function blend(a: number, b: number, t: number): number {
  return a + (b - a) * t;
}

function valueAt(seed: number, column: number, row: number): number {
  let hash = Math.imul(column, 0x27d4eb2d) ^ Math.imul(row, 0x165667b1) ^ Math.imul(seed, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2147483648 - 1;
}
