import type { MultiPolygon as GeoJsonMultiPolygon, Position } from 'geojson';
import { countFamilies } from '../../coverage/count-families.js';
import type { Finding } from '../../coverage/types.js';
import { toleranceSquareMetres } from './compare-verdict.js';
import { comparedKinds, type ComparedKind, type ParentCase, type SecondOpinionRequest } from './types.js';

/**
 * Every parent that has children, with what our own engine found in it: the families are those of the audit, so both
 * engines judge the same. A childless parent is no question of geometry.
 */
export function collectCases({
  grids,
  result,
}: Pick<SecondOpinionRequest, 'grids' | 'result'>): ParentCase[] {
  const ours = new Map<string, Finding[]>();
  for (const finding of result.findings) {
    if (!isCompared(finding.kind)) continue;
    const key = keyOf(finding.level, finding.parent);
    const known = ours.get(key);
    if (known === undefined) ours.set(key, [finding]);
    else known.push(finding);
  }
  return countFamilies(grids, result.findings).map(({ level, parent, children }): ParentCase => {
    const parentCode = parent?.code ?? null;
    const findings = ours.get(keyOf(level, parentCode)) ?? [];
    const sum = (kind: ComparedKind) => sumFindings(findings.filter((finding) => finding.kind === kind));
    return {
      level,
      parentCode,
      parent: parent?.geometry ?? null,
      children: children.map((child) => child.geometry),
      ours: { gap: sum('gap'), overlap: sum('overlap'), 'outside-parent': sum('outside-parent') },
      notJudged: findings.filter(({ areaSquareMetres }) => (areaSquareMetres ?? 0) < toleranceSquareMetres)
        .length,
    };
  });
}

function isCompared(kind: Finding['kind']): kind is ComparedKind {
  return (comparedKinds as readonly string[]).includes(kind);
}

function keyOf(level: string, parent: string | null): string {
  return JSON.stringify([level, parent]);
}

function sumFindings(findings: readonly Finding[]): ParentCase['ours'][ComparedKind] {
  return {
    squareMetres: findings.reduce((sum, { areaSquareMetres }) => sum + (areaSquareMetres ?? 0), 0),
    geometry: joinPolygons(findings),
  };
}

function joinPolygons(findings: readonly Finding[]): GeoJsonMultiPolygon | null {
  const coordinates = findings.flatMap(({ geometry }): Position[][][] => {
    if (geometry.type === 'Polygon') return [geometry.coordinates];
    return geometry.type === 'MultiPolygon' ? geometry.coordinates : [];
  });
  return coordinates.length === 0 ? null : { type: 'MultiPolygon', coordinates };
}
