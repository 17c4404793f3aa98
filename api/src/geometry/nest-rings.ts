import type { PlaneNode } from './plane-nodes.js';

/** Twice the signed area in doubles, from the first node on so that small rings far from the origin keep digits. */
export function doubledNodeArea(ring: readonly PlaneNode[]): number {
  const origin = ring[0];
  if (origin === undefined) return 0;
  let sum = 0;
  for (let index = 0; index + 1 < ring.length; index += 1) {
    const a = ring[index]!;
    const b = ring[index + 1]!;
    sum += (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y);
  }
  return sum;
}

/**
 * Puts the rings that bound one connected area in order: the shell, which is the one of largest area, then the
 * holes. The direction of each is kept: shells come counter-clockwise, holes clockwise.
 */
export function nestRings(rings: readonly (readonly PlaneNode[])[]): (readonly PlaneNode[])[] {
  return rings
    .map((ring) => ({ ring, area: doubledNodeArea(ring) }))
    .sort((a, b) => b.area - a.area)
    .map(({ ring }) => ring);
}
