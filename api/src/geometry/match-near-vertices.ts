import { DisjointSets } from './disjoint-sets.js';
import { CellGrid } from './match-cell-grid.js';
import { scaleAt } from './match-scale.js';
import type { MatchUnit } from './match-types.js';

/** Up to this many members are sorted by insertion: cheaper than a sort that calls back, and there are millions of pairs. */
const fewMembers = 12;

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
 * @returns the leader's number per vertex. Cost: linear; a hash grid of cells some match distances wide.
 */
export function joinNearVertices(vertices: Float64Array, options: JoinOptions): Int32Array {
  const count = vertices.length / 2;
  const leaders = new Int32Array(count);
  for (let v = 0; v < count; v += 1) leaders[v] = v;
  const next = new Int32Array(count);
  const { members, starts } = groupNearVertices(vertices, options, next);
  for (let group = 0; group + 1 < starts.length; group += 1) {
    const from = starts[group]!;
    const to = starts[group + 1]!;
    sortByRank(members, from, to, vertices, options);
    // Whatever is within the distance is in the same group, so each is led by itself.
    if (to - from > fewMembers) leadByGrid(members.subarray(from, to), vertices, options, next, leaders);
    else leadByPairs(members, from, to, vertices, options, leaders);
  }
  return leaders;
}

/** For few members: each is compared with the leaders before it. */
function leadByPairs(
  members: Int32Array,
  from: number,
  to: number,
  vertices: Float64Array,
  options: JoinOptions,
  leaders: Int32Array,
): void {
  for (let at = from; at < to; at += 1) {
    const vertex = members[at]!;
    if (options.pinned[vertex] === 1) continue;
    const y = vertices[2 * vertex + 1]!;
    const { east, north } = scaleAt(y, options.unit);
    let least = options.matchMetres;
    let nearest = vertex;
    for (let before = from; before < at; before += 1) {
      const other = members[before]!;
      if (leaders[other] !== other) continue;
      const dx = vertices[2 * other]! - vertices[2 * vertex]!;
      const dy = vertices[2 * other + 1]! - y;
      const distance = Math.hypot(dx * east, dy * north);
      if (distance > least) continue;
      if (distance === least && nearest !== vertex && !isBefore(vertices, other, nearest)) continue;
      nearest = other;
      least = distance;
    }
    leaders[vertex] = nearest;
  }
}

/** For many members: their leaders are filed in a grid. */
function leadByGrid(
  members: Int32Array,
  vertices: Float64Array,
  { matchMetres, unit, pinned }: JoinOptions,
  next: Int32Array,
  leaders: Int32Array,
): void {
  const grid = new CellGrid(vertices, matchMetres, unit, members.length, next);
  for (const vertex of members) {
    const nearest = pinned[vertex] === 1 ? undefined : findNearest(grid, vertex, vertices);
    if (nearest === undefined) grid.add(vertex);
    else leaders[vertex] = nearest;
  }
}

/** Groups of vertices one after the other: group g is `members[starts[g]] … members[starts[g + 1] − 1]`. */
interface NearGroups {
  readonly members: Int32Array;
  readonly starts: Int32Array;
}

/** Vertices that hang together by steps of at most the match distance, two or more each; the rest have no neighbour. */
function groupNearVertices(vertices: Float64Array, options: JoinOptions, next: Int32Array): NearGroups {
  const count = vertices.length / 2;
  const sets = new DisjointSets(count);
  const isGrouped = new Uint8Array(count);
  const grid = new CellGrid(vertices, options.matchMetres, options.unit, count, next);
  for (let v = 0; v < count; v += 1) {
    grid.findNear(v);
    for (const other of grid.found) {
      sets.join(v, other);
      isGrouped[v] = 1;
      isGrouped[other] = 1;
    }
    grid.add(v);
  }
  // Filed by counting: first how many each root has, then where its members begin, then the members.
  const groupOfRoot = new Int32Array(count).fill(-1);
  let groups = 0;
  let grouped = 0;
  for (let v = 0; v < count; v += 1) {
    if (isGrouped[v] === 0) continue;
    grouped += 1;
    const root = sets.find(v);
    if (groupOfRoot[root] === -1) groupOfRoot[root] = groups++;
  }
  const starts = new Int32Array(groups + 1);
  for (let v = 0; v < count; v += 1) if (isGrouped[v] === 1) starts[groupOfRoot[sets.find(v)]! + 1]! += 1;
  for (let group = 0; group < groups; group += 1) starts[group + 1]! += starts[group]!;
  const members = new Int32Array(grouped);
  const filled = starts.slice();
  for (let v = 0; v < count; v += 1) {
    if (isGrouped[v] === 1) members[filled[groupOfRoot[sets.find(v)]!]!++] = v;
  }
  return { members, starts };
}

/** Who is asked first to lead. */
function sortByRank(
  members: Int32Array,
  from: number,
  to: number,
  vertices: Float64Array,
  { pinned, uses }: JoinOptions,
): void {
  const compare = (a: number, b: number): number =>
    pinned[b]! - pinned[a]! ||
    uses[b]! - uses[a]! ||
    vertices[2 * a]! - vertices[2 * b]! ||
    vertices[2 * a + 1]! - vertices[2 * b + 1]!;
  if (to - from > fewMembers) {
    members.subarray(from, to).sort(compare);
    return;
  }
  for (let at = from + 1; at < to; at += 1) {
    const member = members[at]!;
    let place = at;
    for (; place > from && compare(members[place - 1]!, member) > 0; place -= 1) {
      members[place] = members[place - 1]!;
    }
    members[place] = member;
  }
}

/** The nearest vertex in the grid within the distance; of several the westernmost, then the southernmost. */
function findNearest(grid: CellGrid, vertex: number, vertices: Float64Array): number | undefined {
  grid.findNear(vertex);
  let nearest: number | undefined;
  let least = Infinity;
  for (let at = 0; at < grid.found.length; at += 1) {
    const other = grid.found[at]!;
    const distance = grid.distances[at]!;
    if (distance > least) continue;
    if (distance === least && nearest !== undefined && !isBefore(vertices, other, nearest)) continue;
    nearest = other;
    least = distance;
  }
  return nearest;
}

function isBefore(vertices: Float64Array, vertex: number, other: number): boolean {
  const dx = vertices[2 * vertex]! - vertices[2 * other]!;
  return dx < 0 || (dx === 0 && vertices[2 * vertex + 1]! < vertices[2 * other + 1]!);
}
