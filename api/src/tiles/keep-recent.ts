/** Entries used last stay; what exceeds the budget goes, longest unused first. */
export interface RecentEntries<T> {
  get(key: string): T | undefined;
  set(key: string, value: T, cost: number): void;
  delete(key: string): void;
}

/**
 * A bounded map by last use (LRU).
 *
 * @param budget sum of the costs that may be kept; the newest entry stays even when it alone exceeds it
 */
export function keepRecent<T>(budget: number): RecentEntries<T> {
  const entries = new Map<string, { value: T; cost: number }>();
  let spent = 0;
  const remove = (key: string): void => {
    spent -= entries.get(key)?.cost ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry.value;
    },
    set(key, value, cost) {
      remove(key);
      entries.set(key, { value, cost });
      spent += cost;
      for (const oldest of entries.keys()) {
        if (spent <= budget || oldest === key) return;
        remove(oldest);
      }
    },
    delete: remove,
  };
}
