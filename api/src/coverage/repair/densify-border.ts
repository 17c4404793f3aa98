import type { LatticePoint } from '../../geometry/types.js';

/** A part of the gap's border between two lattice points, and the neighbour that it belongs to. */
export interface OwnedPiece {
  readonly from: LatticePoint;
  readonly to: LatticePoint;
  readonly owner: number;
}

/** A point of the border; between lattice points where a piece was divided. */
export interface Sample {
  readonly x: number;
  readonly y: number;
  /** Undefined where the owner changes: the point belongs to both. */
  readonly owner: number | undefined;
  /** The owner of the piece that begins there. */
  readonly nearOwner: number;
}

export interface Samples {
  readonly points: readonly Sample[];
  /** Per sample the next one along its ring. */
  readonly next: readonly number[];
  /** The same with a sample more in the middle of each of the parts that begin at these samples. */
  split(parts: readonly number[]): Samples;
}

/** About so many samples a border gets at first. */
const firstSamples = 4000;

/** Samples across the mean width: with fewer the middle line is off by a share of the width that one sees. */
const samplesPerWidth = 6;

/**
 * Samples of a border, several across the mean width, at least one inside every piece, so that
 * every owner has samples of its own.
 */
export function densify(rings: readonly (readonly OwnedPiece[])[]): Samples {
  const spacing = chooseSpacing(rings);
  return toSamples(
    rings.map((pieces) =>
      pieces.flatMap(({ from, to, owner }, index): Sample[] => {
        const before = pieces[(index + pieces.length - 1) % pieces.length]!;
        const parts = Math.max(2, Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) / spacing));
        return Array.from({ length: parts }, (_, part) => ({
          x: from[0] + ((to[0] - from[0]) * part) / parts,
          y: from[1] + ((to[1] - from[1]) * part) / parts,
          owner: part === 0 && before.owner !== owner ? undefined : owner,
          nearOwner: owner,
        }));
      }),
    ),
  );
}

function toSamples(rings: readonly (readonly Sample[])[]): Samples {
  const points = rings.flat();
  const next: number[] = [];
  for (const ring of rings) {
    const first = next.length;
    ring.forEach((_, index) => next.push(first + ((index + 1) % ring.length)));
  }
  return {
    points,
    next,
    split(parts) {
      const isSplit = new Set(parts);
      let index = -1;
      return toSamples(
        rings.map((ring) =>
          ring.flatMap((sample, at): Sample[] => {
            index += 1;
            if (!isSplit.has(index)) return [sample];
            const after = ring[(at + 1) % ring.length]!;
            const owner = sample.nearOwner;
            return [
              sample,
              { x: (sample.x + after.x) / 2, y: (sample.y + after.y) / 2, owner, nearOwner: owner },
            ];
          }),
        ),
      );
    },
  };
}

function chooseSpacing(rings: readonly (readonly OwnedPiece[])[]): number {
  let perimeter = 0;
  let doubledArea = 0;
  const [originX, originY] = rings[0]?.[0]?.from ?? [0, 0];
  for (const { from, to } of rings.flat()) {
    perimeter += Math.hypot(to[0] - from[0], to[1] - from[1]);
    doubledArea += (from[0] - originX) * (to[1] - originY) - (to[0] - originX) * (from[1] - originY);
  }
  return Math.max(doubledArea / perimeter / samplesPerWidth, perimeter / firstSamples, 1);
}
