import type { Level } from '../../hierarchy/levels.js';
import type { DraftGrid } from './draft-grid.js';

/** Drafts by level and code; codes are unique within a level only. */
export class CodeIndex {
  readonly #byLevel = new Map<Level, Map<string, DraftGrid>>();

  constructor(drafts: readonly DraftGrid[]) {
    for (const draft of drafts) this.add(draft);
  }

  add(draft: DraftGrid): void {
    if (draft.code === null) return;
    const ofLevel = this.#byLevel.get(draft.level) ?? new Map<string, DraftGrid>();
    ofLevel.set(draft.code, draft);
    this.#byLevel.set(draft.level, ofLevel);
  }

  find(level: Level, code: string): DraftGrid | undefined {
    return this.#byLevel.get(level)?.get(code);
  }
}
