import { gridLevels } from '../hierarchy/levels.js';
import type { FindingKind } from '../hierarchy/finding-kinds.js';
import type { Families, Family } from './group-by-parent.js';
import type { Finding, KindTotal, LevelSummary } from './types.js';

/** Totals per level that has grids, from the top down. */
export function summarise(
  families: Families,
  proven: ReadonlySet<Family>,
  findings: readonly Finding[],
): LevelSummary[] {
  return gridLevels.flatMap((level): LevelSummary[] => {
    const grids = families.grids.filter((grid) => grid.level === level).length;
    if (grids === 0) return [];
    const own = families.families.filter((family) => family.level === level);
    const isBorderUnknown = own.some((family) => family.parent === undefined);
    return [
      {
        level,
        grids,
        parents: own.length,
        parentsProven: own.filter((family) => proven.has(family)).length,
        findings: totalByKind(findings.filter((finding) => finding.level === level)),
        ...(isBorderUnknown ? { outerBorder: 'unknown' as const } : {}),
      },
    ];
  });
}

function totalByKind(findings: readonly Finding[]): Partial<Record<FindingKind, KindTotal>> {
  const totals: Partial<Record<FindingKind, KindTotal>> = {};
  for (const { kind, areaSquareMetres } of findings) {
    const known = totals[kind] ?? { count: 0, areaSquareMetres: 0 };
    totals[kind] = {
      count: known.count + 1,
      areaSquareMetres: known.areaSquareMetres + (areaSquareMetres ?? 0),
    };
  }
  return totals;
}
