import { groupByParent, type Family } from './group-by-parent.js';
import { regroupPlaced } from './regroup-placed.js';
import type { Finding, Grid } from './types.js';

/**
 * The families that an audit's figures are about, childless ones aside: as declared, but each grid that the audit found
 * to lie elsewhere (`wrong-parent`, `missing-parent`) counted where it lies. For whoever checks the same again.
 *
 * @param findings of an audit of exactly these grids: the second grid of such a finding is the one that holds the first
 */
export function countFamilies(grids: readonly Grid[], findings: readonly Finding[]): Family[] {
  const { families } = groupByParent(grids);
  const placements = placementsOf(grids, findings);
  if (placements.size === 0) return families.filter(({ children }) => children.length > 0);
  const familyOf = new Map<Grid, Family>();
  const familyUnder = new Map<Grid, Family>();
  for (const family of families) {
    for (const child of family.children) familyOf.set(child, family);
    if (family.parent !== undefined) familyUnder.set(family.parent, family);
  }
  const regrouped = regroupPlaced(
    placements,
    (grid) => familyOf.get(grid),
    (parent) => familyUnder.get(parent),
  );
  return families
    .map((family) => regrouped.get(family) ?? family)
    .filter(({ children }) => children.length > 0);
}

function placementsOf(grids: readonly Grid[], findings: readonly Finding[]): Map<Grid, Grid> {
  const placed = findings.filter(
    ({ kind, grids: concerned }) =>
      (kind === 'wrong-parent' || kind === 'missing-parent') && concerned.length > 1,
  );
  if (placed.length === 0) return new Map();
  const byCode = new Map(grids.map((grid) => [keyOf(grid), grid]));
  const placements = new Map<Grid, Grid>();
  for (const { grids: concerned } of placed) {
    const grid = byCode.get(keyOf(concerned[0]!));
    const holder = byCode.get(keyOf(concerned[1]!));
    if (grid !== undefined && holder !== undefined) placements.set(grid, holder);
  }
  return placements;
}

function keyOf({ level, code }: Pick<Grid, 'level' | 'code'>): string {
  return `${level}/${code}`;
}
