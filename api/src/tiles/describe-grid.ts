import type { TileGrid } from '../store/types.js';

/** What a tile says of a grid: what the revision fixes, and no status, count or metric. */
export function describeGrid(grid: TileGrid): Record<string, string> {
  return {
    level: grid.level,
    code: grid.code,
    name: grid.name,
    ...(grid.category === null ? {} : { category: grid.category }),
    ...(grid.class === null ? {} : { class: grid.class }),
  };
}
