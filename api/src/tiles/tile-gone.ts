import { Problem } from '../problem.js';

/** What an address names was made anew, or is no more. Not 404: a map on a page takes that for a tile without content. */
export function tileGone(detail: string): Problem {
  return new Problem({
    type: 'tile-gone',
    status: 410,
    detail,
    fix: 'Read the TileJSON again: it gives the address of what there is now.',
    field: 'made',
  });
}
