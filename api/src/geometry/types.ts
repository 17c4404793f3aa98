/**
 * A closed path on the lattice, flat: `x0,y0, x1,y1, …, x0,y0` (the first vertex is repeated last).
 *
 * Coordinates are integer multiples of 1e-7° (`[lng, lat] × 1e7`), so they fit an int32. A normalised shell
 * runs counter-clockwise, a normalised hole clockwise, and no vertex repeats its predecessor.
 */
export type Ring = Int32Array;

/** One shell followed by its holes. */
export type Polygon = readonly Ring[];

/** Polygons whose interiors are disjoint. Empty when nothing is left. */
export type MultiPolygon = readonly Polygon[];

/** A vertex on the lattice: `[x, y] = [lng, lat] × 1e7`, integers. */
export type LatticePoint = readonly [x: number, y: number];

/** `[west, south, east, north]` in lattice steps. */
export type LatticeBox = readonly [west: number, south: number, east: number, north: number];
