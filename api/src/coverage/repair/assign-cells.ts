import { boundingBox } from '../../geometry/bounding-box.js';
import type { PlaneNode } from '../../geometry/plane-nodes.js';
import type { Steps } from '../../geometry/run-steps.js';
import type { LatticeBox, LatticePoint, MultiPolygon } from '../../geometry/types.js';
import type { Family } from '../group-by-parent.js';
import type { Grid } from '../types.js';
import { dropNeedlessVertices } from './drop-needless-vertices.js';
import { frozenEdgeAt, frozenEdgesNear, roundNode, type FrozenEdge } from './frozen-edges.js';
import { insertNodes, type RoundedNode } from './insert-nodes.js';
import type { AreaTrouble } from './inspect-family.js';
import { areApart, unionOf } from './join-boxes.js';
import type { RepairDraft } from './repair-draft.js';
import { splitAlongMiddle } from './split-along-middle.js';
import { polygonOf, toggleArea } from './toggle-area.js';

/** Who gets or loses the cells of a trouble. */
export interface CellDecision {
  readonly trouble: AreaTrouble;
  /** A gap's receiver; of an overlap or an intrusion those that lose it. */
  readonly grids: readonly Grid[];
  /** True for a gap that its receivers share along the middle line; otherwise every grid gets or loses all of it. */
  readonly isSplit?: boolean;
}

/**
 * Gives cells to grids and takes them away, exactly on the lattice. A crossing becomes the lattice point nearest to it, which is
 * first put into every edge of the family that it was cut from and into the same edges on the levels below; then cells and
 * grids share edges, and giving or taking is adding or cancelling edges.
 *
 * A crossing on the parent's border cannot move the border. It becomes a lattice point just inside, and the sliver between it and
 * the border's edge (narrower than one step) goes to the child that has most of that edge:
 *
 *   p ────N──── q   the parent's edge          p ───────── q
 *         │         N lies between points         ╲ ,N' ´     sliver p q N' is the left child's
 *
 * Precondition: every trouble with a crossing on one of the frozen edges concerned is among the decisions.
 *
 * @returns the children that changed, or why it cannot be done
 */
export function* assignCells(
  draft: RepairDraft,
  family: Family,
  decisions: readonly CellDecision[],
): Steps<ReadonlySet<Grid> | string> {
  const box = unionOf(decisions.map(({ trouble }) => trouble.box));
  const border = family.parent === undefined ? [] : draft.geometryOf(family.parent);
  const { rounded, slivers } = roundNodes(decisions, frozenEdgesNear(border, box));
  const nodes = [...rounded].map(([node, to]): RoundedNode => ({ node, to }));
  const touched = new Set<Grid>();
  const change = (grid: Grid, geometry: MultiPolygon): void => {
    draft.change(grid, geometry);
    touched.add(grid);
  };
  // Who borders a gap is read where nothing is rounded yet.
  const asFound = family.children.map(draft.geometryOf);
  yield* insertIntoFamily(draft, family, nodes, box, change);

  for (const { trouble, grids, isSplit } of decisions) {
    const round = (node: PlaneNode): LatticePoint => rounded.get(node)!;
    const area = polygonOf(trouble.defect.rings.map((ring) => ring.map(round)));
    const pieces =
      isSplit === true
        ? yield* splitAlongMiddle(trouble.defect, (child) => asFound[child]!, round)
        : new Map(grids.map((grid) => [family.children.indexOf(grid), area]));
    if (pieces === undefined) return 'it is too narrow or too crooked to be split along its middle line';
    for (const [child, piece] of pieces) {
      const grid = family.children[child]!;
      change(grid, yield* toggleArea(draft.geometryOf(grid), piece));
    }
  }
  for (const { edge, inside } of slivers) {
    const receiver = longestAlong(draft, family, [edge.from, ...inside, edge.to]);
    if (receiver === undefined) return `nothing borders ${family.parent?.code ?? ''} there any more`;
    const sliver = polygonOf([[edge.from, edge.to, ...[...inside].reverse(), edge.from]]);
    change(receiver, yield* toggleArea(draft.geometryOf(receiver), sliver));
  }
  const onLattice = nodes.filter(({ node }) => node.exact === undefined).map(({ to }) => to);
  yield* dropNeedlessVertices(draft, family, onLattice);
  for (const grid of touched) {
    if (draft.geometryOf(grid).length === 0) return `${grid.level} ${grid.code} would disappear`;
  }
  return touched;
}

interface Sliver {
  readonly edge: FrozenEdge;
  /** What the crossings on it become, in order along it. */
  readonly inside: readonly LatticePoint[];
}

function roundNodes(
  decisions: readonly CellDecision[],
  frozen: readonly FrozenEdge[],
): { rounded: Map<PlaneNode, LatticePoint>; slivers: Sliver[] } {
  const rounded = new Map<PlaneNode, LatticePoint>();
  const crossings = new Map<FrozenEdge, PlaneNode[]>();
  for (const node of decisions.flatMap(({ trouble }) => trouble.defect.rings.flat())) {
    if (rounded.has(node)) continue;
    const edge = frozenEdgeAt(node, frozen);
    rounded.set(node, roundNode(node, edge));
    if (edge === undefined) continue;
    const known = crossings.get(edge);
    if (known === undefined) crossings.set(edge, [node]);
    else known.push(node);
  }
  const slivers = [...crossings].map(([edge, nodes]): Sliver => {
    const along = (node: PlaneNode): number =>
      (node.x - edge.from[0]) * (edge.to[0] - edge.from[0]) +
      (node.y - edge.from[1]) * (edge.to[1] - edge.from[1]);
    nodes.sort((a, b) => along(a) - along(b));
    return { edge, inside: nodes.map((node) => rounded.get(node)!) };
  });
  return { rounded, slivers };
}

/** The nodes go into the family's edges, and into the same edges of all levels below. */
function* insertIntoFamily(
  draft: RepairDraft,
  { children }: Family,
  nodes: readonly RoundedNode[],
  box: LatticeBox,
  change: (grid: Grid, geometry: MultiPolygon) => void,
): Steps<void> {
  for (const child of children) {
    const geometry = draft.geometryOf(child);
    const own = boundingBox(geometry);
    if (own === undefined || areApart(own, box)) continue;
    const cut = insertNodes(geometry, nodes);
    if (cut === geometry) continue;
    change(child, cut);
    const below = draft.map.familyBelow(child);
    if (below === undefined) continue;
    yield;
    yield* insertIntoFamily(draft, below, nodes, box, (grid, inner) => draft.change(grid, inner));
  }
}

/** The child that has the longest part of a path of lattice points among its edges. */
function longestAlong(
  draft: RepairDraft,
  { children }: Family,
  path: readonly LatticePoint[],
): Grid | undefined {
  const lengths = new Map<string, number>();
  for (let index = 0; index + 1 < path.length; index += 1) {
    const [ax, ay] = path[index]!;
    const [bx, by] = path[index + 1]!;
    lengths.set(`${ax},${ay},${bx},${by}`, Math.hypot(bx - ax, by - ay));
  }
  const starts = new Set(path.map(([x]) => x));
  let best: Grid | undefined;
  let longest = 0;
  for (const child of children) {
    let length = 0;
    for (const ring of draft.geometryOf(child).flat()) {
      for (let at = 0; at + 3 < ring.length; at += 2) {
        if (!starts.has(ring[at]!)) continue;
        length += lengths.get(`${ring[at]},${ring[at + 1]},${ring[at + 2]},${ring[at + 3]}`) ?? 0;
      }
    }
    if (length <= longest) continue;
    longest = length;
    best = child;
  }
  return best;
}
