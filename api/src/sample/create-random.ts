/** A source of repeatable numbers. */
export interface Random {
  /** In [0, 1). */
  unit(): number;
  between(low: number, high: number): number;
  /** A whole number in [0, count). */
  integer(count: number): number;
  /** Around 0 with standard deviation about 1, within ±3 (sum of four uniforms). */
  bell(): number;
  pick<T>(list: readonly T[]): T;
  shuffle<T>(list: T[]): T[];
}

/**
 * A generator of its own for every seed and purpose: sfc32 ("small fast counter", Chris Doty-Humphrey,
 * PractRand), seeded by mixing seed and stream with splitmix32 and discarding the first 12 numbers.
 *
 * @param stream name of the purpose, so that one step's use of numbers does not shift another's.
 */
export function createRandom(seed: number, stream: string): Random {
  let mix = (Math.trunc(seed) ^ hashText(stream)) >>> 0;
  const splitmix = (): number => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix ^ (mix >>> 16);
    z = Math.imul(z, 0x21f0aaad);
    z ^= z >>> 15;
    z = Math.imul(z, 0x735a2d97);
    return (z ^ (z >>> 15)) | 0;
  };
  let a = splitmix();
  let b = splitmix();
  let c = splitmix();
  let counter = 1;
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round++) next();

  const integer = (count: number): number => Math.floor(next() * count);
  return {
    unit: next,
    between: (low, high) => low + (high - low) * next(),
    integer,
    bell: () => (next() + next() + next() + next() - 2) * Math.sqrt(3),
    pick: <T>(list: readonly T[]) => list[integer(list.length)] as T,
    shuffle: <T>(list: T[]) => {
      for (let last = list.length - 1; last > 0; last--) {
        const other = integer(last + 1);
        [list[last], list[other]] = [list[other] as T, list[last] as T];
      }
      return list;
    },
  };
}

/** FNV-1a, 32 bits. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
