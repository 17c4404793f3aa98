import { findingColumns } from '../formats/write-findings-csv.js';
import { writeCsv, type CsvColumn } from '../formats/write-csv.js';
import type { FindingRow } from '../store/finding-types.js';
import { describeFinding } from './audit-document.js';

export type ExportFormat = 'geojson' | 'csv';

type Pages = AsyncIterable<readonly FindingRow[]>;

const columns: readonly CsvColumn<FindingRow>[] = [
  { head: 'finding_id', value: (finding) => finding.findingId },
  ...findingColumns,
  { head: 'state', value: (finding) => finding.state },
  { head: 'assignee', value: (finding) => finding.assignee },
  { head: 'due_date', value: (finding) => finding.dueDate },
  { head: 'notes', value: (finding) => finding.notes.map(writeNote).join('\n') },
  { head: 'waiver_reason', value: (finding) => finding.waiver?.reason },
  { head: 'waiver_author', value: (finding) => finding.waiver?.author },
  { head: 'waiver_expires_at', value: (finding) => finding.waiver?.expiresAt },
];

/** Findings with their work items as the text of a file, a page a part, so that only one page is ever held. */
export function exportFindings(pages: Pages, format: ExportFormat): AsyncGenerator<string> {
  return format === 'csv' ? exportCsv(pages) : exportGeoJson(pages);
}

async function* exportCsv(pages: Pages): AsyncGenerator<string> {
  const [head = ''] = writeCsv(columns, []);
  yield head;
  for await (const page of pages) yield [...writeCsv(columns, page)].slice(1).join('');
}

/** Lists are flat text beside `grids` and `notes`, since a desktop GIS shows only flat attributes. */
async function* exportGeoJson(pages: Pages): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","name":"findings","features":[';
  let separator = '\n';
  for await (const page of pages) {
    for (const finding of page) {
      yield `${separator}${JSON.stringify(toFeature(finding))}`;
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}

function toFeature(finding: FindingRow): object {
  const { findingId, auditId, state, assignee, dueDate, notes, waiver, geometry, grids } = finding;
  const properties = {
    findingId,
    auditId,
    ...describeFinding(finding),
    causedBy: finding.causedBy.join(' '),
    gridCodes: grids.map((grid) => grid.code).join(' '),
    gridNames: grids.map((grid) => grid.name).join(' '),
    grids,
    state,
    assignee,
    dueDate,
    notes,
    notesText: notes.map(writeNote).join('\n'),
    waiverReason: waiver?.reason ?? null,
    waiverAuthor: waiver?.author ?? null,
    waiverExpiresAt: waiver?.expiresAt ?? null,
  };
  return { type: 'Feature', id: findingId, properties, geometry };
}

function writeNote({ at, by, text }: FindingRow['notes'][number]): string {
  return `${at} ${by}: ${text}`;
}
