import type { AuditResult, Finding, KindTotal, LevelSummary } from '../coverage/types.js';
import type { FindingKind } from '../hierarchy/finding-kinds.js';

const severityOrder = ['error', 'warning', 'info'] as const;

/** An audit's result with findings from elsewhere put in their place and counted in. */
export function mergeFindings(result: AuditResult, added: readonly Finding[]): AuditResult {
  if (added.length === 0) return result;
  return {
    clean: result.clean && added.every((finding) => finding.severity !== 'error'),
    levels: result.levels.map((level) => addTotals(level, added)),
    findings: [...result.findings, ...added].sort(compareWeight),
  };
}

function addTotals(summary: LevelSummary, added: readonly Finding[]): LevelSummary {
  const findings: Partial<Record<FindingKind, KindTotal>> = { ...summary.findings };
  for (const finding of added) {
    if (finding.level !== summary.level) continue;
    const before = findings[finding.kind] ?? { count: 0, areaSquareMetres: 0 };
    findings[finding.kind] = {
      count: before.count + 1,
      areaSquareMetres: before.areaSquareMetres + (finding.areaSquareMetres ?? 0),
    };
  }
  return { ...summary, findings };
}

/** Worst first: severity, then area. Equal ones keep their order. */
function compareWeight(a: Finding, b: Finding): number {
  return (
    severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity) ||
    (b.areaSquareMetres ?? 0) - (a.areaSquareMetres ?? 0)
  );
}
