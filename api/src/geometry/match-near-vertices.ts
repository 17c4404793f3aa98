import { mixPair, tableSize } from './match-index.js';
import { scaleAt } from './match-scale.js';
import type { MatchUnit } from './match-types.js';

export interface JoinOptions {
  readonly matchMetres: number;
  readonly unit: MatchUnit;
  /** How many rings' steps use each vertex. */
  readonly uses: ArrayLike<number>;
  /** Vertices that must stay where they are. */
  readonly pinned: Uint8Array;
}

/**
 * Finds for each vertex the one it becomes: itself, or a leader within the match distance.
 *
 * Leaders are chosen one by one (pinned ones first, then the most used, then the westernmost, then southernmost) and
 * every other vertex joins its nearest leader. So nothing moves farther than the match distance however long a
 * row of near vertices is, two leaders are always farther apart than that (unless pinned), and the result does not depend on the
 * order of files and features.
 *
 * @param vertices distinct, flat `x,y`.
 * @returns the leader's number per vertex. Cost: a hash grid of cells as wide as the match distance.
 */
export function joinNearVertices(vertices: Float64Array, options: JoinOptions): Int32Array {
  const count = vertices.length / 2;
  const leaders = new Int32Array(count);
  for (let v = 0; v < count; v += 1) leaders[v] = v;
  const groups = groupNearVertices(vertices, options);
  if (groups.length === 0) return leaders;

  const grid = new CellGrid(
    vertices,
    options.matchMetres,
    options.unit,
    groups.reduce((sum, group) => sum + group.length, 0),
  );
  for (const group of groups) {
    group.sort(
      (a, b) =>
        options.pinned[b]! - options.pinned[a]! ||
        options.uses[b]! - options.uses[a]! ||
        vertices[2 * a]! - vertices[2 * b]! ||
        vertices[2 * a + 1]! - vertices[2 * b + 1]!,
    );
    for (const vertex of group) {
      const nearest = options.pinned[vertex] === 1 ? undefined : grid.findNearest(vertex);
      if (nearest === undefined) grid.add(vertex);
      else leaders[vertex] = nearest;
    }
  }
  return leaders;
}

/** Vertices that hang together by steps of at most the match distance, two or more each; the rest have no neighbour. */
function groupNearVertices(vertices: Float64Array, options: JoinOptions): number[][] {
  const count = vertices.length / 2;
  const roots = new Int32Array(count);
  for (let v = 0; v < count; v += 1) roots[v] = v;
  const find = (v: number): number => {
    let root = v;
    while (roots[root] !== root) {
      roots[root] = roots[roots[root]!]!;
      root = roots[root]!;
    }
    return root;
  };
  const grid = new CellGrid(vertices, options.matchMetres, options.unit, count);
  for (let v = 0; v < count; v += 1) {
    grid.forEachNear(v, (other) => {
      const a = find(v);
      const b = find(other);
      if (a !== b) roots[Math.max(a, b)] = Math.min(a, b);
    });
    grid.add(v);
  }
  const groups = new Map<number, number[]>();
  for (let v = 0; v < count; v += 1) {
    const root = find(v);
    if (root === v) continue;
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [root, v]);
    else group.push(v);
  }
  return [...groups.values()];
}

/** A hash of square cells as wide as a distance; cells of degrees are wider toward the poles, row by row. */
class CellGrid {
  private readonly heads: Int32Array;
  private readonly next: Int32Array;
  private readonly rowHeight: number;
  private lastRow = Number.NaN;
  private lastWidth = 0;

  constructor(
    private readonly vertices: Float64Array,
    private readonly distanceMetres: number,
    private readonly unit: MatchUnit,
    entries: number,
  ) {
    this.heads = new Int32Array(tableSize(entries)).fill(-1);
    this.next = new Int32Array(vertices.length / 2);
    this.rowHeight = distanceMetres / scaleAt(0, unit).north;
  }

  add(vertex: number): void {
    const row = Math.floor(this.vertices[2 * vertex + 1]! / this.rowHeight);
    const column = Math.floor(this.vertices[2 * vertex]! / this.columnWidth(row));
    const slot = mixPair(column | 0, row | 0) & (this.heads.length - 1);
    this.next[vertex] = this.heads[slot]!;
    this.heads[slot] = vertex;
  }

  findNearest(vertex: number): number | undefined {
    let nearest: number | undefined;
    let least = Infinity;
    this.forEachNear(vertex, (other, distance) => {
      if (distance < least || (distance === least && this.isBefore(other, nearest))) {
        nearest = other;
        least = distance;
      }
    });
    return nearest;
  }

  /** Calls for every added vertex within the distance; a vertex in two slots of the walk may be told twice. */
  forEachNear(vertex: number, tell: (other: number, distanceMetres: number) => void): void {
    const x = this.vertices[2 * vertex]!;
    const y = this.vertices[2 * vertex + 1]!;
    const middle = Math.floor(y / this.rowHeight);
    for (let row = middle - 1; row <= middle + 1; row += 1) {
      const width = this.columnWidth(row);
      const last = Math.floor((x + width) / width);
      for (let column = Math.floor((x - width) / width); column <= last; column += 1) {
        let other = this.heads[mixPair(column | 0, row | 0) & (this.heads.length - 1)]!;
        while (other !== -1) {
          const scale = this.unit.kind === 'length' ? this.unit.metres : 0;
          const dx = this.vertices[2 * other]! - x;
          const dy = this.vertices[2 * other + 1]! - y;
          const distance = scale > 0 ? Math.hypot(dx, dy) * scale : this.degreesToMetres(dx, dy, y);
          if (distance <= this.distanceMetres) tell(other, distance);
          other = this.next[other]!;
        }
      }
    }
  }

  private degreesToMetres(dx: number, dy: number, y: number): number {
    /** A first look that costs nothing: one degree is never longer than 112 km. */
    if (Math.abs(dy) > this.rowHeight * 1.02) return Infinity;
    const scale = scaleAt(y, this.unit);
    return Math.hypot(dx * scale.east, dy * scale.north);
  }

  private columnWidth(row: number): number {
    if (row !== this.lastRow) {
      this.lastRow = row;
      /** The scale of the row's edge farther from the equator: there a degree is shortest, so the cell widest. */
      const farther = Math.max(Math.abs(row), Math.abs(row + 1)) * this.rowHeight;
      this.lastWidth = this.distanceMetres / scaleAt(farther, this.unit).east;
    }
    return this.lastWidth;
  }

  private isBefore(vertex: number, other: number | undefined): boolean {
    if (other === undefined) return true;
    const dx = this.vertices[2 * vertex]! - this.vertices[2 * other]!;
    return dx < 0 || (dx === 0 && this.vertices[2 * vertex + 1]! < this.vertices[2 * other + 1]!);
  }
}
