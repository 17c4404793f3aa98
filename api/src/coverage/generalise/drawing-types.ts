import type { MultiPolygon } from '../../geometry/types.js';
import type { Level } from '../../hierarchy/levels.js';

/** A grid as the map has it, on the lattice. */
export interface MapGrid {
  readonly gridId: number;
  readonly level: Level;
  readonly parentId: number | null;
  readonly geometry: MultiPolygon;
}

/** A grid as one zoom draws it. */
export interface GridDrawing {
  readonly gridId: number;
  /**
   * Whole tile units of the zoom: x to the east and y to the south from the north-west corner of the world. Shells run
   * clockwise as seen on the screen, holes the other way, as vector tiles want them.
   */
  readonly geometry: MultiPolygon;
}

/**
 * Counts the rules by which maps are drawn: to be raised with every change of the code that draws the same map differently. What was
 * drawn by other rules is drawn anew as a whole with the next revision, since its borders would not meet new ones.
 */
export const drawingRules = 1;

/**
 * How a zoom was made beyond its rules: plain JSON, kept with the revision, so that the next one repeats it and draws
 * anew only what an edit touches. Places are lattice coordinates, which no revision renumbers.
 */
export interface ZoomState {
  /** The rules it was made by, `drawingRules` of the time. */
  readonly rules: number;
  /** Borders that were given vertices back: `[x, y, x, y, times]`, the first two vertices of the arc. */
  readonly givenBack: readonly (readonly [number, number, number, number, number])[];
  /** Vertices that were moved so that a small grid keeps an area: `[x, y, east, north]`, the latter in units. */
  readonly moved: readonly (readonly [number, number, number, number])[];
}

/** What one zoom of a revision draws differently from the revision before it. */
export interface ZoomDrawing {
  readonly zoom: number;
  /** Grids to be drawn so from now on. */
  readonly drawn: readonly GridDrawing[];
  /** Grids that were drawn and no longer are: retired, or smaller than any tile unit. */
  readonly gone: readonly number[];
  readonly state: ZoomState;
}
