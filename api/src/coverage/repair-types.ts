import type { MultiPolygon as GeoJsonMultiPolygon, Polygon } from 'geojson';
import type { MultiPolygon } from '../geometry/types.js';
import type { FindingKind } from '../hierarchy/finding-kinds.js';
import type { GridLevel, Level } from '../hierarchy/levels.js';
import type { Finding, SizeClass } from './types.js';

export const repairMethods = [
  'give-gap',
  'split-gap',
  'cut-overlap',
  'clip-outside',
  'add-vertex',
  'snap-sliver',
] as const;

export type RepairMethod = (typeof repairMethods)[number];

/** What the caller may settle; without it the rule of each method decides. */
export interface RepairWish {
  /** Gap: who gets it (default: the neighbour with the longest shared border); `split`: all neighbours along the middle line. */
  readonly give?: { readonly to: string } | 'split';
  /** Overlap: who keeps it (default: the one for which it is the larger share of its own area; then the lower code). */
  readonly keep?: string;
}

/** Which findings a plan is made for, and how. */
export interface RepairOptions {
  /** Kinds to mend; all that can be when not given. */
  readonly only?: readonly FindingKind[] | undefined;
  /** Only findings of these size classes: `['noise']` mends noise in bulk. */
  readonly sizeClasses?: readonly SizeClass[] | undefined;
  /** By the finding's identity. */
  readonly wishes?: ReadonlyMap<string, RepairWish> | undefined;
}

/** Findings done and in all; a plan looks again at what it first refused, so the total may grow. */
export interface RepairProgress {
  readonly done: number;
  readonly total: number;
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
  /** Every grid that changes, on all levels; those that only receive a vertex of a crossing gain and lose next to nothing. */
  readonly changes: readonly RepairChange[];
  readonly message: string;
}

/** A finding for which no proposal holds, and why. */
export interface RepairRefusal {
  readonly identity: Finding['identity'];
  readonly kind: Finding['kind'];
  readonly reason: string;
}

/** A finding that is gone with the proposals of a plan although none is its own. */
export interface MendedAlong {
  readonly identity: Finding['identity'];
  readonly kind: Finding['kind'];
}

/** One change as it is written to a file. */
export type PlannedChange = Omit<RepairChange, 'geometry'> & {
  readonly geometry: Polygon | GeoJsonMultiPolygon;
};

/** One proposal as it is written to a file. */
export type PlannedProposal = Omit<RepairProposal, 'changes'> & {
  readonly changes: readonly PlannedChange[];
  /** Identities of earlier proposals that change grids of this one: its geometries contain their changes. */
  readonly buildsOn: readonly string[];
};

/** A plan as it is written to a file; proposals are in the order in which they apply, each proven after those before it. */
export interface RepairPlan {
  readonly format: 'wangge-repair/1';
  /** SHA-256 of the canonical content of the map that the plan is for. */
  readonly contentSha256: string;
  readonly proposals: readonly PlannedProposal[];
  readonly mendedAlong: readonly MendedAlong[];
  readonly refusals: readonly RepairRefusal[];
}

/** What came of a plan. */
export interface AppliedPlan<T> {
  /** The grids in their order; those that did not change are the same objects. */
  readonly grids: T[];
  /** Identities of the proposals that were applied. */
  readonly applied: readonly string[];
  /** Proposals that do not hold on this map (any more), and why. */
  readonly refused: readonly RepairRefusal[];
}
