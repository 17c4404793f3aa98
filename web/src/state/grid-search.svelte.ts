import type { Api } from '../api/create-api.js';
import type { Grid } from '../api/types.js';
import { Remote } from './remote.svelte.js';

/** Typing rests this long before the API is asked. */
const debounceMs = 200;

/** As many results as fit a glance; who wants another types on. */
const resultLimit = 20;

/** Search by the beginning of a code or a part of a name, while it is being typed. */
export class GridSearch {
  text = $state('');
  /** Index of the highlighted result; −1 for none. */
  active = $state(-1);
  readonly results = new Remote<readonly Grid[]>();
  readonly #api: Api;
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
      void this.results
        .load((signal) => this.#api.searchGrids(territoryId, wanted, resultLimit, signal))
        .then((found) => {
          if (found !== undefined) this.active = found.length > 0 ? 0 : -1;
        });
    }, debounceMs);
  }

  /** Moves the highlight, around the ends. */
  step(by: 1 | -1): void {
    const count = this.results.value?.length ?? 0;
    if (count > 0) this.active = (this.active + by + count) % count;
  }

  clear(): void {
    clearTimeout(this.#timer);
    this.text = '';
    this.active = -1;
    this.results.clear();
  }
}
