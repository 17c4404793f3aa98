import { doubledNodeArea } from '../../geometry/nest-rings.js';
import type { Steps } from '../../geometry/run-steps.js';
import type { LatticeBox, LatticePoint, MultiPolygon } from '../../geometry/types.js';
import { numbersPerEdge } from '../../geometry/visit-near-pairs.js';
import { findDefects, type Defect } from '../find-defects.js';
import { findRingFault, type RingFault } from '../find-ring-fault.js';
import { findUnmatchedVertices, parentIndex } from '../find-unmatched-vertices.js';
import type { Family } from '../group-by-parent.js';
import { proveParent } from '../prove-parent.js';
import type { Grid } from '../types.js';

/** Cells that are wrong in a family, exactly as they lie. */
export interface AreaTrouble {
  readonly kind: Defect['kind'];
  readonly defect: Defect;
  /** Codes of its owners, or of its neighbours for a gap; sorted. */
  readonly codes: readonly string[];
  readonly box: LatticeBox;
  /** In squared lattice steps and in lattice steps, in doubles: only to compare before with after. */
  readonly area: number;
  readonly perimeter: number;
}

/** A vertex that a grid of the family lacks. */
export interface VertexTrouble {
  readonly kind: 'unmatched-vertex';
  readonly lacking: Grid;
  readonly point: LatticePoint;
  readonly distanceSteps: number;
}

/** A grid of the family that is not valid by itself, or that has more parts than an element may. */
export interface GridTrouble {
  readonly kind: 'invalid-ring' | 'multipart-element';
  readonly grid: Grid;
}

export type Trouble = AreaTrouble | VertexTrouble | GridTrouble;

/** Faults by geometry: geometries are never changed in place. */
const faults = new WeakMap<MultiPolygon, { readonly fault: RingFault | undefined }>();

/**
 * What is wrong with the areas of one family under the geometries that are asked for: the same proof, cells and vertices as the
 * audit, without describing them.
 */
export function* inspectFamily(
  { parent, children }: Family,
  geometryOf: (grid: Grid) => MultiPolygon,
): Steps<Trouble[]> {
  const geometries = children.map(geometryOf);
  const boundary = parent === undefined ? undefined : geometryOf(parent);
  const troubles: Trouble[] = [];
  const invalid: MultiPolygon[] = [];
  for (const grid of parent === undefined ? children : [...children, parent]) {
    const geometry = geometryOf(grid);
    if ((yield* faultOf(geometry)) !== undefined) {
      troubles.push({ kind: 'invalid-ring', grid });
      invalid.push(geometry);
    }
    if (grid.level === 'element' && geometry.length > 1) troubles.push({ kind: 'multipart-element', grid });
  }
  const residual = proveParent(geometries, boundary);
  if (residual.length === 0 && invalid.length === 0) return troubles;
  const defects = yield* findDefects({
    children: geometries,
    parent: boundary,
    residual,
    invalidEdges: Int32Array.from(invalid.flatMap(edgesOf)),
  });
  for (const defect of defects) {
    const concerned = defect.kind === 'gap' ? defect.neighbours : defect.owners;
    troubles.push({
      kind: defect.kind,
      defect,
      codes: concerned.map((index) => children[index]!.code).sort(),
      ...measureRings(defect),
    });
  }
  for (const vertex of yield* findUnmatchedVertices(geometries, boundary, residual)) {
    troubles.push({
      kind: 'unmatched-vertex',
      lacking: vertex.lacking === parentIndex ? parent! : children[vertex.lacking]!,
      point: vertex.point,
      distanceSteps: vertex.distanceSteps,
    });
  }
  return troubles;
}

function* faultOf(geometry: MultiPolygon): Steps<RingFault | undefined> {
  let known = faults.get(geometry);
  if (known === undefined) {
    known = { fault: yield* findRingFault(geometry) };
    faults.set(geometry, known);
  }
  return known.fault;
}

function edgesOf(geometry: MultiPolygon): number[] {
  const edges: number[] = [];
  for (const ring of geometry.flat()) {
    for (let at = 0; at + numbersPerEdge <= ring.length; at += 2)
      edges.push(ring[at]!, ring[at + 1]!, ring[at + 2]!, ring[at + 3]!);
  }
  return edges;
}

function measureRings({ rings }: Defect): Pick<AreaTrouble, 'box' | 'area' | 'perimeter'> {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  let area = 0;
  let perimeter = 0;
  for (const ring of rings) {
    area += doubledNodeArea(ring) / 2;
    ring.forEach((node, index) => {
      box[0] = Math.min(box[0], node.x);
      box[1] = Math.min(box[1], node.y);
      box[2] = Math.max(box[2], node.x);
      box[3] = Math.max(box[3], node.y);
      const next = ring[index + 1];
      if (next !== undefined) perimeter += Math.hypot(next.x - node.x, next.y - node.y);
    });
  }
  return { box, area, perimeter };
}
