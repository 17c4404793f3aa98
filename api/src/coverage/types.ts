import type { Geometry } from 'geojson';
import type { FindingKind, Severity } from '../hierarchy/finding-kinds.js';
import type { GridLevel, Level } from '../hierarchy/levels.js';
import type { MultiPolygon } from '../geometry/types.js';

/** What the audit needs to know of a grid. `code` is unique within its level. */
export interface Grid {
  readonly level: Level;
  readonly code: string;
  readonly name: string;
  /** Code of the grid one level up; null when it names none. Counties name the territory, or nothing. */
  readonly parentCode: string | null;
  /** Category code, elements only; null when missing or unknown. */
  readonly category: string | null;
  /** Normalised: shells counter-clockwise, holes clockwise, closed, no repeated vertices. */
  readonly geometry: MultiPolygon;
  /** True for a grid made up to fill a level that one branch of the tree lacks. */
  readonly implied: boolean;
  /** The geometry as it was read, when a ring had to be repaired; reported as `invalid-ring`. */
  readonly original?: Geometry | undefined;
}

export type SizeClass = 'real' | 'sliver' | 'noise';

export type OverlapCause = 'partial' | 'contained' | 'duplicate';

/** One grid that a finding concerns, with its share of the finding's area. */
export interface FindingGrid {
  readonly code: string;
  readonly name: string;
  readonly level: Level;
  /** Area in m² of what this grid has in the finding; null where the kind has no area. */
  readonly areaSquareMetres: number | null;
}

/** One reported defect; one condition, one finding, no m² counted twice. */
export interface Finding {
  readonly kind: FindingKind;
  /** What made it, by kind: for an overlap an `OverlapCause`, for a ring the fault. */
  readonly cause: string | null;
  readonly sizeClass: SizeClass | null;
  readonly severity: Severity;
  /** Level of the children that fail to tile `parent`. */
  readonly level: GridLevel;
  /** Code of the parent one level up; null where there is none. */
  readonly parent: string | null;
  readonly areaSquareMetres: number | null;
  readonly widthMetres: number | null;
  /** How many children lie over each other; overlaps only. */
  readonly depth: number | null;
  readonly grids: readonly FindingGrid[];
  /** Kind, level, parent, sorted owners and an ordinal by place: the same condition keeps it from run to run. */
  readonly identity: string;
  /** SHA-256 (hex) of the canonical lattice geometry. */
  readonly geometryHash: string;
  /** GeoJSON in lng/lat degrees: polygons for areas, a point for a vertex. */
  readonly geometry: Geometry;
  /** One English sentence with codes, m² and width, for reports. */
  readonly message: string;
  /** Identities of the findings that this one follows from: the unmatched vertices that opened a cell of noise. */
  readonly causedBy: readonly string[];
}

/** Totals of one kind on one level. */
export interface KindTotal {
  readonly count: number;
  readonly areaSquareMetres: number;
}

/** How one level fares: parents are the grids one level up (the territory for counties). */
export interface LevelSummary {
  readonly level: GridLevel;
  readonly grids: number;
  readonly parents: number;
  readonly parentsProven: number;
  /** Edges of children and parents on this level that met their opposite, in all families. */
  readonly edgesCancelled: number;
  readonly findings: Readonly<Partial<Record<FindingKind, KindTotal>>>;
  /** Told where the level above has no grids: enclosed holes are found, what lies beyond the border is not known. */
  readonly outerBorder?: 'unknown';
}

/** Told after every parent, and again now and then within a large one, so that the caller can show progress, let others run, or stop. */
export interface AuditProgress {
  readonly level: GridLevel;
  readonly parentsDone: number;
  readonly parents: number;
}

export interface AuditResult {
  /** True when no finding of severity error is open. */
  readonly clean: boolean;
  readonly levels: readonly LevelSummary[];
  /** Largest area first within severity. */
  readonly findings: readonly Finding[];
}

/** What the audit knows of codes: how a territory builds them. Without it codes are not judged. */
export interface CodeRules {
  readonly codeScheme: 'standard' | 'own';
  /** Regular expressions per grid level, scheme `own` only. */
  readonly codePatterns: Readonly<Partial<Record<GridLevel, string>>>;
}

export interface AuditOptions {
  readonly codes?: CodeRules | undefined;
  /**
   * How far an edge that is straight in the source bows in lng/lat, as metres by the square of its length in metres;
   * 0, the default, where nothing was reprojected. Only the size class depends on it.
   */
  readonly edgeBow?: number | undefined;
}
