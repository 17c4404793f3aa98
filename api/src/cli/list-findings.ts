import { describeFinding } from '../jobs/audit-document.js';
import { exportFindings } from '../jobs/export-findings.js';
import { pageFindings } from '../store/read-findings.js';
import type { FindingRow } from '../store/finding-types.js';
import type { AuditRun, Store } from '../store/types.js';
import type { CommandContext } from './command.js';
import { drawTable, plainText } from './draw-table.js';
import { readFindingFilter } from './finding-flags.js';
import type { FlagValues } from './parse-command-line.js';
import { readNumber, readOutFile, readSwitch } from './read-flags.js';
import { usageError } from './usage-error.js';
import { writeAtomically } from './write-atomically.js';

const defaultLimit = 20;
const forms = ['json', 'geojson', 'csv'] as const;

/** Writes the findings of a run as text, JSON, GeoJSON or CSV; a file is whole or not there. */
export async function listFindings(
  store: Store,
  run: AuditRun,
  flags: FlagValues,
  context: CommandContext,
): Promise<void> {
  const { filter, isGone } = readFindingFilter(flags);
  const source = isGone ? { listFindings: store.listGone } : store;
  const pages = pageFindings(source, run.territoryId, run.auditId, filter);
  const limit = readNumber(flags, 'limit', { least: 0, most: 1_000_000, whole: true }) ?? defaultLimit;
  const form = readForm(flags);
  context.progress.clear();
  const chunks =
    form === undefined
      ? describeList(run, pages, limit)
      : form === 'json'
        ? writeJson(run, pages)
        : exportFindings(pages, form);
  const out = readOutFile(flags);
  if (out !== undefined) {
    const overwrite = readSwitch(flags, 'force');
    await writeAtomically(out, chunks, { overwrite, signal: context.signal });
    return;
  }
  for await (const chunk of chunks) {
    context.signal.throwIfAborted();
    await context.write(chunk);
  }
}

/** @throws Problem `usage` when more than one form is asked for. */
export function readForm(flags: FlagValues): (typeof forms)[number] | undefined {
  const asked = forms.filter((form) => readSwitch(flags, form));
  if (asked.length > 1) throw usageError(`--${asked.join(' and --')} are given`, 'ask for one form');
  return asked[0];
}

type Pages = AsyncIterable<readonly FindingRow[]>;

async function* writeJson(run: AuditRun, pages: Pages): AsyncGenerator<string> {
  const head = {
    format: 'wangge-findings/1',
    territory: run.territoryId,
    auditId: run.auditId,
    revision: run.revision,
    comparedWith: run.comparedWith,
  };
  yield `${JSON.stringify(head).slice(0, -1)},"findings":[`;
  let separator = '\n';
  for await (const page of pages) {
    for (const finding of page) {
      const { findingId, caseId, state, assignee, dueDate, notes, waiver, geometry } = finding;
      const shown = {
        ...{ findingId, caseId, ...describeFinding(finding) },
        ...{ state, assignee, dueDate, notes, waiver, geometry },
      };
      yield `${separator}${JSON.stringify(shown)}`;
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}

const head = ['id', 'kind', 'severity', 'size', 'change', 'state', 'assignee', 'due', 'm²', 'what'];
const leftColumns = head.length;

async function* describeList(run: AuditRun, pages: Pages, limit: number): AsyncGenerator<string> {
  const rows: string[][] = [];
  let count = 0;
  for await (const page of pages) {
    for (const finding of page.slice(0, Math.max(0, limit - rows.length))) rows.push(describeRow(finding));
    count += page.length;
  }
  const subject = `audit ${run.auditId} of revision ${run.revision} of ${run.territoryId}`;
  yield `${count} finding${count === 1 ? '' : 's'} in ${subject}\n`;
  if (rows.length > 0) yield `\n${drawTable(head, rows, leftColumns).join('\n')}\n`;
  if (count > rows.length) yield `\n… and ${count - rows.length} more: --limit ${count} shows all\n`;
}

function describeRow(finding: FindingRow): string[] {
  const { findingId, kind, severity, sizeClass, change, state, status, assignee, dueDate } = finding;
  return [
    String(findingId),
    kind,
    severity,
    sizeClass ?? '–',
    change ?? '–',
    status === 'waived' ? 'waived' : state,
    plainText(assignee ?? '–'),
    dueDate ?? '–',
    finding.areaSquareMetres === null ? '–' : finding.areaSquareMetres.toFixed(2),
    plainText(finding.message),
  ];
}
