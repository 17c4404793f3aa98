/** Rings of all grids of all levels of all files that are to be matched with each other, in one CRS. */
export interface MatchInput {
  /** Flat closed paths `x0,y0, …, x0,y0`, no vertex equal to its predecessor. */
  readonly rings: readonly Float64Array[];
  /** Per ring: size of the last decimal its file was written with, in the CRS's unit; 0 = not known or fine. */
  readonly lastDecimals: ArrayLike<number>;
}

export interface MatchOptions {
  /** Vertices this close become one; 0 = nothing is matched. */
  readonly matchMetres: number;
  readonly unit: MatchUnit;
}

/** What a coordinate counts in: degrees of longitude and latitude, or a projection's unit. */
export type MatchUnit = { readonly kind: 'degrees' } | { readonly kind: 'length'; readonly metres: number };

/** Rings as vertex numbers, one after the other: ring r is `ids[starts[r]] … ids[starts[r + 1] − 1]`, first = last. */
export interface IndexedRings {
  readonly ids: Int32Array;
  readonly starts: Int32Array;
}

/** A vertex that a ring's edge lacked, and got. */
export interface InsertedVertex {
  readonly ring: number;
  readonly vertex: number;
  readonly distanceMetres: number;
}

export interface MatchResult extends IndexedRings {
  /** Distinct vertices, flat `x,y`, at the place they have in the source. */
  readonly vertices: Float64Array;
  /** Vertices that were moved onto another. */
  readonly matchedVertices: number;
  /** Vertices inserted into edges; an edge of several rings counts once. */
  readonly insertedVertices: number;
  readonly largestMoveMetres: number;
  /** Vertices and edges left alone because a ring would have closed or turned over. */
  readonly refusedMatches: number;
  /** One entry per ring and vertex. */
  readonly inserted: readonly InsertedVertex[];
}
