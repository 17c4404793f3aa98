import type { Steps } from '../geometry/run-steps.js';
import { SignedEdges } from '../geometry/signed-edges.js';
import { auditFamily, type FamilyAudit } from './audit-family.js';
import { checkCodes } from './check-codes.js';
import { checkHierarchy } from './check-hierarchy.js';
import type { FaultMemory } from './find-faults.js';
import type { Families, Family } from './group-by-parent.js';
import { compareFindings } from './order-findings.js';
import { placeGrids } from './place-grids.js';
import { regroupPlaced } from './regroup-placed.js';
import { summarise, tallyLevels } from './summarise.js';
import type { AuditOptions, AuditResult, Finding, Grid } from './types.js';

/**
 * What follows when every family was audited by its declared parents: finds the grids that lie elsewhere, audits
 * the families they left and joined again with each grid counted where it lies, and adds what is wrong with the
 * hierarchy and the codes.
 *
 * One condition, one finding: a grid under the wrong parent is a `wrong-parent` (or `missing-parent`), and neither a gap
 * there nor an intrusion here. The families it left and joined are not proven. Where no grid lies elsewhere nothing is
 * audited twice.
 *
 * @param audits one a family that has children
 */
export function* concludeAudit(
  families: Families,
  audits: ReadonlyMap<Family, FamilyAudit>,
  faults: FaultMemory,
  options: AuditOptions,
): Steps<AuditResult> {
  const faultOf = (grid: Grid): ReturnType<FaultMemory['get']> => faults.get(grid.geometry);
  const placements = yield* placeGrids(families, audits);
  const { counted, childless } = yield* auditPlaced(families, audits, placements, faultOf, options.edgeBow);
  const findings: Finding[] = [];
  for (const audit of counted.values()) for (const finding of audit.findings) findings.push(finding);
  const hierarchy = yield* checkHierarchy({ ...families, childless }, faultOf, placements);
  for (const finding of hierarchy) findings.push(finding);
  if (options.codes !== undefined) {
    for (const finding of checkCodes(families, options.codes)) findings.push(finding);
  }
  yield;
  findings.sort(compareFindings);
  return summarise(tallyLevels(families, counted), findings);
}

/** Audits by family as the grids are counted, and the grids that are left without children then. */
function* auditPlaced(
  families: Families,
  audits: ReadonlyMap<Family, FamilyAudit>,
  placements: ReadonlyMap<Grid, Grid>,
  faultOf: (grid: Grid) => ReturnType<FaultMemory['get']>,
  edgeBow: number | undefined,
): Steps<{ readonly counted: ReadonlyMap<Family, FamilyAudit>; readonly childless: readonly Grid[] }> {
  if (placements.size === 0) return { counted: audits, childless: families.childless };
  const familyOf = new Map<Grid, Family>();
  const familyUnder = new Map<Grid, Family>();
  for (const family of families.families) {
    for (const child of family.children) familyOf.set(child, family);
    if (family.parent !== undefined) familyUnder.set(family.parent, family);
  }
  const regrouped = regroupPlaced(
    placements,
    (grid) => familyOf.get(grid),
    (parent) => familyUnder.get(parent),
  );
  const counted = new Map(audits);
  const childless = new Set(families.childless);
  const table = new SignedEdges();
  for (const [family, placed] of regrouped) {
    const { parent } = family;
    if (placed.children.length === 0) {
      counted.delete(family);
      if (parent !== undefined) childless.add(parent);
      continue;
    }
    if (parent !== undefined) childless.delete(parent);
    const audit = yield* auditFamily(placed, faultOf, table, edgeBow);
    counted.set(family, { ...audit, isProven: false });
    yield;
  }
  return { counted, childless: families.grids.filter((grid) => childless.has(grid)) };
}
