import type { ApiFailure } from '../api/api-failure.js';
import { readThrown } from '../api/read-failure.js';

/**
 * A value that comes from the API: what it is now, whether it is on its way, why it did not come. A newer load
 * aborts the older one, so the last question asked is the one answered.
 */
export class Remote<Value> {
  /** The latest answer; kept while a newer one is on its way. */
  value = $state.raw<Value>();
  failure = $state.raw<ApiFailure>();
  isLoading = $state(false);

  #abort: AbortController | undefined;
  #lastLoad: (() => Promise<Value | undefined>) | undefined;

  /** Asks; resolves with the answer, or with undefined when it failed or was overtaken. */
  async load(read: (signal: AbortSignal) => Promise<Value>): Promise<Value | undefined> {
    this.#lastLoad = () => this.load(read);
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    this.isLoading = true;
    this.failure = undefined;
    try {
      const value = await read(abort.signal);
      if (this.#abort !== abort) return undefined;
      this.value = value;
      return value;
    } catch (thrown) {
      if (this.#abort === abort) this.failure = readThrown(thrown);
      return undefined;
    } finally {
      if (this.#abort === abort) this.isLoading = false;
    }
  }

  /** Asks the last question again. */
  retry(): Promise<Value | undefined> {
    return this.#lastLoad?.() ?? Promise.resolve(undefined);
  }

  /** Forgets everything, and what is on its way. */
  clear(): void {
    this.#abort?.abort();
    this.#abort = undefined;
    this.#lastLoad = undefined;
    this.value = undefined;
    this.failure = undefined;
    this.isLoading = false;
  }
}
