import { boundingBox } from '../geometry/bounding-box.js';
import { DisjointSets } from '../geometry/disjoint-sets.js';
import type { PlaneNode } from '../geometry/plane-nodes.js';
import type { Steps } from '../geometry/run-steps.js';
import type { LatticeBox, MultiPolygon } from '../geometry/types.js';
import { overlapClassifier } from './classify-overlap.js';
import { clusterEdges } from './cluster-edges.js';
import { EdgeIndex } from './edge-index.js';
import { fillOutline } from './fill-outline.js';
import { EdgeGatherer } from './gather-edges.js';
import { groupCells } from './group-cells.js';
import { labelCells, type CellLabel, type LabelledCells } from './label-cells.js';
import { proveParent } from './prove-parent.js';
import type { OverlapCause } from './types.js';

/** Owner number of the parent in cell labels; child i is owner i + 1. */
export const parentOwner = 0;

/** Cells of equal label that share an edge: one condition, exactly as it lies in the plane. */
export interface Defect {
  readonly kind: 'gap' | 'overlap' | 'outside-parent';
  /** Children that cover it, by index, ascending; none for a gap. */
  readonly owners: readonly number[];
  /** Children on the other side of its border, by index, ascending, without the owners. */
  readonly neighbours: readonly number[];
  /** Overlaps only. */
  readonly cause: OverlapCause | undefined;
  /** One polygon: closed rings, shell counter-clockwise first, holes clockwise, as exact nodes. */
  readonly rings: readonly (readonly PlaneNode[])[];
}

export interface DefectSearch {
  readonly children: readonly MultiPolygon[];
  /** Undefined where there is no boundary: enclosed holes are gaps then, and nothing is outside. */
  readonly parent: MultiPolygon | undefined;
  /** What `proveParent` left. */
  readonly residual: Int32Array;
  /** All edges of invalid geometries, which may be wrong where every edge cancels. */
  readonly invalidEdges?: Int32Array;
}

/**
 * Describes what the residual edges locate: around each cluster of them every edge of children and parent is
 * gathered and noded, each cell labelled with the children that cover it and with in / out of the parent, and cells of
 * equal label that share an edge become one defect. Complete and exact: no tolerance, no minimum size.
 *
 * A geometry that winds other than 0 or 1 is read even-odd, which makes no false gap.
 *
 * @yields every few milliseconds
 * @returns defects west → east by cluster; empty when only vertices were unmatched and nothing is uncovered
 * Cost: linear in the edges per cluster, after an index over all edges of the parent's children. Without a parent the
 * outline that is left is filled and stands for it; only where that crosses itself everything is looked at together.
 */
export function* findDefects(search: DefectSearch): Steps<Defect[]> {
  const invalidEdges = search.invalidEdges ?? new Int32Array();
  if (search.parent !== undefined) {
    const residual = concatenate(search.residual, invalidEdges);
    return yield* findDefectsAt(yield* clusterEdges(residual), search.children, search.parent);
  }
  const outline = invalidEdges.length > 0 ? undefined : yield* fillOutline(search.residual);
  if (outline === undefined) {
    const box = boundingBox(search.children.flat());
    return yield* findDefectsAt(box === undefined ? [] : [box], search.children, undefined);
  }
  const clusters = yield* clusterEdges(proveParent(search.children, outline));
  return yield* findDefectsAt(clusters, search.children, outline);
}

function concatenate(a: Int32Array, b: Int32Array): Int32Array {
  const all = new Int32Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

function* findDefectsAt(
  clusters: readonly LatticeBox[],
  children: readonly MultiPolygon[],
  parent: MultiPolygon | undefined,
): Steps<Defect[]> {
  if (clusters.length === 0) return [];
  const geometries = new Map(children.map((child, index) => [index + 1, child] as const));
  if (parent !== undefined) geometries.set(parentOwner, parent);
  const index = new EdgeIndex(geometries);
  const boxes = children.map((child) => boundingBox(child));
  const gatherer = new EdgeGatherer();
  const defects: Defect[] = [];
  for (const cluster of clusters) {
    yield;
    gatherer.clear();
    const found = yield* findDefectsInCluster(index, gatherer, boxes, parent !== undefined, cluster);
    for (const defect of found) {
      defects.push(defect);
    }
  }
  return defects;
}

function* findDefectsInCluster(
  index: EdgeIndex,
  gatherer: EdgeGatherer,
  boxes: readonly (LatticeBox | undefined)[],
  hasParent: boolean,
  [west, south, east, north]: LatticeBox,
): Steps<Defect[]> {
  const frame: LatticeBox = [west - 1, south - 1, east + 1, north + 1];
  index.gather(frame, gatherer);
  const labelled = yield* labelCells(gatherer.gathered(), frame, index.windingsAt(frame[0], frame[1]));
  const readings = readLabels(labelled, hasParent);
  const groups = yield* groupCells(labelled.arrangement, (cell) => readings[cell]!.key);
  let classify: ((owners: readonly number[]) => OverlapCause) | undefined;
  const causeOf = (owners: readonly number[]): OverlapCause => {
    classify ??= overlapClassifier(
      [...new Set(readings)].map((reading) => reading.owners),
      boxes,
      frame,
    );
    return classify(owners);
  };
  return groups.map((group): Defect => {
    const { kind, owners } = readings[group.cells[0]!]!;
    const own = new Set(owners);
    const beyond = new Set(group.beyond.flatMap((cell) => readings[cell]!.owners));
    return {
      kind: kind ?? 'gap',
      owners,
      neighbours: [...beyond].filter((child) => !own.has(child)).sort((a, b) => a - b),
      cause: kind === 'overlap' ? causeOf(owners) : undefined,
      rings: group.rings,
    };
  });
}

/** What each cell's label says; cells of equal label share the object. */
function readLabels(labelled: LabelledCells, hasParent: boolean): Reading[] {
  const { labels } = labelled;
  const isOpen = hasParent ? undefined : findOpenCells(labelled);
  const within = new Map<CellLabel, Reading>();
  const outside = new Map<CellLabel, Reading>();
  return labels.map((label, cell) => {
    const isEnclosed = isOpen?.[cell] === 0;
    const known = isEnclosed ? within : outside;
    let reading = known.get(label);
    if (reading === undefined) {
      reading = readLabel(label, isEnclosed);
      known.set(label, reading);
    }
    return reading;
  });
}

/**
 * Marks the cells that no child covers and that hang together by edges with the outside. The edges between them are those
 * of invalid rings, an even number of which lie over each other.
 */
function findOpenCells({ arrangement, labels, cornerCell }: LabelledCells): Uint8Array {
  const { cellOf, cells, outerCell } = arrangement;
  const isBare = labels.map((label) => [...label.values()].every((winding) => winding % 2 === 0));
  const regions = new DisjointSets(cells);
  regions.join(cornerCell, outerCell);
  for (let half = 0; half < cellOf.length; half += 2) {
    const left = cellOf[half]!;
    const right = cellOf[half + 1]!;
    if (isBare[left] === true && isBare[right] === true) regions.join(left, right);
  }
  const outside = regions.find(outerCell);
  return Uint8Array.from({ length: cells }, (_, cell) => Number(regions.find(cell) === outside));
}

interface Reading {
  /** Undefined where all is as it should be. */
  readonly kind: Defect['kind'] | undefined;
  /** Children by index, ascending. */
  readonly owners: readonly number[];
  /** Equal for cells of one condition; undefined where all is as it should be. */
  readonly key: string | undefined;
}

/** @param isEnclosed true where there is no boundary and the cell is cut off from the outside */
function readLabel(label: CellLabel, isEnclosed: boolean): Reading {
  const owners: number[] = [];
  let isInParent = isEnclosed;
  for (const [owner, winding] of label) {
    if (winding % 2 === 0) continue;
    if (owner === parentOwner) isInParent = true;
    else owners.push(owner - 1);
  }
  owners.sort((a, b) => a - b);
  const kind = kindOf(owners.length, isInParent);
  return { kind, owners, key: kind === undefined ? undefined : `${kind} ${owners.join(' ')}` };
}

function kindOf(depth: number, isInParent: boolean): Defect['kind'] | undefined {
  if (!isInParent) return depth === 0 ? undefined : 'outside-parent';
  if (depth === 1) return undefined;
  return depth === 0 ? 'gap' : 'overlap';
}
