/** Smallest key first; equal keys in order of insertion, so that results never depend on the heap's shape. */
export class MinHeap {
  private readonly keys: number[] = [];
  private readonly orders: number[] = [];
  private readonly values: number[] = [];
  private inserted = 0;

  get size(): number {
    return this.values.length;
  }

  push(key: number, value: number): void {
    let at = this.values.length;
    const order = this.inserted++;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!this.isBefore(key, order, parent)) break;
      this.move(parent, at);
      at = parent;
    }
    this.place(at, key, order, value);
  }

  /** Removes the smallest and returns it, or undefined when empty. */
  pop(): { key: number; value: number } | undefined {
    if (this.values.length === 0) return undefined;
    const top = { key: this.keys[0] as number, value: this.values[0] as number };
    const key = this.keys.pop() as number;
    const order = this.orders.pop() as number;
    const value = this.values.pop() as number;
    const count = this.values.length;
    if (count === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (
        child + 1 < count &&
        this.isBefore(this.keys[child + 1] as number, this.orders[child + 1] as number, child)
      ) {
        child += 1;
      }
      if (this.isBefore(key, order, child)) break;
      this.move(child, at);
      at = child;
    }
    this.place(at, key, order, value);
    return top;
  }

  private isBefore(key: number, order: number, slot: number): boolean {
    const other = this.keys[slot] as number;
    return key < other || (key === other && order < (this.orders[slot] as number));
  }

  private move(from: number, to: number): void {
    this.place(to, this.keys[from] as number, this.orders[from] as number, this.values[from] as number);
  }

  private place(slot: number, key: number, order: number, value: number): void {
    this.keys[slot] = key;
    this.orders[slot] = order;
    this.values[slot] = value;
  }
}
