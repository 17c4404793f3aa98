import { during, type Steps } from '../geometry/run-steps.js';
import { SignedEdges } from '../geometry/signed-edges.js';
import { gridLevels, type GridLevel } from '../hierarchy/levels.js';
import { auditFamily, type FamilyAudit } from './audit-family.js';
import { concludeAudit } from './conclude-audit.js';
import { findFaults, type FaultMemory } from './find-faults.js';
import { groupByParent, type Family } from './group-by-parent.js';
import type { AuditOptions, AuditProgress, AuditResult, Grid } from './types.js';

/**
 * Proves, for every parent of every level, that its children cover it exactly once, and finds everything where
 * they do not: gaps, overlaps and intrusions as polygons with m², width and owners, unmatched vertices, invalid
 * rings, and what is wrong with the hierarchy and the codes. An invalid grid is reported, read even-odd, and the others
 * are still proven.
 *
 *     families as declared → each audited → grids that lie elsewhere → those families again → hierarchy, codes
 *
 * A grid that lies in another parent than it declares, or whose parent does not exist, is told once and counted where it
 * lies (`concludeAudit`). Where the level above has no grids the level is one family without a border: enclosed holes
 * are found, and what lies beyond is unknown.
 *
 * Does not detect: impure elements.
 *
 * Precondition: `code` is unique within its level; geometries are normalised (`normaliseRings`).
 *
 * @param options without `codes` codes are not judged
 * @yields after every parent, and every few milliseconds inside a large one, with the same progress
 * @returns findings largest first within severity; equal input in any order gives equal output
 * @throws Problem `invalid-code-pattern`
 * Cost: linear for what is clean; around defects linear in their surroundings.
 */
export function* auditCoverage(
  grids: readonly Grid[],
  options: AuditOptions = {},
): Generator<AuditProgress, AuditResult> {
  const families = groupByParent(grids);
  const faults: FaultMemory = new Map();
  const audits = yield* auditFamilies(families.families, faults, options.edgeBow);
  return yield* during(lastProgress(families.families), conclude());

  function* conclude(): Steps<AuditResult> {
    yield* findFaults(families.grids, faults);
    return yield* concludeAudit(families, audits, faults, options);
  }
}

/**
 * Audits families one after the other, childless ones aside, and their grids' rings.
 *
 * @param faults takes up what is found
 * @param edgeBow see `AuditOptions`
 */
function* auditFamilies(
  families: readonly Family[],
  faults: FaultMemory,
  edgeBow?: number,
): Generator<AuditProgress, Map<Family, FamilyAudit>> {
  const audits = new Map<Family, FamilyAudit>();
  const table = new SignedEdges();
  const faultOf = (grid: Grid): ReturnType<FaultMemory['get']> => faults.get(grid.geometry);
  const parentsOf = countParents(families);
  const done = new Map<GridLevel, number>();
  for (const family of families) {
    const { level, parent, children } = family;
    const parents = parentsOf.get(level) ?? 0;
    const parentsDone = done.get(level) ?? 0;
    const progress = { level, parentsDone, parents };
    yield* during(progress, findFaults(parent === undefined ? children : [...children, parent], faults));
    if (children.length > 0) {
      audits.set(family, yield* during(progress, auditFamily(family, faultOf, table, edgeBow)));
    }
    done.set(level, parentsDone + 1);
    yield { level, parentsDone: parentsDone + 1, parents };
  }
  return audits;
}

/** What is told while the work on all families together goes on. */
function lastProgress(families: readonly Family[]): AuditProgress {
  const level = families.at(-1)?.level ?? gridLevels[0];
  const parents = countParents(families).get(level) ?? 0;
  return { level, parentsDone: parents, parents };
}

function countParents(families: readonly Family[]): Map<GridLevel, number> {
  const parentsOf = new Map<GridLevel, number>();
  for (const { level } of families) parentsOf.set(level, (parentsOf.get(level) ?? 0) + 1);
  return parentsOf;
}
