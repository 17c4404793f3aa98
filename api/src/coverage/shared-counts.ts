/**
 * Signed counts by owner that never change, so that many edges can share one object: adding to them gives others,
 * and the same addition gives the same object again. Owners with count 0 are left out.
 */
export class SharedCounts extends Map<number, number> {
  /** What was asked for last, which is mostly asked for again. */
  #lastOwner = NaN;
  #lastSign = 0;
  #last: SharedCounts | undefined;
  /** By owner, for +1 and for −1. */
  #more: Map<number, SharedCounts> | undefined;
  #less: Map<number, SharedCounts> | undefined;

  /** These counts with one more, or one less, for an owner. */
  with(owner: number, sign: 1 | -1): SharedCounts {
    if (this.#lastOwner === owner && this.#lastSign === sign) return this.#last!;
    const known = sign === 1 ? (this.#more ??= new Map()) : (this.#less ??= new Map());
    let counts = known.get(owner);
    if (counts === undefined) {
      counts = new SharedCounts(this);
      const count = (this.get(owner) ?? 0) + sign;
      if (count === 0) counts.delete(owner);
      else counts.set(owner, count);
      known.set(owner, counts);
    }
    this.#lastOwner = owner;
    this.#lastSign = sign;
    this.#last = counts;
    return counts;
  }
}
