import type { Finding, Grid } from '../../src/coverage/types.js';
import { parentLevel, type GridLevel } from '../../src/hierarchy/levels.js';
import type { Geos } from './geos-plane.js';
import { areaOfFace } from './measure-face.js';
import { planeAt } from './measure-family.js';
import { overlayFamily } from './overlay-family.js';

/** A condition by kind, level, parent and owners, and the m² of its places, largest first. */
export type Conditions = ReadonlyMap<string, readonly number[]>;

/** Smaller areas are left out on both sides: what doubles leave of a projected area. */
const leastSquareMetres = 1e-5;

/** What GEOS finds in every family of a map whose rings are all valid, one face after the other. */
export function overlayAudit(geos: Geos, grids: readonly Grid[]): Conditions {
  const conditions = new Map<string, number[]>();
  for (const parent of grids) {
    const children = grids.filter(
      (grid) =>
        parentLevel(grid.level) === parent.level &&
        (parent.level === 'territory' || grid.parentCode === parent.code),
    );
    if (children.length === 0) continue;
    const plane = planeAt(geos, parent);
    for (const { kind, codes, face } of overlayFamily(plane, parent, children, new Set()))
      add(conditions, keyOf(kind, children[0]!.level as GridLevel, codes), areaOfFace(face, plane.origin));
    plane.release();
  }
  return sorted(conditions);
}

/** The same of an audit's findings. */
export function conditionsOf(findings: readonly Finding[]): Conditions {
  const conditions = new Map<string, number[]>();
  for (const { kind, level, grids, areaSquareMetres } of findings) {
    if (kind !== 'gap' && kind !== 'overlap' && kind !== 'outside-parent') continue;
    add(
      conditions,
      keyOf(
        kind,
        level,
        grids.map(({ code }) => code),
      ),
      areaSquareMetres ?? 0,
    );
  }
  return sorted(conditions);
}

/** Sentences about what one has and the other has not, or has with another m²; empty when both agree to 0.1 %. */
export function differences(ours: Conditions, theirs: Conditions): string[] {
  return [...new Set([...ours.keys(), ...theirs.keys()])].flatMap((key) => {
    const [a, b] = [ours.get(key) ?? [], theirs.get(key) ?? []];
    const isSame =
      a.length === b.length && a.every((value, at) => Math.abs(value - b[at]!) <= 0.001 * b[at]! + 1e-6);
    return isSame ? [] : [`${key}: ${a.join(' + ')} m², by the overlay ${b.join(' + ')} m²`];
  });
}

function keyOf(kind: string, level: GridLevel, codes: readonly string[]): string {
  return `${kind} ${level} ${[...codes].sort().join(' ')}`;
}

function add(conditions: Map<string, number[]>, key: string, areaSquareMetres: number): void {
  if (areaSquareMetres < leastSquareMetres) return;
  conditions.set(key, [...(conditions.get(key) ?? []), areaSquareMetres]);
}

function sorted(conditions: Map<string, number[]>): Conditions {
  return new Map([...conditions].map(([key, areas]) => [key, areas.sort((a, b) => b - a)]));
}
