import { gridLevels, levels, parentLevel, type GridLevel, type Level } from '../hierarchy/levels.js';
import { Problem } from '../problem.js';
import { compareGrids, type Family } from './group-by-parent.js';
import type { Grid } from './types.js';

/** Names one grid. */
export interface GridKey {
  readonly level: Level;
  readonly code: string;
}

/** Grids to put in (a grid of the same level and code is replaced) and to take out; taken out first. */
export interface GridChange {
  readonly put?: readonly Grid[];
  readonly remove?: readonly GridKey[];
}

/** A family that is kept while its members come and go. */
export interface FamilyRecord {
  readonly level: GridLevel;
  parent: Grid | undefined;
  /** By code. */
  readonly members: Map<string, Grid>;
}

/** How the grids of a level find their parents, by the rules of `groupByParent`. */
type Grouping = 'empty' | 'no-parents' | 'only-territory' | 'declared';

interface LevelBook {
  readonly grouping: Grouping;
  /** By the parent's code; under the empty code where there is one family alone. */
  readonly families: Map<string, FamilyRecord>;
  readonly orphans: Map<string, Grid>;
}

/** What was touched since it was last looked after. Whoever looks after something takes it out. */
export interface Touched {
  /** Families to be proven again. */
  readonly stale: Set<FamilyRecord>;
  /** Families that are no more. */
  readonly gone: Set<FamilyRecord>;
  /** Grids to be looked at by themselves; some of them may be no more. */
  readonly grids: Map<string, GridKey>;
  /** Grids that have lost their parent, or have come without one. */
  readonly orphans: Set<Grid>;
  /** Levels whose parents have changed, so that it is to be found again where their grids lie. */
  readonly unplaced: Set<GridLevel>;
}

export function gridKey({ level, code }: GridKey): string {
  return `${level} ${code}`;
}

/** The family's children as the proof takes them. */
export function toFamily({ level, parent, members }: FamilyRecord): Family {
  return { level, parent, children: [...members.values()].sort(compareGrids) };
}

/**
 * Families by declared parent that follow edits: after any changes they are what `groupByParent` makes of the
 * same grids. An edit costs the families it touches; only where a level gets its first grid or loses its last, or the
 * territory changes above its counties, the families of the level below are made anew.
 */
export class FamilyBook {
  readonly touched: Touched = {
    stale: new Set(),
    gone: new Set(),
    grids: new Map(),
    orphans: new Set(),
    unplaced: new Set(),
  };
  readonly #grids = new Map<Level, Map<string, Grid>>(levels.map((level) => [level, new Map()]));
  readonly #levels = new Map<GridLevel, LevelBook>();

  gridsOf(level: Level): ReadonlyMap<string, Grid> {
    return this.#grids.get(level)!;
  }

  has(grid: Grid): boolean {
    return this.gridsOf(grid.level).get(grid.code) === grid;
  }

  familiesOf(level: GridLevel): ReadonlyMap<string, FamilyRecord> {
    return this.#levels.get(level)?.families ?? new Map<string, FamilyRecord>();
  }

  orphansOf(level: GridLevel): ReadonlyMap<string, Grid> {
    return this.#levels.get(level)?.orphans ?? new Map<string, Grid>();
  }

  /** The family that a grid belongs to by its declared parent; undefined for orphans and the territory. */
  familyOf(grid: Grid): FamilyRecord | undefined {
    if (grid.level === 'territory') return undefined;
    const book = this.#levels.get(grid.level);
    return book === undefined ? undefined : recordOf(book, grid);
  }

  /**
   * Applies a change as a whole and notes what it touches.
   *
   * @throws Problem `unknown-grid` for a grid to take out that is not there, `code-twice` for one put twice; then nothing has
   * changed.
   */
  apply({ put = [], remove = [] }: GridChange): void {
    const changes = this.#collect(put, remove);
    for (const [level, ofLevel] of changes) {
      const grids = this.#grids.get(level)!;
      for (const [code, { after }] of ofLevel) {
        if (after === undefined) grids.delete(code);
        else grids.set(code, after);
        this.touched.grids.set(gridKey({ level, code }), { level, code });
      }
    }
    for (const level of gridLevels) this.#follow(level, changes.get(parentLevel(level)!), changes.get(level));
  }

  #collect(put: readonly Grid[], remove: readonly GridKey[]): Map<Level, Map<string, Replacement>> {
    const changes = new Map<Level, Map<string, Replacement>>();
    const note = ({ level, code }: GridKey, after: Grid | undefined): void => {
      const ofLevel = changes.get(level) ?? new Map<string, Replacement>();
      changes.set(level, ofLevel);
      if (ofLevel.get(code)?.after !== undefined) throw describeTwice(level, code);
      ofLevel.set(code, { before: this.gridsOf(level).get(code), after });
    };
    for (const key of remove) {
      if (!this.gridsOf(key.level).has(key.code)) throw describeUnknown(key);
      note(key, undefined);
    }
    for (const grid of put) note(grid, grid);
    return changes;
  }

  /** Brings the families of a level up to date with changes of their parents and of the level itself. */
  #follow(
    level: GridLevel,
    parents: ReadonlyMap<string, Replacement> | undefined,
    children: ReadonlyMap<string, Replacement> | undefined,
  ): void {
    if (parents !== undefined) this.touched.unplaced.add(level);
    const grouping = this.#groupingOf(level);
    const book = this.#levels.get(level);
    if (book === undefined || book.grouping !== grouping || (level === 'county' && parents !== undefined)) {
      this.#rebuild(level, grouping);
      return;
    }
    for (const [code, { after }] of parents ?? []) this.#followParent(level, book, code, after);
    for (const [code, { before, after }] of children ?? []) {
      if (before !== undefined) {
        book.orphans.delete(code);
        const record = recordOf(book, before);
        if (record?.members.delete(code) === true) this.touched.stale.add(record);
      }
      if (after !== undefined) this.#file(book, after);
    }
  }

  #followParent(level: GridLevel, book: LevelBook, code: string, parent: Grid | undefined): void {
    if (book.grouping !== 'declared') return;
    const record = book.families.get(code);
    if (parent === undefined) {
      if (record === undefined) return;
      book.families.delete(code);
      this.#forget(record);
      for (const orphan of record.members.values()) this.#file(book, orphan);
    } else if (record === undefined) {
      this.#open(book, level, code, parent);
      for (const orphan of [...book.orphans.values()].filter((grid) => grid.parentCode === code)) {
        book.orphans.delete(orphan.code);
        this.#file(book, orphan);
      }
    } else {
      record.parent = parent;
      this.touched.stale.add(record);
    }
  }

  #rebuild(level: GridLevel, grouping: Grouping): void {
    const before = this.#levels.get(level);
    for (const record of before?.families.values() ?? []) this.#forget(record);
    const book: LevelBook = { grouping, families: new Map(), orphans: new Map() };
    this.#levels.set(level, book);
    this.touched.unplaced.add(level);
    const parents = this.gridsOf(parentLevel(level)!);
    for (const { level: above, code } of parents.values()) {
      this.touched.grids.set(gridKey({ level: above, code }), { level: above, code });
    }
    if (grouping === 'empty') return;
    if (grouping === 'no-parents') this.#open(book, level, '', undefined);
    else if (grouping === 'only-territory') this.#open(book, level, '', [...parents.values()][0]);
    else for (const [code, parent] of parents) this.#open(book, level, code, parent);
    for (const grid of this.gridsOf(level).values()) this.#file(book, grid);
  }

  #open(book: LevelBook, level: GridLevel, code: string, parent: Grid | undefined): void {
    const record: FamilyRecord = { level, parent, members: new Map() };
    book.families.set(code, record);
    this.touched.stale.add(record);
  }

  #forget(record: FamilyRecord): void {
    this.touched.stale.delete(record);
    this.touched.gone.add(record);
  }

  /** Puts a grid into its family, or among the orphans. */
  #file(book: LevelBook, grid: Grid): void {
    const record = recordOf(book, grid);
    if (record === undefined) {
      book.orphans.set(grid.code, grid);
      this.touched.orphans.add(grid);
      return;
    }
    record.members.set(grid.code, grid);
    this.touched.stale.add(record);
  }

  #groupingOf(level: GridLevel): Grouping {
    if (this.gridsOf(level).size === 0) return 'empty';
    const parents = this.gridsOf(parentLevel(level)!).size;
    if (parents === 0) return 'no-parents';
    return level === 'county' && parents === 1 ? 'only-territory' : 'declared';
  }
}

interface Replacement {
  readonly before: Grid | undefined;
  readonly after: Grid | undefined;
}

function recordOf(book: LevelBook, grid: Grid): FamilyRecord | undefined {
  if (book.grouping !== 'declared') return book.families.get('');
  return grid.parentCode === null ? undefined : book.families.get(grid.parentCode);
}

function describeUnknown({ level, code }: GridKey): Problem {
  return new Problem({
    type: 'unknown-grid',
    status: 404,
    detail: `There is no ${level} ${code} to take out.`,
    fix: 'Name a grid of the map by level and code.',
  });
}

function describeTwice(level: Level, code: string): Problem {
  return new Problem({
    type: 'code-twice',
    status: 400,
    detail: `The change has the ${level} ${code} twice.`,
    fix: 'Give every grid of a level its own code.',
  });
}
