import { createVirtualizer } from '@tanstack/svelte-virtual';
import { untrack } from 'svelte';
import { fromStore, get } from 'svelte/store';

/** What a virtual list needs to know; read again whenever one of them changes. */
export interface VirtualRowsInput {
  readonly count: number;
  readonly rowHeightPixels: number;
  readonly scrollElement: HTMLElement | undefined;
}

/** Rows kept ready above and below those seen. */
const overscanRows = 8;

/**
 * Which rows of a long list are in view. The one wrapper around the virtualizer, for tree, findings and tables. To be
 * made while a component is set up: it lives and ends with it.
 */
export class VirtualRows {
  readonly #virtualizer;
  readonly #current;

  readonly items = $derived.by(() => this.#current.current.getVirtualItems());
  readonly totalPixels = $derived.by(() => this.#current.current.getTotalSize());

  constructor(readInput: () => VirtualRowsInput) {
    this.#virtualizer = createVirtualizer<HTMLElement, HTMLElement>({
      count: 0,
      estimateSize: () => 1,
      getScrollElement: () => null,
    });
    this.#current = fromStore(this.#virtualizer);
    $effect(() => {
      const { count, rowHeightPixels, scrollElement } = readInput();
      // Untracked: setting options writes the store that this effect would otherwise depend on.
      untrack(() => {
        const virtualizer = get(this.#virtualizer);
        virtualizer.setOptions({
          count,
          overscan: overscanRows,
          estimateSize: () => rowHeightPixels,
          getScrollElement: () => scrollElement ?? null,
        });
        virtualizer.measure();
      });
    });
  }

  scrollTo(index: number): void {
    get(this.#virtualizer).scrollToIndex(index, { align: 'auto' });
  }
}
