import { levels, levelNumber, type Level } from '../../hierarchy/levels.js';
import type { DraftGrid } from './draft-grid.js';
import type { HierarchyTree } from './hierarchy-tree.js';
import { codeAboveImplied } from './implied-code.js';

/** How the parent was found. */
export type ParentMethod = 'territory' | 'field' | 'prefix' | 'place' | 'none';

/** Digits of a standard code, by level number: county 6, then three for each level below. */
const standardDigits = [0, 6, 9, 12, 15] as const;

/**
 * Gives one draft its parent, when everything above its level is settled:
 *
 * 1. a county belongs to the territory, where one is drawn;
 * 2. a named parent is looked up one level above, then on the levels over that. A grid found further up leads
 *    down again: through its drawn children by place, or through implied ones where it has none;
 * 3. without a name, a standard code names its ancestors by its own digits, read the same way;
 * 4. without either, the place decides: the grid one level above that holds more than half of it; else the
 *    nearest level that does, led down as in 2; else whichever grid one level above has the biggest share.
 *
 * A parent that is named and nowhere stays null with its code in `absentParent`. A grid that was kept from the
 * present revision goes by its place then, since its own file is not part of this import.
 */
export function settleParent(tree: HierarchyTree, draft: DraftGrid): ParentMethod {
  if (draft.level === 'territory') return 'none';
  if (draft.level === 'county') return settleCounty(tree, draft);
  const named = draft.namedParent ?? prefixParent(tree, draft);
  if (named !== null) {
    const parent = findNamed(tree, draft, named);
    if (parent !== undefined) {
      tree.setParent(draft, parent);
      return draft.namedParent === null ? 'prefix' : 'field';
    }
    if (draft.kept === undefined || draft.kept.parentCode === null) {
      draft.absentParent = named;
      return 'none';
    }
  }
  const parent = findByPlace(tree, draft);
  if (parent === undefined) return 'none';
  tree.setParent(draft, parent);
  return 'place';
}

/** Counties need no territory; the one that is drawn holds them all, whatever they name. */
function settleCounty(tree: HierarchyTree, draft: DraftGrid): ParentMethod {
  const territory = tree.drawn('territory')[0];
  if (territory === undefined) return 'none';
  if (draft.namedParent !== null && draft.namedParent !== territory.code) {
    draft.absentParent = draft.namedParent;
    return 'none';
  }
  tree.setParent(draft, territory);
  return 'territory';
}

function prefixParent(tree: HierarchyTree, draft: DraftGrid): string | null {
  if (tree.codeScheme !== 'standard' || draft.code === null) return null;
  return draft.code.slice(0, standardDigits[levelNumber(draft.level) - 1]);
}

function findNamed(tree: HierarchyTree, draft: DraftGrid, named: string): DraftGrid | undefined {
  const above = levels.slice(0, levelNumber(draft.level)).reverse();
  for (
    let code: string | undefined = named;
    code !== undefined;
    code = codeAboveImplied(tree.codeScheme, code)
  ) {
    for (const level of above) {
      const ancestor = tree.byCode.find(level, code);
      if (ancestor !== undefined) return tree.parentBelow(ancestor, draft);
    }
  }
  return draft.namedParent === null ? findByPrefix(tree, draft, above) : undefined;
}

/** The deepest drawn ancestor that the digits name, where the level above is not drawn there. */
function findByPrefix(tree: HierarchyTree, draft: DraftGrid, above: readonly Level[]): DraftGrid | undefined {
  for (const level of above) {
    if (level === 'territory') continue;
    const ancestor = tree.byCode.find(level, draft.code!.slice(0, standardDigits[levelNumber(level)]));
    if (ancestor !== undefined)
      return tree.hasDrawnBelow(ancestor) ? undefined : tree.parentBelow(ancestor, draft);
  }
  const territory = tree.drawn('territory')[0];
  return territory === undefined || tree.hasDrawnBelow(territory)
    ? undefined
    : tree.parentBelow(territory, draft);
}

function findByPlace(tree: HierarchyTree, draft: DraftGrid): DraftGrid | undefined {
  const above = levels.slice(0, levelNumber(draft.level)).reverse();
  for (const level of above) {
    const ancestor = tree.containerAt(level, draft);
    if (ancestor === undefined) continue;
    const parent = tree.parentBelow(ancestor, draft);
    if (parent !== undefined) return parent;
    break;
  }
  return tree.biggestShareAt(above[0]!, draft);
}
