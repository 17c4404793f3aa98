/** Tile units along one side of a tile. */
export const tileExtent = 4096;

/** Tile units that a tile shows of its neighbours on each side. */
export const tileBuffer = 64;
