import { boundingBox } from '../geometry/bounding-box.js';
import type { PlaneNode } from '../geometry/node-edges.js';
import { orientation } from '../geometry/orientation.js';
import type { LatticeBox, MultiPolygon } from '../geometry/types.js';
import { clusterEdges } from './cluster-edges.js';
import { EdgeGatherer } from './gather-edges.js';
import { groupCells } from './group-cells.js';
import { labelCells, type CellLabel, type LabelledCells } from './label-cells.js';
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
  /** What `proveParent` left, with all edges of invalid geometries added. */
  readonly residual: Int32Array;
}

/**
 * Describes what the residual edges locate: around each cluster of them every edge of children and parent is
 * gathered and noded, each cell labelled with the children that cover it and with in / out of the parent, and cells of
 * equal label that share an edge become one defect. Complete and exact: no tolerance, no minimum size.
 *
 * A geometry that winds other than 0 or 1 is read even-odd, which makes no false gap.
 *
 * @returns defects west → east by cluster; empty when only vertices were unmatched and nothing is uncovered
 * Cost: linear in the edges per cluster, plus one pass over all edges of the parent's children a cluster.
 */
export function findDefects(search: DefectSearch): Defect[] {
  const clusters = search.parent === undefined ? wholeBox(search.children) : clusterEdges(search.residual);
  const boxes = search.children.map((child) => boundingBox(child));
  return clusters.flatMap((cluster) => findDefectsInCluster(search, boxes, cluster));
}

/** Without a boundary inside and outside differ only by what is enclosed, so everything is looked at together. */
function wholeBox(children: readonly MultiPolygon[]): LatticeBox[] {
  const box = boundingBox(children.flat());
  return box === undefined ? [] : [box];
}

function findDefectsInCluster(
  search: DefectSearch,
  boxes: readonly (LatticeBox | undefined)[],
  [west, south, east, north]: LatticeBox,
): Defect[] {
  const frame: LatticeBox = [west - 1, south - 1, east + 1, north + 1];
  const gatherer = new EdgeGatherer();
  const corner = new Map<number, number>();
  const gather = (geometry: MultiPolygon, owner: number): void => {
    gatherer.addGeometry(geometry, owner, frame);
    const winding = windingAt(geometry, frame[0], frame[1]);
    if (winding !== 0) corner.set(owner, winding);
  };
  search.children.forEach((child, index) => {
    const box = boxes[index];
    if (box !== undefined && meets(box, frame)) gather(child, index + 1);
  });
  if (search.parent !== undefined) gather(search.parent, parentOwner);

  const labelled = labelCells(gatherer.gathered(), frame, corner);
  const readings = labelled.labels.map((label, cell) =>
    readLabel(label, search.parent === undefined ? isEnclosed(labelled, cell) : undefined),
  );
  const groups = groupCells(labelled.arrangement, (cell) => readings[cell]!.key);
  return groups.map((group): Defect => {
    const { kind, owners } = readings[group.cells[0]!]!;
    const beyond = new Set(group.beyond.flatMap((cell) => readings[cell]!.owners));
    return {
      kind: kind ?? 'gap',
      owners,
      neighbours: [...beyond].filter((child) => !owners.includes(child)).sort((a, b) => a - b),
      cause: kind === 'overlap' ? overlapCause(owners, readings, boxes, frame) : undefined,
      rings: group.rings,
    };
  });
}

function isEnclosed({ arrangement, cornerCell }: LabelledCells, cell: number): boolean {
  return cell !== cornerCell && cell !== arrangement.outerCell;
}

function meets(a: LatticeBox, b: LatticeBox): boolean {
  return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}

/** Winding number of a geometry around the lattice point, read at (x + ε, y + ε²). */
function windingAt(geometry: MultiPolygon, x: number, y: number): number {
  let winding = 0;
  for (const polygon of geometry) {
    for (const ring of polygon) {
      for (let at = 0; at + 3 < ring.length; at += 2) {
        const ay = ring[at + 1]!;
        const by = ring[at + 3]!;
        if (ay > y === by > y) continue;
        const ax = ring[at]!;
        const bx = ring[at + 2]!;
        if (ax > x && bx > x) continue;
        const isUpward = ay < by;
        const side = isUpward ? orientation(ax, ay, bx, by, x, y) : orientation(bx, by, ax, ay, x, y);
        if (side <= 0) winding += isUpward ? -1 : 1;
      }
    }
  }
  return winding;
}

interface Reading {
  /** Undefined where all is as it should be. */
  readonly kind: Defect['kind'] | undefined;
  /** Children by index, ascending. */
  readonly owners: readonly number[];
  /** Equal for cells of one condition; undefined where all is as it should be. */
  readonly key: string | undefined;
}

/** @param isEnclosed where there is no boundary: whether the cell is cut off from the outside */
function readLabel(label: CellLabel, isEnclosed: boolean | undefined): Reading {
  const owners: number[] = [];
  let isInParent = isEnclosed ?? false;
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

/**
 * `duplicate` when all owners are the same area, `contained` when one lies wholly inside another, else
 * `partial`. Read from the cells, so it is exact; an owner that reaches out of the frame is not contained.
 */
function overlapCause(
  owners: readonly number[],
  readings: readonly Reading[],
  boxes: readonly (LatticeBox | undefined)[],
  frame: LatticeBox,
): OverlapCause {
  const isContained = (inner: number, outer: number): boolean => {
    const box = boxes[inner];
    if (
      box === undefined ||
      box[0] < frame[0] ||
      box[1] < frame[1] ||
      box[2] > frame[2] ||
      box[3] > frame[3]
    ) {
      return false;
    }
    return readings.every((reading) => !reading.owners.includes(inner) || reading.owners.includes(outer));
  };
  let cause: OverlapCause = 'duplicate';
  let hasContained = false;
  for (const inner of owners) {
    for (const outer of owners) {
      if (inner === outer) continue;
      if (isContained(inner, outer)) hasContained = true;
      else cause = 'partial';
    }
  }
  return cause === 'duplicate' ? cause : hasContained ? 'contained' : 'partial';
}
