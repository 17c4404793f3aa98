import type { MultiPolygon as GeoJsonMultiPolygon, Polygon } from 'geojson';
import type { MultiPolygon } from '../geometry/types.js';
import type { GridLevel, Level } from '../hierarchy/levels.js';
import type { Finding } from './types.js';

export type RepairMethod =
  | 'give-gap'
  | 'split-gap'
  | 'cut-overlap'
  | 'clip-outside'
  | 'add-vertex'
  | 'snap-sliver';

/** What the caller may settle; without it the rule of each method decides. */
export interface RepairWish {
  /** Gap: who gets it (default: the neighbour with the longest shared border); `split`: all neighbours along the middle line. */
  readonly give?: { readonly to: string } | 'split';
  /** Overlap: who keeps it (default: the one that has the smaller share of its own area in it loses nothing; then the lower code). */
  readonly keep?: string;
}

/** One grid as it would become. */
export interface RepairChange {
  readonly level: Level;
  readonly code: string;
  readonly geometry: MultiPolygon;
  readonly gainsSquareMetres: number;
  readonly losesSquareMetres: number;
}

/** A proven proposal: with it the finding is gone, no other appears, no parent's border moves, no grid disappears. */
export interface RepairProposal {
  readonly identity: Finding['identity'];
  readonly geometryHash: Finding['geometryHash'];
  readonly kind: Finding['kind'];
  readonly level: GridLevel;
  readonly parent: string | null;
  readonly method: RepairMethod;
  readonly changes: readonly RepairChange[];
  readonly message: string;
}

/** A finding for which no proposal holds, and why. */
export interface RepairRefusal {
  readonly identity: Finding['identity'];
  readonly kind: Finding['kind'];
  readonly reason: string;
}

/** A plan as it is written to a file; proposals are in the order in which they apply, each proven after those before it. */
export interface RepairPlan {
  readonly format: 'wangge-repair/1';
  /** SHA-256 of the canonical content of the map that the plan is for. */
  readonly contentSha256: string;
  readonly proposals: readonly (Omit<RepairProposal, 'changes'> & {
    readonly changes: readonly (Omit<RepairChange, 'geometry'> & {
      readonly geometry: Polygon | GeoJsonMultiPolygon;
    })[];
  })[];
  readonly refusals: readonly RepairRefusal[];
}
