import type { Grid } from '../coverage/types.js';
import { levels, type GridLevel, type Level } from '../hierarchy/levels.js';
import type { CodeScheme, StoredGrid } from '../store/types.js';
import { declaredParentAttribute } from './file-properties.js';
import type { ReadGrid } from './reading/types.js';
import { collectDrafts } from './resolving/collect-drafts.js';
import type { DraftGrid, GridSource } from './resolving/draft-grid.js';
import { HierarchyTree } from './resolving/hierarchy-tree.js';
import { numberDrafts } from './resolving/number-drafts.js';
import { refuseBadCodes } from './resolving/refuse-bad-codes.js';
import { refuseParentCycles } from './resolving/refuse-parent-cycles.js';
import { refuseRepeatedCodes } from './resolving/refuse-repeated-codes.js';
import { settleParent, type ParentMethod } from './resolving/settle-parent.js';

/** A grid with its code and its parent settled. */
export interface ResolvedGrid extends Grid {
  readonly attributes: Readonly<Record<string, unknown>>;
  /** False when `parentCode` is null or names a grid that is nowhere. */
  readonly hasParent: boolean;
  /** Undefined for a kept grid and for an implied one. */
  readonly source: GridSource | undefined;
}

export interface ResolveOptions {
  readonly codeScheme: CodeScheme;
  /** Patterns per level for codes, scheme `own` only. */
  readonly codePatterns?: Readonly<Partial<Record<GridLevel, string>>>;
  /** Grids of the present revision; those of levels that the files lack stay, the others give numbers to keep. */
  readonly present?: readonly StoredGrid[];
}

/** JSON-serialisable account of what was settled. */
export interface ResolveReport {
  /** Grids made up because a branch of the tree lacks their level. */
  readonly implied: { readonly level: Level; readonly code: string; readonly parent: string }[];
  /** Grids of the files that had no code, by level. */
  readonly numbered: Partial<Record<Level, number>>;
  /** How the parents of the files' grids were found, by level; `none` = without a parent. */
  readonly parents: Partial<Record<Level, Partial<Record<ParentMethod, number>>>>;
}

export interface ResolveResult {
  /** From the top level down; within a level kept, then read, then implied. */
  readonly grids: readonly ResolvedGrid[];
  readonly report: ResolveReport;
}

/**
 * Makes complete grids of what the files hold: every grid gets a code and its parent one level up, and a level
 * that a branch of the tree lacks, while something hangs below it, is filled by a grid equal to its parent and
 * marked `implied`. A level that no file has at all is so implied for everything; levels above the topmost one
 * are not made up, nor anything below a grid that has nothing beneath it.
 *
 * @throws Problem for a code twice in a level, a code of a shape its scheme forbids, parents in a circle, more
 *   children than the scheme can number, two territory boundaries.
 */
export function resolveHierarchy(read: readonly ReadGrid[], options: ResolveOptions): ResolveResult {
  const present = options.present ?? [];
  const drafts = collectDrafts(read, present);
  refuseRepeatedCodes(drafts);
  refuseBadCodes(drafts, options.codeScheme, options.codePatterns ?? {});
  const tree = new HierarchyTree(drafts, options.codeScheme);
  refuseParentCycles(drafts, tree.byCode);

  const parents: ResolveReport['parents'] = {};
  const numbered: ResolveReport['numbered'] = {};
  for (const level of levels) {
    const ofLevel = tree.drawn(level);
    for (const draft of ofLevel) {
      const method = settleParent(tree, draft);
      if (draft.kept === undefined) countMethod(parents, level, method);
    }
    const count = numberDrafts(ofLevel, level, options.codeScheme, present);
    if (count > 0) numbered[level] = count;
    for (const draft of ofLevel) tree.byCode.add(draft);
  }
  const implied = tree.implied.map((draft) => ({
    level: draft.level,
    code: draft.code!,
    parent: draft.parent!.code!,
  }));
  const settled = levels.flatMap((level) => [
    ...tree.drawn(level),
    ...tree.implied.filter((draft) => draft.level === level),
  ]);
  return { grids: settled.map(toResolvedGrid), report: { implied, numbered, parents } };
}

function countMethod(parents: ResolveReport['parents'], level: Level, method: ParentMethod): void {
  const ofLevel = (parents[level] ??= {});
  ofLevel[method] = (ofLevel[method] ?? 0) + 1;
}

function toResolvedGrid(draft: DraftGrid): ResolvedGrid {
  return {
    level: draft.level,
    code: draft.code!,
    name: draft.name,
    parentCode: draft.parent?.code ?? draft.absentParent,
    hasParent: draft.parent !== null,
    category: draft.category,
    geometry: draft.geometry,
    implied: draft.implied,
    original: draft.original,
    attributes:
      draft.absentParent === null
        ? draft.attributes
        : { ...draft.attributes, [declaredParentAttribute]: draft.absentParent },
    source: draft.source,
  };
}
