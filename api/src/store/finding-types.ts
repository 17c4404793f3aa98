import type { Finding, SizeClass } from '../coverage/types.js';
import type { FindingKind, Severity } from '../hierarchy/finding-kinds.js';
import type { GridLevel, Level } from '../hierarchy/levels.js';

/** What a finding is against the run before: same identity and geometry, same identity elsewhere, or never seen. */
export type FindingChange = 'new' | 'same' | 'changed';

export interface FindingRow extends Finding {
  readonly findingId: number;
  readonly auditId: number;
  /** Where its badge stands, `[lng, lat]` in degrees; null where its geometry is empty. */
  readonly point: readonly [number, number] | null;
  readonly state: 'open' | 'in-progress' | 'done';
  readonly assignee: string | null;
  readonly dueDate: string | null;
  readonly notes: readonly { readonly at: string; readonly by: string; readonly text: string }[];
  readonly waiver: {
    readonly reason: string;
    readonly author: string;
    readonly expiresAt: string | null;
  } | null;
  /** Against the run before; null in a territory's first run. */
  readonly change: FindingChange | null;
  /** The condition that this is one report of: `findingId` of its first report, the same from run to run. */
  readonly caseId: number;
  /** `waived` when a live waiver is bound to identity and geometry hash, otherwise `open`. */
  readonly status: 'open' | 'waived';
}

/** Which findings of one run; what is left out does not narrow. */
export interface FindingFilter {
  readonly kind?: FindingKind;
  readonly level?: GridLevel;
  readonly severity?: Severity;
  readonly sizeClass?: SizeClass;
  /** Leaves these out; those without a size class stay. */
  readonly exceptSizeClass?: SizeClass;
  /** Null: those that have no parent. */
  readonly parent?: string | null;
  readonly bbox?: readonly [number, number, number, number];
  readonly change?: FindingChange;
  readonly status?: FindingRow['status'];
  readonly state?: FindingRow['state'];
  readonly assignee?: string;
  readonly ids?: readonly number[];
}

export interface FindingQuery extends FindingFilter {
  readonly territoryId: string;
  readonly auditId: number;
  readonly limit: number;
  /** Findings come largest first (severity, area, id); this is the last id of the page before. */
  readonly afterId?: number;
}

/** What is done about a finding; what is left out stays as it is. */
export interface FindingUpdate {
  readonly state?: FindingRow['state'];
  readonly assignee?: string | null;
  readonly dueDate?: string | null;
  readonly note?: string;
  /** Null withdraws the waiver; `expiresAt` is a moment (see `endOfWaiver` for days). The newest waiver of a place counts. */
  readonly waive?: { readonly reason: string; readonly expiresAt: string | null } | null;
}

/** How many findings of one sort, and how many of them no live waiver accepts. */
export interface FindingTotal {
  readonly kind: FindingKind;
  readonly level: GridLevel;
  readonly severity: Severity;
  readonly sizeClass: SizeClass | null;
  readonly count: number;
  readonly areaSquareMetres: number;
  readonly openCount: number;
  readonly openAreaSquareMetres: number;
}

/** Findings of one subject together, without their places. */
export interface FindingSum {
  readonly kind: FindingKind;
  readonly level: GridLevel;
  readonly parent: string | null;
  readonly grids: readonly { readonly level: Level; readonly code: string }[];
  readonly count: number;
  /** Of these, of size class noise. */
  readonly noiseCount: number;
  readonly areaSquareMetres: number;
}

/** Findings that are alike in what a list is filtered by. */
export interface FindingTally {
  readonly kind: FindingKind;
  readonly sizeClass: SizeClass | null;
  readonly change: FindingChange | null;
  readonly status: FindingRow['status'];
  readonly state: FindingRow['state'];
  readonly assignee: string | null;
  readonly count: number;
}

/** The noise under one parent. */
export interface NoiseGroup {
  readonly level: GridLevel;
  readonly parent: string | null;
  readonly count: number;
  readonly openCount: number;
  readonly areaSquareMetres: number;
  readonly kinds: Readonly<Partial<Record<FindingKind, number>>>;
}

/** A run against the one before it; `gone` were reported there and are not here. */
export interface ChangeCounts {
  readonly new: number;
  readonly same: number;
  readonly changed: number;
  readonly gone: number;
}
