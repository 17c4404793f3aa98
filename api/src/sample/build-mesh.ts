import { Delaunay } from 'd3-delaunay';
import type { Sites } from './place-sites.js';

/**
 * The cells of the sites and what they share. An edge runs from vertex `v1` to `v2` with site `a` on its left and
 * `b` on its right:
 *
 *          a
 *     v1 ─────▶ v2
 *          b
 *
 * The kite a-v1-b-v2 belongs to this edge alone, so a line inside it can meet no other edge's line.
 */
export interface Mesh {
  readonly siteCount: number;
  readonly edgeCount: number;
  readonly edgeA: Int32Array;
  readonly edgeB: Int32Array;
  readonly edgeV1: Int32Array;
  readonly edgeV2: Int32Array;
  readonly vertexXs: Float64Array;
  readonly vertexYs: Float64Array;
  /** Edges of site s: `siteEdges[siteStart[s]]` … `siteEdges[siteStart[s + 1] - 1]`. */
  readonly siteStart: Int32Array;
  readonly siteEdges: Int32Array;
}

/** Edges shorter than this part of the distance between their sites are drawn together into one vertex. */
const shortEdge = 0.24;
/** A site must stay this far (part of the distance to its neighbour) from each of its edges; half is exact. */
const leastHeight = 0.2;

/**
 * Voronoi cells of the sites with their shortest edges contracted, so that four streets meet in one crossing and
 * no border is a few centimetres long. A contraction that would bend a cell over itself is taken back: every site
 * keeps every one of its edges to its left (the cells stay star-shaped), which keeps the kites disjoint.
 *
 * Cost: n log n; the open cells of the outermost sites are left out.
 */
export function buildMesh(sites: Sites): Mesh {
  const siteCount = sites.xs.length;
  const coordinates = new Float64Array(2 * siteCount);
  for (let site = 0; site < siteCount; site++) {
    coordinates[2 * site] = sites.xs[site] as number;
    coordinates[2 * site + 1] = sites.ys[site] as number;
  }
  const { triangles, halfedges } = new Delaunay(coordinates);
  const centres = findCentres(coordinates, triangles);
  const pairs = listPairs(triangles, halfedges);
  const cluster = contractShortEdges(coordinates, centres, pairs);

  const edgeA: number[] = [];
  const edgeB: number[] = [];
  const edgeV1: number[] = [];
  const edgeV2: number[] = [];
  for (let at = 0; at < pairs.length; at += 4) {
    const v1 = cluster.of[pairs[at + 2] as number] as number;
    const v2 = cluster.of[pairs[at + 3] as number] as number;
    if (v1 === v2) continue;
    const a = pairs[at] as number;
    const isLeft = heightOver(coordinates, cluster, a, v1, v2) > 0;
    edgeA.push(a);
    edgeB.push(pairs[at + 1] as number);
    edgeV1.push(isLeft ? v1 : v2);
    edgeV2.push(isLeft ? v2 : v1);
  }
  return {
    siteCount,
    edgeCount: edgeA.length,
    edgeA: Int32Array.from(edgeA),
    edgeB: Int32Array.from(edgeB),
    edgeV1: Int32Array.from(edgeV1),
    edgeV2: Int32Array.from(edgeV2),
    vertexXs: cluster.xs,
    vertexYs: cluster.ys,
    ...indexEdges(siteCount, edgeA, edgeB),
  };
}

/** Circumcentres, x and y in turn. */
function findCentres(coordinates: Float64Array, triangles: ArrayLike<number>): Float64Array {
  const centres = new Float64Array((triangles.length / 3) * 2);
  for (let triangle = 0; triangle * 3 < triangles.length; triangle++) {
    const [a, b, c] = [0, 1, 2].map((corner) => triangles[3 * triangle + corner] as number) as [
      number,
      number,
      number,
    ];
    const ax = coordinates[2 * a] as number;
    const ay = coordinates[2 * a + 1] as number;
    const bx = (coordinates[2 * b] as number) - ax;
    const by = (coordinates[2 * b + 1] as number) - ay;
    const cx = (coordinates[2 * c] as number) - ax;
    const cy = (coordinates[2 * c + 1] as number) - ay;
    const twice = 2 * (bx * cy - by * cx);
    const bb = bx * bx + by * by;
    const cc = cx * cx + cy * cy;
    centres[2 * triangle] = ax + (cy * bb - by * cc) / twice;
    centres[2 * triangle + 1] = ay + (bx * cc - cx * bb) / twice;
  }
  return centres;
}

/** Four numbers for each pair of neighbouring sites: site, site, triangle on one side, triangle on the other. */
function listPairs(triangles: ArrayLike<number>, halfedges: ArrayLike<number>): Int32Array {
  const pairs: number[] = [];
  for (let half = 0; half < halfedges.length; half++) {
    const opposite = halfedges[half] as number;
    if (opposite < half) continue;
    const next = half % 3 === 2 ? half - 2 : half + 1;
    pairs.push(
      triangles[half] as number,
      triangles[next] as number,
      Math.floor(half / 3),
      Math.floor(opposite / 3),
    );
  }
  return Int32Array.from(pairs);
}

interface Clusters {
  /** Vertex of a triangle. */
  readonly of: Int32Array;
  readonly xs: Float64Array;
  readonly ys: Float64Array;
}

function contractShortEdges(coordinates: Float64Array, centres: Float64Array, pairs: Int32Array): Clusters {
  const count = centres.length / 2;
  const parents = Int32Array.from({ length: count }, (_, index) => index);
  const sizes = new Uint8Array(count).fill(1);
  const find = (index: number): number => {
    let root = index;
    while (parents[root] !== root) root = parents[root] as number;
    while (parents[index] !== root) {
      const next = parents[index] as number;
      parents[index] = root;
      index = next;
    }
    return root;
  };
  for (let at = 0; at < pairs.length; at += 4) {
    const t1 = pairs[at + 2] as number;
    const t2 = pairs[at + 3] as number;
    const length = Math.hypot(
      (centres[2 * t1] as number) - (centres[2 * t2] as number),
      (centres[2 * t1 + 1] as number) - (centres[2 * t2 + 1] as number),
    );
    if (length > shortEdge * siteDistance(coordinates, pairs[at] as number, pairs[at + 1] as number))
      continue;
    const root1 = find(t1);
    const root2 = find(t2);
    const size = (sizes[root1] as number) + (sizes[root2] as number);
    if (root1 === root2 || size > 4) continue;
    parents[root2] = root1;
    sizes[root1] = size;
  }
  const of = Int32Array.from({ length: count }, (_, index) => find(index));
  const clusters: Clusters = { of, xs: new Float64Array(count), ys: new Float64Array(count) };
  for (;;) {
    placeClusters(clusters, centres);
    if (!takeBackFolds(clusters, coordinates, pairs)) return clusters;
  }
}

/** Each cluster at the mean of its circumcentres. */
function placeClusters(clusters: Clusters, centres: Float64Array): void {
  const counts = new Uint8Array(clusters.of.length);
  clusters.xs.fill(0);
  clusters.ys.fill(0);
  clusters.of.forEach((cluster, triangle) => {
    clusters.xs[cluster] = (clusters.xs[cluster] as number) + (centres[2 * triangle] as number);
    clusters.ys[cluster] = (clusters.ys[cluster] as number) + (centres[2 * triangle + 1] as number);
    counts[cluster] = (counts[cluster] as number) + 1;
  });
  counts.forEach((count, cluster) => {
    clusters.xs[cluster] = (clusters.xs[cluster] as number) / count;
    clusters.ys[cluster] = (clusters.ys[cluster] as number) / count;
  });
}

/** Dissolves clusters at edges that came too close to their own site; answers whether there were any. */
function takeBackFolds(clusters: Clusters, coordinates: Float64Array, pairs: Int32Array): boolean {
  const members = new Map<number, number[]>();
  clusters.of.forEach((cluster, triangle) => {
    if (cluster !== triangle) members.set(cluster, [...(members.get(cluster) ?? [cluster]), triangle]);
  });
  const folded = new Set<number>();
  for (let at = 0; at < pairs.length; at += 4) {
    const a = pairs[at] as number;
    const b = pairs[at + 1] as number;
    const t1 = pairs[at + 2] as number;
    const t2 = pairs[at + 3] as number;
    const v1 = clusters.of[t1] as number;
    const v2 = clusters.of[t2] as number;
    if (v1 === v2 || (!members.has(v1) && !members.has(v2))) continue;
    const least = leastHeight * siteDistance(coordinates, a, b);
    // Triangles of d3-delaunay keep one orientation, so `a` is always on the same side of t1 → t2.
    const side = heightOver(coordinates, clusters, a, v1, v2);
    const otherSide = heightOver(coordinates, clusters, b, v1, v2);
    if (orientationOfPair * side < least || -orientationOfPair * otherSide < least) {
      folded.add(v1);
      folded.add(v2);
    }
  }
  let changed = false;
  for (const cluster of folded) {
    for (const triangle of members.get(cluster) ?? []) {
      clusters.of[triangle] = triangle;
      changed = true;
    }
  }
  return changed;
}

/** Sign of `heightOver` for the first site of a pair, fixed by the library's orientation of triangles. */
const orientationOfPair = 1;

/** Distance of a site from the line v1 → v2, positive on its left (y northwards). */
function heightOver(
  coordinates: Float64Array,
  clusters: Clusters,
  site: number,
  v1: number,
  v2: number,
): number {
  const x1 = clusters.xs[v1] as number;
  const y1 = clusters.ys[v1] as number;
  const dx = (clusters.xs[v2] as number) - x1;
  const dy = (clusters.ys[v2] as number) - y1;
  const sx = (coordinates[2 * site] as number) - x1;
  const sy = (coordinates[2 * site + 1] as number) - y1;
  return (dx * sy - dy * sx) / Math.hypot(dx, dy);
}

function siteDistance(coordinates: Float64Array, a: number, b: number): number {
  return Math.hypot(
    (coordinates[2 * a] as number) - (coordinates[2 * b] as number),
    (coordinates[2 * a + 1] as number) - (coordinates[2 * b + 1] as number),
  );
}

function indexEdges(
  siteCount: number,
  edgeA: readonly number[],
  edgeB: readonly number[],
): { siteStart: Int32Array; siteEdges: Int32Array } {
  const siteStart = new Int32Array(siteCount + 1);
  for (const ends of [edgeA, edgeB]) {
    for (const site of ends) siteStart[site + 1] = (siteStart[site + 1] as number) + 1;
  }
  for (let site = 0; site < siteCount; site++) {
    siteStart[site + 1] = (siteStart[site + 1] as number) + (siteStart[site] as number);
  }
  const next = siteStart.slice();
  const siteEdges = new Int32Array(2 * edgeA.length);
  edgeA.forEach((a, edge) => {
    for (const site of [a, edgeB[edge] as number]) {
      siteEdges[next[site] as number] = edge;
      next[site] = (next[site] as number) + 1;
    }
  });
  return { siteStart, siteEdges };
}
