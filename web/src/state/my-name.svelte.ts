const storageKey = 'wangge.my-name';

/** The name that findings are given to the person at this browser by. Kept in the browser alone. */
export class MyName {
  #name = $state('');
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | undefined;

  /** @param storage undefined where the browser keeps nothing: then the name lasts as long as the page */
  constructor(storage: Pick<Storage, 'getItem' | 'setItem'> | undefined) {
    this.#storage = storage;
    this.#name = storage?.getItem(storageKey) ?? '';
  }

  /** Empty until it was told. */
  get name(): string {
    return this.#name;
  }

  set name(name: string) {
    this.#name = name.trim();
    this.#storage?.setItem(storageKey, this.#name);
  }
}

/** Where the browser keeps things, unless it was told to keep nothing. */
export function browserStorage(): Storage | undefined {
  try {
    return globalThis.localStorage;
  } catch {
    // Reading the property throws where storage is forbidden: then nothing is kept.
    return undefined;
  }
}
