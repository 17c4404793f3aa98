import type { Geometry } from 'geojson';
import type { Datum } from '../../formats/convert-datum.js';
import type { Level } from '../../hierarchy/levels.js';
import type { MultiPolygon } from '../../geometry/types.js';
import type { ForeignTable } from '../../store/foreign-table.js';

/** What a grid is made of and which field of a file holds it. */
export type FieldRole = 'level' | 'code' | 'parent' | 'name' | 'category';

/** One file to read, with what its flags say. */
export interface FileSpec {
  readonly path: string;
  /** The one level the file holds; otherwise a level field tells it. */
  readonly level?: Level | undefined;
  /**
   * Fields named by flags, which must exist. Where none is named, the default (`level code parent name
   * category`) is used when the file has it.
   */
  readonly fields: Readonly<Partial<Record<FieldRole, string | undefined>>>;
  /** `EPSG:n`, a proj string or a WKT; wins over what the file says. */
  readonly crs?: string | undefined;
  /** Default `wgs84`. */
  readonly datum?: Datum | undefined;
  readonly encoding?: string | undefined;
  /** Which layer of a zip that holds several. */
  readonly layer?: string | undefined;
  /** Not a file but a table of somebody's database; `path` is then only what it is called in messages. */
  readonly table?: ForeignTable | undefined;
}

export interface ReadProgress {
  readonly step: 'read' | 'match' | 'project' | 'repair';
  readonly file?: string;
  readonly done: number;
  readonly total: number;
}

export interface ReadOptions {
  /** Vertices this close become one, in metres; default 0.002, 0 = off. */
  readonly matchMetres?: number | undefined;
  /** Joins records of one code in a level into one grid instead of refusing them. */
  readonly mergeSameCode?: boolean | undefined;
  readonly onProgress?: ((progress: ReadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** One grid as the files have it, on the lattice; what is missing is null, never guessed. */
export interface ReadGrid {
  readonly file: string;
  /** 1-based number in the file; of the first record where several were merged. */
  readonly feature: number;
  readonly level: Level;
  readonly code: string | null;
  readonly parentCode: string | null;
  /** Empty when the file has none. */
  readonly name: string;
  /** Category code, elements only; null when absent or not understood. */
  readonly category: string | null;
  /** The fields that were mapped to nothing else, as they stand. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Normalised, valid, on the lattice. */
  readonly geometry: MultiPolygon;
  /** The geometry before its rings were repaired, in degrees; absent when they were sound. */
  readonly original?: Geometry | undefined;
}

/** One thing that was mended while reading. */
export interface ReadRepair {
  readonly file: string;
  readonly feature: number;
  readonly level: Level;
  readonly code: string | null;
  /** `ring-not-closed`, `wrong-orientation`, `collapsed-ring`, `self-crossing`, `merged-records` … */
  readonly kind: string;
  readonly count: number;
}

/** One grid as its record names it, before codes and parents are settled. */
export interface RecordedGrid {
  readonly file: string;
  readonly feature: number;
  readonly level: Level;
  readonly code: string | null;
  readonly name: string;
}

/** A vertex of one grid that another grid's edge lacked, and got. */
export interface InsertedPoint extends RecordedGrid {
  /** Whose rings had the vertex before; every grid once. */
  readonly having: readonly RecordedGrid[];
  /** Degrees, WGS84, on the lattice. */
  readonly point: readonly [lng: number, lat: number];
  /** How far the edge was from it. */
  readonly distanceMetres: number;
}

export interface ReadFileReport {
  readonly file: string;
  readonly format: 'geojson' | 'shapefile' | 'postgis';
  readonly features: number;
  readonly crs: string;
  /** `declared` by the file, `given` by a flag, `assumed` because its numbers look like degrees. */
  readonly crsSource: 'declared' | 'given' | 'assumed';
  readonly datum: Datum;
  readonly encoding: string;
  /** Which field served for what. */
  readonly fields: Readonly<Partial<Record<FieldRole, string>>>;
  /** Size of the last decimal of its coordinates in its own unit; 0 when it is finer than matters. */
  readonly lastDecimal: number;
  /** How far its straight edges bow in lng/lat, as metres by the square of their length in metres. */
  readonly edgeBow: number;
}

/** JSON-serialisable account of what reading did. */
export interface ReadReport {
  readonly files: readonly ReadFileReport[];
  /** Features read; grids are fewer where records were merged. */
  readonly features: number;
  readonly grids: number;
  readonly levels: Readonly<Partial<Record<Level, number>>>;
  readonly matchMetres: number;
  /** Distinct vertices that were moved onto another. */
  readonly matchedVertices: number;
  /** Vertices inserted into edges, an edge shared by several grids counted once. */
  readonly insertedVertices: number;
  /** The longest way a vertex or an edge was moved by matching. */
  readonly largestMoveMetres: number;
  /** Matches left out because they would have closed a ring or swapped its sides. */
  readonly refusedMatches: number;
  /** Distinct source vertices that fell onto a lattice point that another one has too. */
  readonly collapsedVertices: number;
  readonly repairs: readonly ReadRepair[];
  readonly insertedPoints: readonly InsertedPoint[];
  readonly unknownCategories: readonly { readonly value: string; readonly count: number }[];
  /** Elements whose category field is empty. */
  readonly missingCategories: number;
}

export interface ReadResult {
  readonly grids: ReadGrid[];
  readonly report: ReadReport;
}
