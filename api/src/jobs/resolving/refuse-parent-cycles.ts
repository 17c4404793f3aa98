import { levels, levelNumber } from '../../hierarchy/levels.js';
import { Problem } from '../../problem.js';
import { describeSource, type DraftGrid } from './draft-grid.js';
import type { CodeIndex } from './index-codes.js';

/**
 * Follows the named parents. A name means the nearest level above that knows it; only where no level above does,
 * it may mean a grid of its own level or below, and that is how a chain can come back to itself.
 *
 * @throws Problem `parent-cycle` naming the codes of the circle.
 */
export function refuseParentCycles(drafts: readonly DraftGrid[], byCode: CodeIndex): void {
  const settled = new Set<DraftGrid>();
  for (const start of drafts) {
    const path: DraftGrid[] = [];
    const onPath = new Set<DraftGrid>();
    let at: DraftGrid | undefined = start;
    while (at !== undefined && !settled.has(at)) {
      if (onPath.has(at)) throw describeCycle(path.slice(path.indexOf(at)));
      path.push(at);
      onPath.add(at);
      at = namedGrid(at, byCode);
    }
    for (const draft of path) settled.add(draft);
  }
}

function namedGrid(draft: DraftGrid, byCode: CodeIndex): DraftGrid | undefined {
  if (draft.namedParent === null) return undefined;
  const own = levelNumber(draft.level);
  const order = [...levels.slice(0, own).reverse(), ...levels.slice(own)];
  for (const level of order) {
    const named = byCode.find(level, draft.namedParent);
    if (named !== undefined) return named;
  }
  return undefined;
}

function describeCycle(circle: readonly DraftGrid[]): Problem {
  const first = circle[0]!;
  const codes = [...circle, first].map((draft) => draft.code ?? '(no code)').join(' → ');
  return new Problem({
    type: 'parent-cycle',
    status: 422,
    ...describeSource(first),
    field: 'parent',
    detail: `The grid is its own ancestor: ${codes}.`,
    fix: 'Name as parent the code of a grid one level up, or leave the field out so that the place decides.',
  });
}
