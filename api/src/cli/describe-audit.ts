import { findingKinds } from '../hierarchy/finding-kinds.js';
import type { AuditDocument, DocumentFinding } from '../jobs/audit-document.js';
import { drawTable } from './draw-table.js';

/** An audit for people: a table of the levels, the worst findings, and how many there are. */
export function describeAudit(document: AuditDocument, subject: string, limit: number): string {
  const kinds = findingKinds.filter(({ code }) =>
    document.levels.some((level) => level.findings[code] !== undefined),
  );
  const rows = document.levels.map((level) => [
    level.level,
    String(level.grids),
    `${level.parentsProven} of ${level.parents}`,
    ...kinds.map(({ code }) => describeTotal(level.findings[code])),
  ]);
  const shown = shownFindings(document.findings, limit);
  return [
    `Audit of ${subject}`,
    '',
    ...drawTable(['level', 'grids', 'parents proven', ...kinds.map((kind) => kind.code)], rows),
    '',
    ...shown.map(describeFinding),
    ...(shown.length > 0 ? [''] : []),
    describeEnd(document, shown.length),
    '',
  ].join('\n');
}

/** Real findings and slivers; noise is counted in the table and listed by --json. */
function shownFindings(findings: readonly DocumentFinding[], limit: number): DocumentFinding[] {
  return findings
    .filter((finding) => finding.sizeClass !== 'noise' && finding.status === 'open')
    .slice(0, limit);
}

function describeFinding(finding: DocumentFinding): string {
  return `${finding.severity.padEnd(7)}  ${finding.kind.padEnd(16)}  ${finding.message}`;
}

function describeTotal(
  total: { readonly count: number; readonly areaSquareMetres: number } | undefined,
): string {
  if (total === undefined) return '0';
  return total.areaSquareMetres > 0
    ? `${total.count} (${describeArea(total.areaSquareMetres)})`
    : String(total.count);
}

function describeArea(squareMetres: number): string {
  if (squareMetres >= 1e6) return `${(squareMetres / 1e6).toFixed(2)} km²`;
  return `${squareMetres.toFixed(squareMetres >= 100 ? 0 : 2)} m²`;
}

function describeEnd(document: AuditDocument, shown: number): string {
  const { findings, clean } = document;
  if (findings.length === 0) return 'Clean: no findings.';
  const open = findings.filter((finding) => finding.status === 'open');
  const of = (severity: string): number => open.filter((finding) => finding.severity === severity).length;
  const waived = findings.length - open.length;
  const counts = [
    countWords(of('error'), 'error', 'errors'),
    countWords(of('warning'), 'warning', 'warnings'),
    `${of('info')} of information`,
    ...(waived > 0 ? [`${waived} waived`] : []),
  ];
  const hidden = findings.length - shown;
  const more = hidden > 0 ? ` (${hidden} not shown; --limit N shows more, --json all)` : '';
  const total = countWords(findings.length, 'finding', 'findings');
  return `${clean ? 'Clean' : 'Not clean'}: ${total}: ${counts.join(', ')}${more}.`;
}

function countWords(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
