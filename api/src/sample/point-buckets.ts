/** Points in square buckets, for questions about what is near. Deterministic: answers in order of insertion. */
export class PointBuckets {
  readonly xs: number[] = [];
  readonly ys: number[] = [];
  private readonly buckets = new Map<number, number[]>();

  constructor(private readonly sizeMetres: number) {}

  /** Returns the point's index. */
  add(x: number, y: number): number {
    const index = this.xs.length;
    this.xs.push(x);
    this.ys.push(y);
    const key = bucketKey(Math.floor(x / this.sizeMetres), Math.floor(y / this.sizeMetres));
    const bucket = this.buckets.get(key);
    if (bucket === undefined) this.buckets.set(key, [index]);
    else bucket.push(index);
    return index;
  }

  /** Calls `visit` with every point within the radius until it answers true; returns whether it did. */
  someWithin(
    x: number,
    y: number,
    radius: number,
    visit: (index: number, distance: number) => boolean,
  ): boolean {
    const size = this.sizeMetres;
    const lastColumn = Math.floor((x + radius) / size);
    const lastRow = Math.floor((y + radius) / size);
    for (let row = Math.floor((y - radius) / size); row <= lastRow; row++) {
      for (let column = Math.floor((x - radius) / size); column <= lastColumn; column++) {
        const bucket = this.buckets.get(bucketKey(column, row));
        if (bucket === undefined) continue;
        for (const index of bucket) {
          const dx = (this.xs[index] as number) - x;
          const dy = (this.ys[index] as number) - y;
          // Squares first: few of the points looked at are near enough to need a root.
          const square = dx * dx + dy * dy;
          if (square <= radius * radius && visit(index, Math.sqrt(square))) return true;
        }
      }
    }
    return false;
  }

  /** The nearest point within the radius, searched in growing circles; undefined when there is none. */
  nearest(x: number, y: number, radius: number): { index: number; distance: number } | undefined {
    for (let reach = Math.min(this.sizeMetres, radius); ; reach = Math.min(reach * 2, radius)) {
      let best: { index: number; distance: number } | undefined;
      this.someWithin(x, y, reach, (index, distance) => {
        if (best === undefined || distance < best.distance) best = { index, distance };
        return false;
      });
      if (best !== undefined || reach >= radius) return best;
    }
  }
}

/**
 * A small integer for a bucket: the low 15 bits of column and row. Buckets 32 768 columns apart share one, which
 * costs a comparison and nothing else, since every point's distance is checked.
 */
function bucketKey(column: number, row: number): number {
  return ((column & 0x7fff) << 15) | (row & 0x7fff);
}
