import type { FamilyAudit } from '../../coverage/audit-family.js';
import type { RingFault } from '../../coverage/find-ring-fault.js';
import type { GridLevel, Level } from '../../hierarchy/levels.js';

/** The geometry of many grids in memory that all threads share. Layout: see `packGeometry`. */
export interface PackedGeometry {
  readonly coordinates: Int32Array;
  readonly shapes: Int32Array;
  readonly starts: Int32Array;
}

/** A grid by its index among all grids. */
export interface NumberedFault {
  readonly index: number;
  readonly fault: RingFault;
}

/** Looks for the ring faults of the grids from one index up to another. */
export interface FaultTask {
  readonly kind: 'faults';
  readonly from: number;
  readonly to: number;
}

/** A family without its geometry; what a grid has stands at the same place in each list. */
export interface PackedFamily {
  readonly level: GridLevel;
  readonly parent:
    | { readonly index: number; readonly level: Level; readonly code: string; readonly name: string }
    | undefined;
  readonly indices: Int32Array;
  readonly codes: readonly string[];
  readonly names: readonly string[];
}

/** Audits families, of whose grids these have a faulty ring. */
export interface FamilyTask {
  readonly kind: 'families';
  readonly families: readonly PackedFamily[];
  readonly faults: readonly NumberedFault[];
  /** See `AuditOptions`. */
  readonly edgeBow: number | undefined;
}

export type ThreadTask = FaultTask | FamilyTask;

/** What a thread answers to a task. */
export type ThreadAnswer =
  | { readonly kind: 'faults'; readonly faults: readonly NumberedFault[] }
  | { readonly kind: 'families'; readonly audits: readonly FamilyAudit[] }
  | { readonly kind: 'error'; readonly error: unknown };
