/** The same with keys that may be absent, but are never there with `undefined`. */
export type Defined<T> = { readonly [K in keyof T]: Exclude<T[K], undefined> };

/** Leaves out what was not given: zod tells an absent parameter as `undefined`, the store as a missing key. */
export function withoutUndefined<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
