import type { AuditResult, Finding, KindTotal, LevelSummary } from '../coverage/types.js';
import type { FindingKind } from '../hierarchy/finding-kinds.js';

const severityOrder = ['error', 'warning', 'info'] as const;

/**
 * An audit's result with findings from elsewhere put in their place and counted in. Identities stay unique: where
 * both have the same subject, the added ones are numbered after the audit's.
 */
export function mergeFindings(result: AuditResult, elsewhere: readonly Finding[]): AuditResult {
  if (elsewhere.length === 0) return result;
  const added = numberAfter(result.findings, elsewhere);
  return {
    clean: result.clean && added.every((finding) => finding.severity !== 'error'),
    levels: result.levels.map((level) => addTotals(level, added)),
    findings: [...result.findings, ...added].sort(compareWeight),
  };
}

/** Identities end in an ordinal: the added ones of a subject go on after the last that is known. */
function numberAfter(known: readonly Finding[], added: readonly Finding[]): Finding[] {
  const last = new Map<string, number>();
  for (const { identity } of known) {
    const [subject, ordinal] = splitIdentity(identity);
    last.set(subject, Math.max(last.get(subject) ?? 0, ordinal));
  }
  return added.map((finding) => {
    const [subject, ordinal] = splitIdentity(finding.identity);
    const before = last.get(subject) ?? 0;
    return before === 0 ? finding : { ...finding, identity: `${subject}/${before + ordinal}` };
  });
}

function splitIdentity(identity: string): readonly [subject: string, ordinal: number] {
  const at = identity.lastIndexOf('/');
  return [identity.slice(0, at), Number(identity.slice(at + 1))];
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
