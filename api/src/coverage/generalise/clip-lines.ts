import { tileExtent } from './tile-units.js';

/** Tile units that a tile shows beyond each of its sides. */
export const tileBuffer = 64;

/** The clip lines, x or y: those of the tiles before them (+64 beyond a side) and of the tiles behind (−64). */
const remainders = [tileBuffer, tileExtent - tileBuffer] as const;

/**
 * Visits the crossings of a segment with the clip lines of its zoom: x or y ≡ −64 or +64 (mod 4096), which are the sides of
 * all buffered tiles. Each is told as the whole place on the line next to it. A segment that only ends on a line, or runs
 * along it, does not cross it. Cost: the crossings.
 *
 * @param visit a whole place, and where along the segment (0 … 1) the crossing is
 */
export function visitClipCrossings(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  visit: (x: number, y: number, along: number) => void,
): void {
  for (const remainder of remainders) {
    const leastX = Math.min(x1, x2);
    const mostX = Math.max(x1, x2);
    for (let line = lineAfter(leastX, remainder); line < mostX; line += tileExtent) {
      const along = (line - x1) / (x2 - x1);
      visit(line, Math.round(y1 + along * (y2 - y1)), along);
    }
    const leastY = Math.min(y1, y2);
    const mostY = Math.max(y1, y2);
    for (let line = lineAfter(leastY, remainder); line < mostY; line += tileExtent) {
      const along = (line - y1) / (y2 - y1);
      visit(Math.round(x1 + along * (x2 - x1)), line, along);
    }
  }
}

/** The first line beyond a place. */
function lineAfter(place: number, remainder: number): number {
  return (Math.floor((place - remainder) / tileExtent) + 1) * tileExtent + remainder;
}
