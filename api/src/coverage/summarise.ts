import { gridLevels, type GridLevel } from '../hierarchy/levels.js';
import type { FindingKind } from '../hierarchy/finding-kinds.js';
import type { FamilyAudit } from './audit-family.js';
import type { Families, Family } from './group-by-parent.js';
import type { AuditResult, Finding, KindTotal, LevelSummary } from './types.js';

/** How many of everything a level has, but for its findings. */
export type LevelTally = Omit<LevelSummary, 'findings'>;

/** A whole audit's outcome, of findings in their order. */
export function summarise(tallies: readonly LevelTally[], findings: readonly Finding[]): AuditResult {
  const totals = totalByKind(findings);
  return {
    clean: findings.every((finding) => finding.severity !== 'error'),
    levels: tallies.map((tally) => ({ ...tally, findings: totals.get(tally.level) ?? {} })),
    findings,
  };
}

/** Counts per level that has grids, from the top down. */
export function tallyLevels(families: Families, audits: ReadonlyMap<Family, FamilyAudit>): LevelTally[] {
  const gridsOf = new Map<string, number>();
  for (const { level } of families.grids) gridsOf.set(level, (gridsOf.get(level) ?? 0) + 1);
  return gridLevels.flatMap((level): LevelTally[] => {
    const grids = gridsOf.get(level);
    if (grids === undefined) return [];
    const own = families.families.filter((family) => family.level === level);
    const known = own.flatMap((family) => audits.get(family) ?? []);
    return [
      {
        level,
        grids,
        parents: own.length,
        parentsProven: known.filter((audit) => audit.isProven).length,
        edgesCancelled: known.reduce((sum, audit) => sum + audit.edgesCancelled, 0),
        ...tellBorder(own.some((family) => family.parent === undefined)),
      },
    ];
  });
}

/** Says of a level without parents that its outer border is unknown; of others nothing. */
export function tellBorder(isUnknown: boolean): Pick<LevelTally, 'outerBorder'> {
  return isUnknown ? { outerBorder: 'unknown' } : {};
}

function totalByKind(findings: readonly Finding[]): Map<GridLevel, Partial<Record<FindingKind, KindTotal>>> {
  const totals = new Map<
    GridLevel,
    Partial<Record<FindingKind, { count: number; areaSquareMetres: number }>>
  >();
  for (const { level, kind, areaSquareMetres } of findings) {
    let ofLevel = totals.get(level);
    if (ofLevel === undefined) {
      ofLevel = {};
      totals.set(level, ofLevel);
    }
    const total = (ofLevel[kind] ??= { count: 0, areaSquareMetres: 0 });
    total.count += 1;
    total.areaSquareMetres += areaSquareMetres ?? 0;
  }
  return totals;
}
