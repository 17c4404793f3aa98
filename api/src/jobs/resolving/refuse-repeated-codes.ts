import type { Level } from '../../hierarchy/levels.js';
import { Problem, tellValue } from '../../problem.js';
import { describeSource, type DraftGrid } from './draft-grid.js';

/** A code stands for one grid of its level. @throws Problem `code-twice` at the second grid of a code. */
export function refuseRepeatedCodes(drafts: readonly DraftGrid[]): void {
  const seen = new Map<Level, Map<string, DraftGrid>>();
  for (const draft of drafts) {
    if (draft.code === null) continue;
    const ofLevel = seen.get(draft.level) ?? new Map<string, DraftGrid>();
    seen.set(draft.level, ofLevel);
    const first = ofLevel.get(draft.code);
    if (first !== undefined) {
      const place =
        first.source === undefined
          ? 'the present map'
          : `${first.source.file}, feature ${first.source.feature}`;
      throw new Problem({
        type: 'code-twice',
        status: 422,
        ...describeSource(draft),
        field: 'code',
        detail: `The code ${tellValue(draft.code)} of level ${draft.level} is also that of ${place}.`,
        fix: 'Give each grid of a level its own code, or join the records of one grid with --merge-same-code.',
      });
    }
    ofLevel.set(draft.code, draft);
  }
  const territories = drafts.filter((draft) => draft.level === 'territory');
  const second = territories[1];
  if (second !== undefined) {
    throw new Problem({
      type: 'two-territories',
      status: 422,
      ...describeSource(second),
      detail: `A map has one territory boundary, and these files hold ${territories.length}.`,
      fix: 'Join its records with --merge-same-code, or import each territory by itself.',
    });
  }
}
