/** Differences below this make products below 2^52, whose difference a double holds exactly. */
const exactDifferenceLimit = 2 ** 26;

/**
 * Sign of the cross product `(ux, uy) × (vx, vy)`: 1 when v points to the left of u, −1 to the right, 0 when
 * they are parallel. Exact for integers up to 2^53: in doubles while they are under 2^26, in BigInt beyond.
 */
export function crossSign(ux: number, uy: number, vx: number, vy: number): -1 | 0 | 1 {
  const isSmall =
    ux < exactDifferenceLimit &&
    ux > -exactDifferenceLimit &&
    uy < exactDifferenceLimit &&
    uy > -exactDifferenceLimit &&
    vx < exactDifferenceLimit &&
    vx > -exactDifferenceLimit &&
    vy < exactDifferenceLimit &&
    vy > -exactDifferenceLimit;
  if (isSmall) {
    const cross = ux * vy - uy * vx;
    return cross > 0 ? 1 : cross < 0 ? -1 : 0;
  }
  const cross = BigInt(ux) * BigInt(vy) - BigInt(uy) * BigInt(vx);
  return cross > 0n ? 1 : cross < 0n ? -1 : 0;
}

/**
 * Where the lattice point c lies seen along a→b: 1 on the left, −1 on the right, 0 on the line. Exact.
 *
 *        c (1)
 *   a ───────▶ b
 *        c (−1)
 */
export function orientation(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
): -1 | 0 | 1 {
  return crossSign(bx - ax, by - ay, cx - ax, cy - ay);
}
