import type { Geometry } from 'geojson';
import type { MultiPolygon } from '../../geometry/types.js';
import type { Level } from '../../hierarchy/levels.js';
import type { StoredGrid } from '../../store/types.js';

/** Where a grid was read. */
export interface GridSource {
  readonly file: string;
  readonly feature: number;
}

/**
 * A grid on its way into the hierarchy. Fields that a later step settles are mutable: `code` is filled by
 * numbering, `parent` by `settleParents`.
 */
export interface DraftGrid {
  readonly level: Level;
  code: string | null;
  readonly name: string;
  readonly category: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly geometry: MultiPolygon;
  readonly original: Geometry | undefined;
  readonly implied: boolean;
  /** Undefined for a grid of the present revision and for an implied one. */
  readonly source: GridSource | undefined;
  /** The present grid that this draft keeps as it is (its level is in none of the files). */
  readonly kept: StoredGrid | undefined;
  /** The parent's code as the file names it. */
  readonly namedParent: string | null;
  parent: DraftGrid | null;
  /** The code of a parent that was named and is nowhere. */
  absentParent: string | null;
}

/** `FILE, feature N` of a draft for an error, as the fields of a `Problem`. */
export function describeSource(draft: DraftGrid): { file?: string; feature?: number } {
  return draft.source === undefined ? {} : { file: draft.source.file, feature: draft.source.feature };
}
