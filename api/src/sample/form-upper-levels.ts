import type { Mesh } from './build-mesh.js';
import type { Random } from './create-random.js';
import type { ElementFacts } from './gather-elements.js';
import { growBalanced } from './grow-balanced.js';
import { growRegions, type Graph } from './grow-regions.js';
import type { CityPlan } from './plan-city.js';
import { shareOut } from './share-out.js';
import { curveEdge } from './site-graph.js';

/** Which county, branch and outlet area each element is in, and the parent of each branch and outlet area. */
export interface UpperLevels {
  readonly countyOf: Int32Array;
  readonly branchOf: Int32Array;
  readonly outletAreaOf: Int32Array;
  /** Neighbours of each element across an edge. */
  readonly neighbours: readonly (readonly number[])[];
}

/**
 * Groups elements into counties around their seats, counties into branches and branches into outlet areas, all
 * connected and with about as many elements each. Rivers and roads are costly to cross, a town's own streets
 * cheap, so borders keep to the former and towns stay whole where they are small.
 */
export function formUpperLevels(
  mesh: Mesh,
  elements: ElementFacts,
  of: Int32Array,
  isCurve: Uint8Array,
  seatPlaces: readonly { x: number; y: number }[],
  plan: CityPlan,
  random: Random,
): UpperLevels {
  const borders = collectBorders(mesh, elements, of, isCurve);
  const everyone = Array.from({ length: elements.count }, (_, element) => element);
  const countyOf = new Int32Array(elements.count).fill(-1);
  const seeds = claimSeeds(elements, seatPlaces);
  const speeds = seeds.map(() => random.between(0.85, 1.2));
  growRegions(makeElementGraph(borders, countyCost), everyone, seeds, countyOf, speeds);

  const graph = makeElementGraph(borders, branchCost);
  const branchOf = new Int32Array(elements.count).fill(-1);
  divideAll(graph, elements, countyOf, plan.counties, plan.branches, branchOf);
  const outletAreaOf = new Int32Array(elements.count).fill(-1);
  divideAll(graph, elements, branchOf, plan.branches, plan.outletAreas, outletAreaOf);
  const neighbours = borders.map((list) => list.map((border) => border.to));
  return { countyOf, branchOf, outletAreaOf, neighbours };
}

interface ElementBorder {
  readonly to: number;
  readonly distance: number;
  readonly sameTown: boolean;
  readonly bothOpen: boolean;
  /** Part of the border that runs along a river or road. */
  readonly curvePart: number;
}

function collectBorders(
  mesh: Mesh,
  elements: ElementFacts,
  of: Int32Array,
  isCurve: Uint8Array,
): ElementBorder[][] {
  const lengths = new Map<number, { length: number; curve: number }>();
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    const a = of[mesh.edgeA[edge] as number] as number;
    const b = of[mesh.edgeB[edge] as number] as number;
    if (a === b || a === -1 || b === -1) continue;
    const v1 = mesh.edgeV1[edge] as number;
    const v2 = mesh.edgeV2[edge] as number;
    const length = Math.hypot(
      (mesh.vertexXs[v1] as number) - (mesh.vertexXs[v2] as number),
      (mesh.vertexYs[v1] as number) - (mesh.vertexYs[v2] as number),
    );
    const key = Math.min(a, b) * elements.count + Math.max(a, b);
    const sum = lengths.get(key) ?? { length: 0, curve: 0 };
    sum.length += length;
    if (isCurve[edge] !== curveEdge.none) sum.curve += length;
    lengths.set(key, sum);
  }
  const borders: ElementBorder[][] = Array.from({ length: elements.count }, () => []);
  for (const [key, { length, curve }] of lengths) {
    const a = Math.floor(key / elements.count);
    const b = key % elements.count;
    const townA = elements.towns[a] as number;
    const shared = {
      distance: Math.hypot(
        (elements.xs[a] as number) - (elements.xs[b] as number),
        (elements.ys[a] as number) - (elements.ys[b] as number),
      ),
      sameTown: townA !== -1 && townA === elements.towns[b],
      bothOpen: townA === -1 && elements.towns[b] === -1,
      curvePart: curve / length,
    };
    (borders[a] as ElementBorder[]).push({ to: b, ...shared });
    (borders[b] as ElementBorder[]).push({ to: a, ...shared });
  }
  return borders;
}

function makeElementGraph(
  borders: readonly ElementBorder[][],
  cost: (border: ElementBorder) => number,
): Graph {
  return {
    nodeCount: borders.length,
    visitNeighbours: (element, visit) => {
      for (const border of borders[element] as ElementBorder[]) visit(border.to, cost(border));
    },
  };
}

/** Metres; a town is crossed at a twentieth, so it goes to one county whole. */
function countyCost(border: ElementBorder): number {
  return border.distance * (border.sameTown ? 0.05 : 1) * (1 + 0.8 * border.curvePart);
}

/** Steps; a village is about one step of 3 km, a block in the same town a third of one. */
function branchCost(border: ElementBorder): number {
  const step = border.sameTown
    ? 0.25 + border.distance / 2500
    : border.bothOpen
      ? 0.3 + border.distance / 4000
      : 0.9;
  return step * (1 + 1.2 * border.curvePart);
}

/** Parts every group into its share of `total` children; children are numbered through, group by group. */
function divideAll(
  graph: Graph,
  elements: ElementFacts,
  groupOf: Int32Array,
  groups: number,
  total: number,
  childOf: Int32Array,
): void {
  const members: number[][] = Array.from({ length: groups }, () => []);
  groupOf.forEach((group, element) => (members[group] as number[]).push(element));
  const shares = shareOut(
    total,
    members.map((list) => list.length),
    1,
  );
  const label = new Int32Array(elements.count).fill(-1);
  let first = 0;
  members.forEach((list, group) => {
    const share = shares[group] as number;
    growBalanced(graph, list, share, elements.xs, elements.ys, label);
    for (const element of list) childOf[element] = first + (label[element] as number);
    first += share;
  });
}

/** The element nearest to each seat, each element once. */
function claimSeeds(elements: ElementFacts, places: readonly { x: number; y: number }[]): number[] {
  const claimed = new Set<number>();
  return places.map((place) => {
    let best = -1;
    let nearest = Infinity;
    for (let element = 0; element < elements.count; element++) {
      const distance = Math.hypot(
        (elements.xs[element] as number) - place.x,
        (elements.ys[element] as number) - place.y,
      );
      if (distance < nearest && !claimed.has(element)) {
        nearest = distance;
        best = element;
      }
    }
    claimed.add(best);
    return best;
  });
}
