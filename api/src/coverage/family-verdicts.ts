import type { GridLevel } from '../hierarchy/levels.js';
import type { FamilyAudit } from './audit-family.js';
import type { FamilyRecord } from './family-book.js';

/** Sums over the families of a level. */
export interface VerdictSums {
  readonly parentsProven: number;
  readonly edgesCancelled: number;
}

const noSums: VerdictSums = { parentsProven: 0, edgesCancelled: 0 };

/** What the result says of each family, with sums that follow without going through all families. */
export class FamilyVerdicts {
  readonly #audits = new Map<FamilyRecord, FamilyAudit>();
  readonly #sums = new Map<GridLevel, VerdictSums>();

  /** @param audit undefined for a family without children, or one that is no more */
  set(record: FamilyRecord, audit: FamilyAudit | undefined): void {
    const without = add(this.sumsOf(record.level), this.#audits.get(record), -1);
    this.#sums.set(record.level, add(without, audit, 1));
    if (audit === undefined) this.#audits.delete(record);
    else this.#audits.set(record, audit);
  }

  sumsOf(level: GridLevel): VerdictSums {
    return this.#sums.get(level) ?? noSums;
  }
}

function add(sums: VerdictSums, audit: FamilyAudit | undefined, sign: 1 | -1): VerdictSums {
  if (audit === undefined) return sums;
  return {
    parentsProven: sums.parentsProven + (audit.isProven ? sign : 0),
    edgesCancelled: sums.edgesCancelled + sign * audit.edgesCancelled,
  };
}
