import { during, type Steps } from '../geometry/run-steps.js';
import { SignedEdges } from '../geometry/signed-edges.js';
import { gridLevels, levels, parentLevel, type GridLevel, type Level } from '../hierarchy/levels.js';
import { auditFamily, type FamilyAudit } from './audit-family.js';
import { checkHierarchy } from './check-hierarchy.js';
import { checkTouched } from './check-touched.js';
import { FamilyBook, gridKey, toFamily, type FamilyRecord, type GridChange } from './family-book.js';
import { findFaults, type FaultMemory } from './find-faults.js';
import { FamilyVerdicts } from './family-verdicts.js';
import { FindingPool } from './finding-pool.js';
import { compareGrids, type Families, type Family } from './group-by-parent.js';
import { groupMisplaced, isSameList, isSameMisplaced, type Misplaced } from './group-misplaced.js';
import { placeGrids } from './place-grids.js';
import { regroupPlaced } from './regroup-placed.js';
import { summarise, tellBorder, type LevelTally } from './summarise.js';
import type { AuditOptions, AuditProgress, AuditResult, Grid } from './types.js';

/** A family and what its audit said; without children there is nothing to audit. */
interface AuditedFamily {
  readonly family: Family;
  readonly audit: FamilyAudit | undefined;
}

/**
 * Proves a whole map once and keeps what it learned, so that an edit costs only the families it touches.
 *
 * @param options without `codes` codes are not judged
 * @yields after every parent, and every few milliseconds inside a large one
 * @returns a ledger whose result is that of `auditCoverage`
 * @throws Problem `code-twice`, `invalid-code-pattern`
 */
export function* openLedger(
  grids: readonly Grid[],
  options: AuditOptions = {},
): Generator<AuditProgress, CoverageLedger> {
  const ledger = new CoverageLedger(options);
  yield* ledger.begin(grids);
  return ledger;
}

/**
 * The last word on every family of a map that is being edited. After every change the result equals that of
 * `auditCoverage` on the same grids.
 *
 * A change that is not run to its end is applied to the grids all the same; what it touched stays noted, `result` goes
 * on giving the last result, and the next change makes good for both.
 *
 * Cost of a change: the families of the grids put or taken out, before and after, those whose parent they are, and
 * those that a misplaced grid leaves or joins; then one walk over the findings and the families' counts.
 */
export class CoverageLedger {
  readonly #options: AuditOptions;
  readonly #book = new FamilyBook();
  readonly #faults: FaultMemory = new WeakMap();
  readonly #table = new SignedEdges();
  /** By declared parents. */
  readonly #declared = new Map<FamilyRecord, AuditedFamily>();
  /** As counted, for the families that a misplaced grid left or joined. */
  #counted = new Map<FamilyRecord, AuditedFamily>();
  #placements = new Map<Grid, Grid>();
  /** Audited by declared parents since it was last seen where grids lie. */
  readonly #audited = new Set<FamilyRecord>();
  readonly #misplaced = new Map<string, Misplaced>();
  readonly #verdicts = new FamilyVerdicts();
  readonly #pool = new FindingPool<FamilyRecord | string>();
  #result: AuditResult = { clean: true, levels: [], findings: [] };

  /** Use `openLedger`. */
  constructor(options: AuditOptions) {
    this.#options = options;
  }

  /** The result after the last change that was run to its end. */
  result(): AuditResult {
    return this.#result;
  }

  /** All grids as they are now, from the top level down, in no order within a level. */
  grids(): Grid[] {
    return levels.flatMap((level) => [...this.#book.gridsOf(level).values()]);
  }

  /**
   * Puts grids in, in place of those of the same level and code, and takes others out; then proves what that
   * touches. A grid with a new code is the old one taken out and the new one put in.
   *
   * @throws Problem `unknown-grid`, `code-twice`; then nothing has changed
   */
  *change(change: GridChange): Steps<AuditResult> {
    this.#book.apply(change);
    const steps = this.#settle();
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done === true) return this.#result;
      yield;
    }
  }

  /** Takes up the first grids; see `openLedger`. */
  *begin(grids: readonly Grid[]): Generator<AuditProgress, void> {
    this.#book.apply({ put: grids });
    yield* this.#settle();
  }

  readonly #faultOf = (grid: Grid): ReturnType<FaultMemory['get']> => this.#faults.get(grid.geometry);

  *#settle(): Generator<AuditProgress, void> {
    const progress = yield* this.#auditStale();
    yield* during(progress, this.#place());
    yield* during(progress, this.#auditCounted());
    yield* during(progress, this.#checkGrids());
    yield* during(progress, this.#checkMisplaced());
    this.#result = summarise(this.#tally(), this.#pool.ordered());
  }

  /** Audits what was touched, by declared parents. */
  *#auditStale(): Generator<AuditProgress, AuditProgress> {
    const { stale, gone } = this.#book.touched;
    for (const record of gone) {
      this.#declared.delete(record);
      this.#audited.delete(record);
      this.#take(record, undefined);
    }
    const parentsOf = new Map<GridLevel, number>();
    for (const { level } of stale) parentsOf.set(level, (parentsOf.get(level) ?? 0) + 1);
    const done = new Map<GridLevel, number>();
    let progress: AuditProgress = { level: gridLevels[0], parentsDone: 0, parents: 0 };
    for (const record of stale) {
      const { level, parent } = record;
      progress = { level, parentsDone: done.get(level) ?? 0, parents: parentsOf.get(level) ?? 0 };
      const family = toFamily(record);
      const grids = parent === undefined ? family.children : [...family.children, parent];
      yield* during(progress, findFaults(grids, this.#faults));
      const audit = yield* during(progress, this.#audit(family));
      this.#declared.set(record, { family, audit });
      this.#audited.add(record);
      this.#counted.delete(record);
      this.#take(record, audit);
      this.#touchParent(record);
      stale.delete(record);
      done.set(level, progress.parentsDone + 1);
      progress = { ...progress, parentsDone: progress.parentsDone + 1 };
      yield progress;
    }
    gone.clear();
    return progress;
  }

  *#audit(family: Family): Steps<FamilyAudit | undefined> {
    return family.children.length === 0
      ? undefined
      : yield* auditFamily(family, this.#faultOf, this.#table, this.#options.edgeBow);
  }

  /** Finds again where grids lie: those of audited families, new orphans, and all under parents that changed. */
  *#place(): Steps<void> {
    const { unplaced, orphans: newOrphans } = this.#book.touched;
    const orphans = new Set([...newOrphans].filter((grid) => this.#isOrphan(grid)));
    const records = new Set(this.#audited);
    for (const level of unplaced) {
      for (const orphan of this.#book.orphansOf(level).values()) orphans.add(orphan);
      for (const record of this.#book.familiesOf(level).values()) records.add(record);
    }
    const kept = [...this.#placements].filter(([grid, holder]) => {
      if (!this.#book.has(grid) || !this.#book.has(holder) || orphans.has(grid)) return false;
      const record = this.#book.familyOf(grid);
      return record === undefined || !records.has(record);
    });
    const audits = new Map<Family, FamilyAudit>();
    for (const record of records) {
      const { family, audit } = this.#declared.get(record)!;
      if (audit !== undefined) audits.set(family, audit);
    }
    const families: Families = {
      families: [...audits.keys()],
      orphans: [...orphans],
      childless: [],
      grids: this.#possibleHolders(audits, orphans),
    };
    const found = yield* placeGrids(families, audits);
    this.#placements = new Map([...kept, ...found].sort(([a], [b]) => compareGrids(a, b)));
    this.#audited.clear();
    newOrphans.clear();
    unplaced.clear();
  }

  #isOrphan(grid: Grid): boolean {
    return grid.level !== 'territory' && this.#book.orphansOf(grid.level).get(grid.code) === grid;
  }

  /** Parents of the levels on which anything may lie elsewhere. */
  #possibleHolders(audits: ReadonlyMap<Family, FamilyAudit>, orphans: ReadonlySet<Grid>): Grid[] {
    const above = new Set<Level | undefined>();
    for (const { level } of orphans) above.add(parentLevel(level));
    for (const [{ level }, { findings }] of audits) {
      if (findings.some(({ kind }) => kind === 'outside-parent')) above.add(parentLevel(level));
    }
    return levels.flatMap((level) => (above.has(level) ? [...this.#book.gridsOf(level).values()] : []));
  }

  /** Audits families as they are counted, where that differs from what is declared. */
  *#auditCounted(): Steps<void> {
    const recordOf = new Map<Family, FamilyRecord>();
    const familyIn = (record: FamilyRecord | undefined): Family | undefined => {
      const family = record === undefined ? undefined : this.#declared.get(record)?.family;
      if (family !== undefined) recordOf.set(family, record!);
      return family;
    };
    const regrouped = regroupPlaced(
      this.#placements,
      (grid) => familyIn(this.#book.familyOf(grid)),
      (parent) => familyIn(this.#recordUnder(parent)),
    );
    const counted = new Map<FamilyRecord, AuditedFamily>();
    for (const [declared, family] of regrouped) {
      const record = recordOf.get(declared)!;
      const before = this.#counted.get(record);
      if (before !== undefined && isSameFamily(before.family, family)) {
        counted.set(record, before);
        continue;
      }
      const audit = yield* this.#audit(family);
      counted.set(record, { family, audit: audit === undefined ? undefined : { ...audit, isProven: false } });
      yield;
    }
    for (const [record, { audit }] of counted) {
      if (this.#counted.get(record) === counted.get(record)) continue;
      this.#take(record, audit);
      this.#touchParent(record);
    }
    for (const record of this.#counted.keys()) {
      if (counted.has(record)) continue;
      this.#touchParent(record);
      const declared = this.#declared.get(record);
      if (declared !== undefined) this.#take(record, declared.audit);
    }
    this.#counted = counted;
  }

  /** Lets an audit be what is told of a family, in findings and counts. */
  #take(record: FamilyRecord, audit: FamilyAudit | undefined): void {
    this.#verdicts.set(record, audit);
    this.#pool.put(record, audit?.findings ?? []);
  }

  #recordUnder(parent: Grid): FamilyRecord | undefined {
    const level = levels[levels.indexOf(parent.level) + 1] as GridLevel | undefined;
    return level === undefined ? undefined : this.#book.familiesOf(level).get(parent.code);
  }

  /** Whether a parent is childless is told with the parent. */
  #touchParent({ parent }: FamilyRecord): void {
    if (parent !== undefined) this.#book.touched.grids.set(gridKey(parent), parent);
  }

  /** Looks at touched grids by themselves. */
  *#checkGrids(): Steps<void> {
    const { grids: touched } = this.#book.touched;
    if (touched.size === 0) return;
    const isChildless = (grid: Grid): boolean => this.#isChildless(grid);
    const keys = [...touched.values()];
    const found = yield* checkTouched(this.#book, keys, isChildless, this.#faults, this.#options);
    for (const [source, findings] of found) this.#pool.put(source, findings);
    touched.clear();
  }

  #isChildless(grid: Grid): boolean {
    const record = this.#recordUnder(grid);
    return record !== undefined && this.#asCounted(record)?.family.children.length === 0;
  }

  #asCounted(record: FamilyRecord): AuditedFamily | undefined {
    return this.#counted.get(record) ?? this.#declared.get(record);
  }

  /** Tells orphans and grids under the wrong parent. */
  *#checkMisplaced(): Steps<void> {
    const orphans = gridLevels
      .flatMap((level) => [...this.#book.orphansOf(level).values()])
      .sort(compareGrids);
    const misplaced = groupMisplaced(orphans, this.#placements);
    yield;
    // Key by key, so that what is told is known even when the work is broken off.
    for (const key of this.#misplaced.keys()) {
      if (misplaced.has(key)) continue;
      this.#pool.put(key, []);
      this.#misplaced.delete(key);
    }
    for (const [key, group] of misplaced) {
      const before = this.#misplaced.get(key);
      if (before !== undefined && isSameMisplaced(before, group)) continue;
      const families: Families = { grids: [], families: [], orphans: group.orphans, childless: [] };
      const findings = yield* checkHierarchy(families, this.#faultOf, group.placements);
      this.#pool.put(key, findings);
      this.#misplaced.set(key, group);
      yield;
    }
  }

  #tally(): LevelTally[] {
    return gridLevels.flatMap((level): LevelTally[] => {
      const grids = this.#book.gridsOf(level).size;
      if (grids === 0) return [];
      const families = this.#book.familiesOf(level);
      const [first] = families.values();
      return [
        {
          level,
          grids,
          parents: families.size,
          ...this.#verdicts.sumsOf(level),
          ...tellBorder(first?.parent === undefined),
        },
      ];
    });
  }
}

function isSameFamily(a: Family, b: Family): boolean {
  return a.parent === b.parent && isSameList(a.children, b.children);
}
