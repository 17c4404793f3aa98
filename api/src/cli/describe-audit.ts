import { findingKinds } from '../hierarchy/finding-kinds.js';
import type { AuditReport, ReportedFinding } from '../formats/audit-report.js';
import { isNoise, type ParentRow } from '../formats/tabulate-parents.js';
import { countWords, describeTotal } from './describe-area.js';
import { describeParents } from './describe-parents.js';
import { describeVerdict, type AdviceContext } from './describe-verdict.js';
import { drawTable, plainText } from './draw-table.js';

/**
 * An audit for people: a table of the levels, the parents that have findings, the worst findings, noise in one line,
 * the verdict and what to do next.
 *
 * @param limit lines of parents and of findings that are shown; the others are counted.
 */
export function describeAudit(
  report: AuditReport,
  rows: readonly ParentRow[],
  limit: number,
  context: AdviceContext,
): string {
  const listed = report.findings.filter((finding) => finding.status === 'open' && !isNoise(finding));
  const shown = listed.slice(0, limit);
  return [
    `Audit of ${plainText(report.subject)}`,
    '',
    ...describeLevels(report),
    '',
    ...describeParents(rows, limit),
    ...(shown.length > 0 ? ['Findings, worst first:', ...shown.map(describeFinding), ''] : []),
    ...describeNoise(report.findings),
    ...describeVerdict(report, report.findings.length - shown.length, context),
    '',
  ].join('\n');
}

function describeLevels(report: AuditReport): string[] {
  const kinds = findingKinds.filter(({ code }) =>
    report.levels.some((level) => level.findings[code] !== undefined),
  );
  const table = drawTable(
    ['level', 'grids', 'parents proven', 'edges cancelled', ...kinds.map((kind) => kind.code)],
    report.levels.map((level) => [
      level.level,
      String(level.grids),
      `${level.parentsProven} of ${level.parents}`,
      String(level.edgesCancelled),
      ...kinds.map(({ code }) => describeTotal(level.findings[code])),
    ]),
  );
  const unbounded = report.levels.filter((level) => level.outerBorder === 'unknown');
  return [
    ...table,
    ...unbounded.map(
      (level) =>
        `Nothing is drawn above the level ${level.level}: whether its outer border is right is not known.`,
    ),
  ];
}

function describeFinding(finding: ReportedFinding): string {
  const change = finding.change === null || finding.change === 'same' ? '' : ` (${finding.change})`;
  return `${finding.severity.padEnd(7)}  ${finding.kind.padEnd(16)}  ${plainText(finding.message)}${change}`;
}

/** Noise is grouped: nobody works on it one by one. */
function describeNoise(findings: readonly ReportedFinding[]): string[] {
  const noise = findings.filter((finding) => finding.status === 'open' && isNoise(finding));
  if (noise.length === 0) return [];
  const parents = new Set(noise.map((finding) => `${finding.level} ${finding.parent ?? ''}`)).size;
  const kinds = findingKinds.flatMap(({ code }) => {
    const own = noise.filter((finding) => finding.kind === code);
    const areaSquareMetres = own.reduce((sum, finding) => sum + (finding.areaSquareMetres ?? 0), 0);
    return own.length === 0 ? [] : [`${code} ${describeTotal({ count: own.length, areaSquareMetres })}`];
  });
  return [
    `Noise, grouped: ${countWords(noise.length, 'place', 'places')} under ${countWords(parents, 'parent', 'parents')}: ${kinds.join(', ')}.`,
    '',
  ];
}
