import { compareText } from '../hierarchy/compare-text.js';
import { gridLevels } from '../hierarchy/levels.js';
import type { AuditReport, ReportedFinding } from './audit-report.js';
import { escapeMarkup } from './escape-markup.js';
import { isNoise, type ParentRow } from './tabulate-parents.js';

/** Messages told in full per test case; the others are counted, so that noise does not bury them. */
const mostMessages = 50;

/**
 * An audit as JUnit XML: a suite per level, a case per parent. A case fails when an error is open; warnings, noise and
 * waived findings go to its output.
 *
 * @param rows one per parent, as `tabulateParents` gives them.
 */
export function* writeJunit(report: AuditReport, rows: readonly ParentRow[]): Generator<string> {
  const cases = [...rows].sort(
    (a, b) =>
      gridLevels.indexOf(a.level) - gridLevels.indexOf(b.level) ||
      compareText(a.parent ?? '', b.parent ?? ''),
  );
  const findingsOf = new Map<string, ReportedFinding[]>();
  for (const finding of report.findings) {
    const key = `${finding.level} ${finding.parent ?? ''}`;
    const list = findingsOf.get(key);
    if (list === undefined) findingsOf.set(key, [finding]);
    else list.push(finding);
  }
  const failures = cases.filter((row) => row.errors > 0).length;
  yield '<?xml version="1.0" encoding="UTF-8"?>\n';
  yield `<testsuites name="wangge audit" tests="${cases.length}" failures="${failures}" errors="0">\n`;
  for (const level of gridLevels) {
    const own = cases.filter((row) => row.level === level);
    if (own.length === 0) continue;
    const failed = own.filter((row) => row.errors > 0).length;
    yield `  <testsuite name="${escapeMarkup(`${report.subject}: ${level}`)}" tests="${own.length}" failures="${failed}" errors="0" skipped="0">\n`;
    for (const row of own) yield writeCase(row, findingsOf.get(`${row.level} ${row.parent ?? ''}`) ?? []);
    yield '  </testsuite>\n';
  }
  yield '</testsuites>\n';
}

function writeCase(row: ParentRow, findings: readonly ReportedFinding[]): string {
  const name = row.parent === null ? `all ${row.level} grids` : `${row.parent} ${row.name}`.trimEnd();
  const head = `    <testcase classname="wangge.${row.level}" name="${escapeMarkup(name)}"`;
  const errors = findings.filter((finding) => finding.status === 'open' && finding.severity === 'error');
  const rest = findings.filter((finding) => !errors.includes(finding));
  if (findings.length === 0) return `${head}/>\n`;
  const [first] = errors;
  const failure =
    first === undefined
      ? ''
      : `      <failure type="${escapeMarkup(first.kind)}" message="${escapeMarkup(first.message)}">${escapeMarkup(listMessages(errors))}</failure>\n`;
  const output =
    rest.length === 0
      ? ''
      : `      <system-out>${escapeMarkup(
          listMessages(
            rest.filter((finding) => !isNoise(finding)),
            rest.filter(isNoise).length,
          ),
        )}</system-out>\n`;
  return `${head}>\n${failure}${output}    </testcase>\n`;
}

function listMessages(findings: readonly ReportedFinding[], noise = 0): string {
  const lines = findings
    .slice(0, mostMessages)
    .map(
      (finding) =>
        `${finding.severity}${finding.status === 'waived' ? ' (waived)' : ''} ${finding.kind}: ${finding.message}`,
    );
  if (findings.length > mostMessages) lines.push(`and ${findings.length - mostMessages} more`);
  if (noise > 0) lines.push(`${noise} of noise or unmatched vertices`);
  return lines.join('\n');
}
