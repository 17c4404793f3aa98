import type { Api } from '../api/create-api.js';
import type { Grid } from '../api/types.js';
import { Remote } from './remote.svelte.js';

/** Typing rests this long before the API is asked. */
const debounceMs = 200;

/** As many results as fit a glance; more come when asked for. */
const resultLimit = 20;

/** What was found so far, and where the next page begins; null after the last. */
export interface FoundGrids {
  readonly grids: readonly Grid[];
  readonly nextCursor: string | null;
}

/** Search by the beginning of a code or a part of a name, while it is being typed. */
export class GridSearch {
  text = $state('');
  /** Index of the highlighted result; −1 for none. */
  active = $state(-1);
  readonly results = new Remote<FoundGrids>();
  readonly #api: Api;
  #asked: { readonly territoryId: string; readonly text: string } | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api) {
    this.#api = api;
  }

  type(territoryId: string, text: string): void {
    this.text = text;
    this.active = -1;
    clearTimeout(this.#timer);
    const wanted = text.trim();
    if (wanted === '') {
      this.results.clear();
      return;
    }
    this.#timer = setTimeout(() => {
      this.#asked = { territoryId, text: wanted };
      void this.results
        .load(async (signal) => {
          const page = await this.#api.searchGrids(territoryId, wanted, resultLimit, signal);
          return { grids: page.items, nextCursor: page.nextCursor };
        })
        .then((found) => {
          if (found !== undefined) this.active = found.grids.length > 0 ? 0 : -1;
        });
    }, debounceMs);
  }

  /** Adds the next page to what was found, and highlights the first that is new. */
  async loadMore(): Promise<void> {
    const before = this.results.value;
    const asked = this.#asked;
    const cursor = before?.nextCursor;
    if (asked === undefined || before === undefined || typeof cursor !== 'string' || this.results.isLoading)
      return;
    const found = await this.results.load(async (signal) => {
      const page = await this.#api.searchGrids(asked.territoryId, asked.text, resultLimit, signal, cursor);
      return { grids: [...before.grids, ...page.items], nextCursor: page.nextCursor };
    });
    if (found !== undefined && found.grids.length > before.grids.length) this.active = before.grids.length;
  }

  /** Moves the highlight, around the ends. */
  step(by: 1 | -1): void {
    const count = this.results.value?.grids.length ?? 0;
    if (count > 0) this.active = (this.active + by + count) % count;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.text = '';
    this.active = -1;
    this.results.clear();
  }
}
