import type { Geometry } from 'geojson';
import type { MultiPolygon } from '../geometry/types.js';
import type { Category } from '../hierarchy/categories.js';
import type { FindingKind } from '../hierarchy/finding-kinds.js';
import type { GridLevel, Level } from '../hierarchy/levels.js';

/** A made-up grid: what the audit needs to know of it, and the attributes a real file would carry beside. */
export interface SampleGrid {
  readonly level: Level;
  readonly code: string;
  readonly name: string;
  /** Code of the grid one level up; null for the territory. */
  readonly parentCode: string | null;
  /** Elements only, else null. */
  readonly category: Category | null;
  /** One polygon, normalised: shell counter-clockwise, holes clockwise, closed. */
  readonly geometry: MultiPolygon;
  readonly implied: false;
  readonly original?: undefined;
  readonly attributes: Readonly<Record<string, string | number>>;
}

/** Something to draw under the grids; degrees with at most 7 decimals. */
export interface SampleReference {
  readonly kind: 'street' | 'water' | 'building';
  /** 1 a river, a main road · 2 a brook, a main street · 3 a lane, a house. */
  readonly rank: 1 | 2 | 3;
  readonly name: string | null;
  readonly geometry: Geometry;
}

/** One injected defect: what an exact audit has to report, and nothing else. */
export interface SampleDefect {
  readonly kind: FindingKind;
  readonly cause: 'partial' | 'duplicate' | null;
  readonly sizeClass: 'real' | 'sliver' | 'noise' | null;
  readonly level: GridLevel;
  /** Code of the parent that its children fail to tile. */
  readonly parent: string;
  /** Codes of the children that lie in the finding (overlap, outside-parent) or border it (gap, vertex). */
  readonly codes: readonly string[];
  /** `[lng, lat]` inside the finding's area, or the vertex. */
  readonly point: readonly [number, number];
  /** Area in squared lattice steps, exact; null where the kind has no area. */
  readonly areaSquareLattice: number | null;
  /** One sentence: what was done to the map. */
  readonly how: string;
}

export interface Sample {
  readonly territory: { readonly code: string; readonly name: { readonly zh: string; readonly en: string } };
  /** Territory first, then counties, branches, outlet areas, elements; by code within a level. */
  readonly grids: readonly SampleGrid[];
  readonly reference: readonly SampleReference[];
  readonly truth: readonly SampleDefect[];
}

export interface SampleOptions {
  /** Whole number; the same seed gives the same bytes. */
  readonly seed: number;
  /** How many elements; default 7183. The shape is scaled with it, so that elements keep their size. */
  readonly elements?: number;
  /** How many known defects; default 0. */
  readonly defects?: number;
}

export interface SampleProgress {
  readonly step: string;
  readonly done: number;
  readonly total: number;
}

/** Metres east and north of the city's anchor. */
export interface PlanePoint {
  readonly x: number;
  readonly y: number;
}
