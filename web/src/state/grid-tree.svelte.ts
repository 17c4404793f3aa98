import { childLevel } from '@wangge/api/hierarchy/levels';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { Api } from '../api/create-api.js';
import type { Grid } from '../api/types.js';
import { Remote } from './remote.svelte.js';

/** A line of the tree as it is shown: a grid, or what its children's coming or failing has to say. */
export type TreeRow =
  | {
      readonly type: 'grid';
      readonly grid: Grid;
      readonly depth: number;
      readonly expandable: boolean;
      readonly expanded: boolean;
    }
  | {
      readonly type: 'children';
      readonly parent: Grid;
      readonly depth: number;
      readonly children: Remote<readonly Grid[]>;
    };

/** The tree of a territory's grids. Children are read when their parent is opened, and kept. */
export class GridTree {
  readonly roots = new Remote<readonly Grid[]>();
  readonly #api: Api;
  #territoryId = '';
  readonly #children = new SvelteMap<number, Remote<readonly Grid[]>>();
  readonly #expanded = new SvelteSet<number>();

  /** The open part of the tree, top to bottom. */
  readonly rows = $derived.by(() => {
    const rows: TreeRow[] = [];
    this.#addRows(rows, this.roots.value ?? [], 0);
    return rows;
  });

  constructor(api: Api) {
    this.#api = api;
  }

  async open(territoryId: string): Promise<void> {
    this.#territoryId = territoryId;
    this.#children.clear();
    this.#expanded.clear();
    this.roots.clear();
    await this.roots.load((signal) => this.#api.listLevel(territoryId, 'county', signal));
  }

  /** The children of every grid that was opened, come or not. */
  get openedChildren(): readonly Remote<readonly Grid[]>[] {
    return [...this.#children.values()];
  }

  async expand(grid: Grid): Promise<void> {
    if (childLevel(grid.level) === undefined) return;
    this.#expanded.add(grid.gridId);
    const known = this.#children.get(grid.gridId);
    if (known !== undefined && (known.value !== undefined || known.isLoading)) return;
    const children = new Remote<readonly Grid[]>();
    this.#children.set(grid.gridId, children);
    await children.load((signal) => this.#api.listChildren(this.#territoryId, grid.gridId, signal));
  }

  collapse(grid: Grid): void {
    this.#expanded.delete(grid.gridId);
  }

  /** Opens the tree down to a grid. `ancestors` from its parent up, as the API gives them. */
  async reveal(ancestors: readonly Grid[]): Promise<void> {
    for (const ancestor of [...ancestors].reverse()) {
      if (ancestor.level !== 'territory') await this.expand(ancestor);
    }
  }

  #addRows(rows: TreeRow[], grids: readonly Grid[], depth: number): void {
    for (const grid of grids) {
      const expandable = childLevel(grid.level) !== undefined;
      const expanded = expandable && this.#expanded.has(grid.gridId);
      rows.push({ type: 'grid', grid, depth, expandable, expanded });
      if (!expanded) continue;
      const children = this.#children.get(grid.gridId);
      if (children === undefined) continue;
      if (children.value === undefined) {
        rows.push({ type: 'children', parent: grid, depth: depth + 1, children });
      } else {
        this.#addRows(rows, children.value, depth + 1);
      }
    }
  }
}
