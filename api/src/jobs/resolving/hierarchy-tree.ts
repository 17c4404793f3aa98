import { childLevel, levelNumber, levels, type Level } from '../../hierarchy/levels.js';
import type { CodeScheme } from '../../store/types.js';
import type { DraftGrid } from './draft-grid.js';
import { impliedCode } from './implied-code.js';
import { CodeIndex } from './index-codes.js';
import { ContainerIndex } from './locate-container.js';

/**
 * The tree while it grows from the top level down. It knows the drawn grids of every level, their settled
 * children, and makes implied grids where a branch of the tree lacks a level.
 */
export class HierarchyTree {
  readonly byCode: CodeIndex;
  readonly implied: DraftGrid[] = [];
  readonly #drawn = new Map<Level, DraftGrid[]>();
  readonly #children = new Map<DraftGrid, DraftGrid[]>();
  readonly #impliedBelow = new Map<DraftGrid, DraftGrid>();
  readonly #placesOfLevel = new Map<Level, ContainerIndex<DraftGrid>>();
  readonly #placesBelow = new Map<DraftGrid, ContainerIndex<DraftGrid>>();

  constructor(
    drafts: readonly DraftGrid[],
    readonly codeScheme: CodeScheme,
  ) {
    this.byCode = new CodeIndex(drafts);
    for (const level of levels) this.#drawn.set(level, []);
    for (const draft of drafts) this.#drawn.get(draft.level)!.push(draft);
  }

  drawn(level: Level): readonly DraftGrid[] {
    return this.#drawn.get(level)!;
  }

  /** The drawn grid of a level that holds more than half of a draft. */
  containerAt(level: Level, draft: DraftGrid): DraftGrid | undefined {
    return this.#placesAt(level).container(draft.geometry);
  }

  /** The drawn grid of a level with the biggest share of a draft, however small. */
  biggestShareAt(level: Level, draft: DraftGrid): DraftGrid | undefined {
    return this.#placesAt(level).biggestShare(draft.geometry)?.container;
  }

  /** Whether the level below is drawn under this grid, so that nothing is implied there. */
  hasDrawnBelow(draft: DraftGrid): boolean {
    return this.#children.has(draft);
  }

  setParent(draft: DraftGrid, parent: DraftGrid): void {
    draft.parent = parent;
    const siblings = this.#children.get(parent) ?? [];
    siblings.push(draft);
    this.#children.set(parent, siblings);
    this.#placesBelow.delete(parent);
  }

  /**
   * The grid one level above `draft` on the way down from `ancestor`: through the drawn children that hold the
   * draft, or through implied ones where the ancestor has no children at all. Undefined when there are drawn
   * children on the way and none of them holds it.
   */
  parentBelow(ancestor: DraftGrid, draft: DraftGrid): DraftGrid | undefined {
    let at = ancestor;
    while (levelNumber(at.level) < levelNumber(draft.level) - 1) {
      const drawn = this.#children.get(at) ?? [];
      const next = drawn.length > 0 ? this.#childHolding(at, drawn, draft) : this.#impliedChild(at);
      if (next === undefined) return undefined;
      at = next;
    }
    return at;
  }

  #placesAt(level: Level): ContainerIndex<DraftGrid> {
    const places = this.#placesOfLevel.get(level) ?? new ContainerIndex(this.drawn(level));
    this.#placesOfLevel.set(level, places);
    return places;
  }

  #childHolding(at: DraftGrid, drawn: readonly DraftGrid[], draft: DraftGrid): DraftGrid | undefined {
    const places = this.#placesBelow.get(at) ?? new ContainerIndex(drawn);
    this.#placesBelow.set(at, places);
    return places.biggestShare(draft.geometry)?.container;
  }

  #impliedChild(parent: DraftGrid): DraftGrid {
    const made = this.#impliedBelow.get(parent);
    if (made !== undefined) return made;
    const level = childLevel(parent.level)!;
    const child: DraftGrid = {
      level,
      code: impliedCode(
        this.codeScheme,
        level,
        parent.code!,
        (code) => this.byCode.find(level, code) !== undefined,
      ),
      name: parent.name,
      category: null,
      attributes: {},
      geometry: parent.geometry,
      original: undefined,
      implied: true,
      source: undefined,
      kept: undefined,
      namedParent: null,
      parent,
      absentParent: null,
    };
    this.#impliedBelow.set(parent, child);
    this.byCode.add(child);
    this.implied.push(child);
    return child;
  }
}
