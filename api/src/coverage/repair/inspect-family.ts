import type { Steps } from '../../geometry/run-steps.js';
import type { LatticePoint, MultiPolygon } from '../../geometry/types.js';
import { countParts } from '../count-parts.js';
import type { Defect } from '../find-defects.js';
import { findFaults, type FaultMemory } from '../find-faults.js';
import { parentIndex } from '../find-unmatched-vertices.js';
import type { Family } from '../group-by-parent.js';
import { proveFamily } from '../prove-family.js';
import type { Grid } from '../types.js';
import type { Extent } from './has-not-grown.js';
import { measurePaths } from './measure-paths.js';

/** Cells that are wrong in a family, exactly as they lie. */
export interface AreaTrouble extends Extent {
  readonly kind: Defect['kind'];
  readonly defect: Defect;
  /** Codes of its owners, or of its neighbours for a gap; sorted. */
  readonly codes: readonly string[];
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

/** Shared by all repairs: geometries are never changed in place. */
const faults: FaultMemory = new WeakMap();

/** What the audit's proof finds wrong with the areas of one family under the geometries that are asked for. */
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
    yield* findFaults([{ geometry }], faults);
    if (faults.get(geometry) !== undefined) {
      troubles.push({ kind: 'invalid-ring', grid });
      invalid.push(geometry);
    }
    if (grid.level === 'element' && countParts(geometry) > 1)
      troubles.push({ kind: 'multipart-element', grid });
  }
  const { defects, unmatched } = yield* proveFamily(geometries, boundary, invalid);
  for (const defect of defects) {
    const concerned = defect.kind === 'gap' ? defect.neighbours : defect.owners;
    troubles.push({
      kind: defect.kind,
      defect,
      codes: concerned.map((index) => children[index]!.code).sort(),
      ...measurePaths(defect.rings),
    });
  }
  for (const vertex of unmatched) {
    troubles.push({
      kind: 'unmatched-vertex',
      lacking: vertex.lacking === parentIndex ? parent! : children[vertex.lacking]!,
      point: vertex.point,
      distanceSteps: vertex.distanceSteps,
    });
  }
  return troubles;
}
