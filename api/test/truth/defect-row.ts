import type { AuditOptions, Grid } from '../../src/coverage/types.js';
import type { FindingKind } from '../../src/hierarchy/finding-kinds.js';
import type { GridLevel } from '../../src/hierarchy/levels.js';
import type { OverlayFace } from './overlay-family.js';
import type { Site } from './site.js';

/** An area that a defect must leave, before anything is computed. */
export interface ExpectedArea {
  readonly kind: OverlayFace['kind'];
  /** Sorted by the one who compares; undefined where the overlay alone says whose. */
  readonly codes?: readonly string[];
  readonly cause?: 'partial' | 'contained' | 'duplicate';
}

/** A finding about one grid. */
export interface ExpectedRemark {
  readonly kind: FindingKind;
  readonly level: GridLevel;
  readonly code: string;
}

/** One way to spoil the map at one place. */
export interface Proposal {
  /** Grids in the place of those of the same level and code, or new ones. */
  readonly changes: readonly Grid[];
  readonly removals?: readonly Grid[];
  /** Undefined where rounding decides what is left: then the overlay alone says it. */
  readonly areas: readonly ExpectedArea[] | undefined;
  readonly remarks?: readonly ExpectedRemark[];
  /** Code of the parent it lies in, for a grid that declares another or none. */
  readonly liesIn?: ReadonlyMap<string, string>;
  /** Codes of the grids whose rings are invalid. */
  readonly invalid?: readonly string[];
  /** Parents whose neighbourhood it takes beside those of the grids changed. */
  readonly alsoTakes?: readonly string[];
}

/** One row of the bench: the same defect at twenty places of one city. */
export interface DefectRow {
  readonly name: string;
  /** What the audit must find of each, and which companions are part of it and why. */
  readonly finds: string;
  /** Bounds of the true width of the first area, in metres. */
  readonly widthMetres?: readonly [number, number];
  /** Least number of areas (the overlay's) and of unmatched vertices each must leave. */
  readonly leastAreas?: number;
  readonly leastVertices?: number;
  readonly options?: AuditOptions;
  /** Where it is plain: whether GEOS calls the siblings no valid coverage, with no gap width and with one of a metre. */
  readonly geosSees?: readonly [noGapWidth: 'none' | 'all', oneMetre: 'none' | 'all'];
  readonly propose: (site: Site) => Iterable<Proposal>;
}
