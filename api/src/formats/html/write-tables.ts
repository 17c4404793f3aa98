import { findingKinds } from '../../hierarchy/finding-kinds.js';
import { defaultLevelLabels } from '../../hierarchy/level-labels.js';
import type { Level } from '../../hierarchy/levels.js';
import type { KindTotal } from '../../coverage/types.js';
import type { AuditReport, ReportedFinding } from '../audit-report.js';
import { escapeMarkup } from '../escape-markup.js';
import { isNoise, isQuiet, type ParentRow } from '../tabulate-parents.js';
import { colourOf } from './report-styles.js';

/** Rows of a table that somebody reads; the others are counted, and all are in the other outputs. */
const mostRows = 300;

const kindNames = new Map<string, string>(findingKinds.map(({ code, zh, en }) => [code, `${zh} ${en}`]));
const severityNames = { error: '错误 error', warning: '警告 warning', info: '提示 info' } as const;

interface Column<Row> {
  readonly head: string;
  readonly isNumber?: boolean;
  /** Markup: the caller has escaped it. */
  readonly cell: (row: Row) => string;
}

function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cell = (tag: 'th' | 'td', column: Column<Row>, content: string): string =>
    `<${tag}${column.isNumber === true ? ' class="n"' : ''}>${content}</${tag}>`;
  const head = columns.map((column) => cell('th', column, column.head)).join('');
  const body = rows
    .map((row) => `<tr>${columns.map((column) => cell('td', column, column.cell(row))).join('')}</tr>`)
    .join('\n');
  return `<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

export function nameLevel(level: Level): string {
  const { zh, en } = defaultLevelLabels[level];
  return `${zh} ${en}`;
}

export function nameKind(kind: string): string {
  return escapeMarkup(kindNames.get(kind) ?? kind);
}

export function showCount(count: number): string {
  return count.toLocaleString('en-US').replaceAll(',', '\u202f');
}

/** Zeros step back, so that the eye finds what is there. */
function showTally(count: number): string {
  return count === 0 ? '<span class="soft">0</span>' : showCount(count);
}

export function showArea(squareMetres: number | null): string {
  if (squareMetres === null) return '–';
  if (squareMetres >= 1e6) return `${(squareMetres / 1e6).toFixed(2)} km²`;
  return `${squareMetres >= 100 ? showCount(Math.round(squareMetres)) : squareMetres.toFixed(2)} m²`;
}

function showTotal(total: KindTotal | undefined): string {
  if (total === undefined || total.count === 0) return '<span class="soft">0</span>';
  const area = total.areaSquareMetres > 0 ? `<br><small>${showArea(total.areaSquareMetres)}</small>` : '';
  return `${showCount(total.count)}${area}`;
}

export function writeLevelTable(report: AuditReport): string {
  const kinds = findingKinds.filter(({ code }) =>
    report.levels.some((level) => level.findings[code] !== undefined),
  );
  return table(
    [
      { head: '级别 Level', cell: (level) => nameLevel(level.level) },
      { head: '网格 Grids', isNumber: true, cell: (level) => showCount(level.grids) },
      {
        head: '已证明上级 Parents proven',
        isNumber: true,
        cell: (level) => `${showCount(level.parentsProven)} / ${showCount(level.parents)}`,
      },
      { head: '抵消边 Edges cancelled', isNumber: true, cell: (level) => showCount(level.edgesCancelled) },
      ...kinds.map(({ code }) => ({
        head: nameKind(code),
        isNumber: true,
        cell: (level: AuditReport['levels'][number]) => showTotal(level.findings[code]),
      })),
    ],
    report.levels,
  );
}

export function writeParentTable(rows: readonly ParentRow[]): string {
  const loud = rows.filter((row) => !isQuiet(row));
  if (loud.length === 0)
    return '<p>没有问题：每一个上级都被下级完整覆盖一次。 Nothing: every parent is covered by its children exactly once.</p>';
  const written = table(
    [
      { head: '级别 Level', cell: (row) => nameLevel(row.level) },
      {
        head: '上级 Parent',
        cell: (row) =>
          row.parent === null
            ? '–'
            : `<code>${escapeMarkup(row.parent)}</code> ${escapeMarkup(row.name)}`.trimEnd(),
      },
      { head: '下级 Grids', isNumber: true, cell: (row) => showCount(row.grids) },
      { head: '空白 Gaps', isNumber: true, cell: (row) => showTotal(row.gap) },
      { head: '重叠 Overlaps', isNumber: true, cell: (row) => showTotal(row.overlap) },
      { head: '越界 Outside', isNumber: true, cell: (row) => showTotal(row.outside) },
      { head: '其中细缝 Of these slivers', isNumber: true, cell: (row) => showTally(row.slivers) },
      { head: '其他 Other', isNumber: true, cell: (row) => showTally(row.others) },
      { head: '噪声 Noise', isNumber: true, cell: (row) => showTally(row.noise) },
      { head: '豁免 Waived', isNumber: true, cell: (row) => showTally(row.waived) },
    ],
    loud.slice(0, mostRows),
  );
  return written + describeRest(loud.length - mostRows);
}

/** @param numbered findings with a picture, in the order of their numbers. */
export function writeFindingTable(
  findings: readonly ReportedFinding[],
  numbered: readonly ReportedFinding[],
): string {
  const listed = findings.filter((finding) => !isNoise(finding));
  const noise = findings.filter(isNoise);
  const numberOf = new Map(numbered.map((finding, index) => [finding, index + 1]));
  const written =
    listed.length === 0
      ? '<p>无 None.</p>'
      : table(
          [
            { head: '图 Picture', cell: (finding) => showNumber(numberOf.get(finding), finding) },
            {
              head: '类型 Kind',
              cell: (finding) =>
                `<span class="dot" style="background:${colourOf(finding.kind)}"></span>${nameKind(finding.kind)}`,
            },
            {
              head: '程度 Severity',
              cell: (finding) =>
                severityNames[finding.severity] +
                (finding.status === 'waived' ? '<br><small>已豁免 waived</small>' : ''),
            },
            { head: '面积 Area', isNumber: true, cell: (finding) => showArea(finding.areaSquareMetres) },
            {
              head: '宽度 Width',
              isNumber: true,
              cell: (finding) => (finding.widthMetres === null ? '–' : `${finding.widthMetres.toFixed(2)} m`),
            },
            { head: '说明 What', cell: (finding) => escapeMarkup(finding.message) },
          ],
          listed.slice(0, mostRows),
        );
  const grouped =
    noise.length === 0
      ? ''
      : `<p class="soft">另有 ${showCount(noise.length)} 处舍入噪声，按上级汇总于上表。 ${showCount(noise.length)} more places are noise of rounding, counted per parent above.</p>`;
  return written + describeRest(listed.length - mostRows) + grouped;
}

function showNumber(number: number | undefined, finding: ReportedFinding): string {
  return number === undefined
    ? ''
    : `<span class="tag" style="background:${colourOf(finding.kind)}">${number}</span>`;
}

function describeRest(count: number): string {
  return count > 0
    ? `<p class="soft">另有 ${showCount(count)} 行未列出，见 CSV 或 JSON。 ${showCount(count)} more rows are in the CSV and JSON outputs.</p>`
    : '';
}
