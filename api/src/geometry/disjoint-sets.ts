/** Sets of the numbers 0 … count − 1 that are joined bit by bit (union-find, paths halved). */
export class DisjointSets {
  readonly #parentOf: Int32Array;

  /** Every number is a set of its own. */
  constructor(count: number) {
    this.#parentOf = new Int32Array(count);
    for (let index = 0; index < count; index += 1) this.#parentOf[index] = index;
  }

  /** The number that stands for the set: equal for two numbers exactly when they are in one set. */
  find(member: number): number {
    const parentOf = this.#parentOf;
    let root = member;
    while (parentOf[root] !== root) root = parentOf[root] = parentOf[parentOf[root]!]!;
    return root;
  }

  join(a: number, b: number): void {
    this.#parentOf[this.find(a)] = this.find(b);
  }
}
