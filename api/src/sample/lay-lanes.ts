import type { Mesh } from './build-mesh.js';
import type { Curve } from './draw-curves.js';
import { MinHeap } from './min-heap.js';
import type { Sites } from './place-sites.js';
import type { Projection } from './projection.js';
import { curveEdge, makeSiteGraph } from './site-graph.js';
import type { PlanePoint } from './types.js';

/** Points drawn for each step from site to site. */
const pointsPerStep = 4;

/**
 * Lanes through the country: from every hamlet the cheapest way over country sites to a site beside a road, ending
 * on the road, or on a lane drawn before. No lane crosses the main river or runs through a town; a hamlet that
 * reaches no road has none.
 *
 * @param costs of crossing each edge, as the villages have them.
 * @returns lines of lattice points, x and y in turn.
 */
export function layLanes(
  mesh: Mesh,
  sites: Sites,
  curves: readonly Curve[],
  isCurve: Uint8Array,
  costs: Float64Array,
  isOpen: (site: number) => boolean,
  hamlets: readonly number[],
  projection: Projection,
): number[][] {
  const onward = findWays(mesh, sites, curves, isCurve, costs, isOpen);
  const placeOf = (site: number): PlanePoint => ({
    x: sites.xs[site] as number,
    y: sites.ys[site] as number,
  });
  const isDrawn = new Uint8Array(mesh.siteCount);
  const lines: number[][] = [];
  for (const hamlet of hamlets) {
    if (isDrawn[hamlet] === 1 || onward[hamlet] === -1) continue;
    const way: PlanePoint[] = [];
    let site = hamlet;
    while (isDrawn[site] === 0 && onward[site] !== site) {
      isDrawn[site] = 1;
      way.push(placeOf(site));
      site = onward[site] as number;
    }
    way.push(placeOf(site));
    if (onward[site] === site) {
      const road = curves[sites.curves[site] as number] as Curve;
      const end = road.points[sites.steps[site] as number] as PlanePoint;
      if (isDrawn[site] === 0) way.push(end);
      isDrawn[site] = 1;
      lines.push(smooth(way, end, projection));
    } else lines.push(smooth(way, placeOf(onward[site] as number), projection));
  }
  return lines;
}

/** The next site on the way to a road: the site itself where it stands beside one, -1 where no way leads there. */
function findWays(
  mesh: Mesh,
  sites: Sites,
  curves: readonly Curve[],
  isCurve: Uint8Array,
  costs: Float64Array,
  isOpen: (site: number) => boolean,
): Int32Array {
  const graph = makeSiteGraph(
    mesh,
    (edge) => isCurve[edge] !== curveEdge.mainRiver,
    (edge) => costs[edge] as number,
  );
  const onward = new Int32Array(mesh.siteCount).fill(-1);
  const reached = new Float64Array(mesh.siteCount).fill(Infinity);
  const heap = new MinHeap();
  for (let site = 0; site < mesh.siteCount; site++) {
    if (curves[sites.curves[site] as number]?.kind !== 'road' || !isOpen(site)) continue;
    onward[site] = site;
    reached[site] = 0;
    heap.push(0, site);
  }
  let from = -1;
  let cost = 0;
  const relax = (other: number, step: number): void => {
    if (!isOpen(other) || cost + step >= (reached[other] as number)) return;
    reached[other] = cost + step;
    onward[other] = from;
    heap.push(cost + step, other);
  };
  for (let top = heap.pop(); top !== undefined; top = heap.pop()) {
    from = top.value;
    cost = top.key;
    if (cost === reached[from]) graph.visitNeighbours(from, relax);
  }
  return onward;
}

/** A Catmull-Rom curve through all points; `beyond` is where the line it joins goes on. */
function smooth(way: readonly PlanePoint[], beyond: PlanePoint, projection: Projection): number[] {
  const line: number[] = [];
  const add = (x: number, y: number): void => {
    const [lng, lat] = projection.toLattice(x, y);
    if (line.at(-2) !== lng || line.at(-1) !== lat) line.push(lng, lat);
  };
  way.forEach((p1, at) => {
    const p2 = way[at + 1];
    if (p2 === undefined) return add(p1.x, p1.y);
    const p0 = way[at - 1] ?? p1;
    const p3 = way[at + 2] ?? beyond;
    for (let step = 0; step < pointsPerStep; step++) {
      const t = step / pointsPerStep;
      const bend = (a: number, b: number, c: number, d: number): number =>
        b + (t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))) / 2;
      add(bend(p0.x, p1.x, p2.x, p3.x), bend(p0.y, p1.y, p2.y, p3.y));
    }
  });
  return line;
}
