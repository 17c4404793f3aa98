import { findingKinds } from '../hierarchy/finding-kinds.js';
import type { ReportedFinding } from './audit-report.js';
import { findPlace } from './find-place.js';
import { writeCsv, type CsvColumn } from './write-csv.js';

const kindNames = new Map(findingKinds.map((kind) => [kind.code as string, kind]));

/** One finding a line; an export of work items puts its own columns behind these. */
export const findingColumns: readonly CsvColumn<ReportedFinding>[] = [
  { head: 'kind', value: (finding) => finding.kind },
  { head: 'kind_zh', value: (finding) => kindNames.get(finding.kind)?.zh },
  { head: 'cause', value: (finding) => finding.cause },
  { head: 'severity', value: (finding) => finding.severity },
  { head: 'size_class', value: (finding) => finding.sizeClass },
  { head: 'status', value: (finding) => finding.status },
  { head: 'change', value: (finding) => finding.change },
  { head: 'level', value: (finding) => finding.level },
  { head: 'parent', value: (finding) => finding.parent, isCode: true },
  { head: 'area_m2', value: (finding) => finding.areaSquareMetres },
  { head: 'width_m', value: (finding) => finding.widthMetres },
  { head: 'depth', value: (finding) => finding.depth },
  { head: 'grid_1', value: (finding) => finding.grids[0]?.code, isCode: true },
  { head: 'grid_1_name', value: (finding) => finding.grids[0]?.name },
  { head: 'grid_2', value: (finding) => finding.grids[1]?.code, isCode: true },
  { head: 'grid_2_name', value: (finding) => finding.grids[1]?.name },
  { head: 'grids', value: (finding) => finding.grids.map((grid) => grid.code).join(' '), isCode: true },
  { head: 'lng', value: (finding) => findPlace(finding.geometry)?.[0] },
  { head: 'lat', value: (finding) => findPlace(finding.geometry)?.[1] },
  { head: 'message', value: (finding) => finding.message },
  { head: 'identity', value: (finding) => finding.identity },
  { head: 'geometry_hash', value: (finding) => finding.geometryHash },
  { head: 'caused_by', value: (finding) => finding.causedBy.join(' ') },
];

/** Findings as a table for a spreadsheet, one a line, with a point to look at in place of the geometry. */
export function writeFindingsCsv(findings: readonly ReportedFinding[]): Generator<string> {
  return writeCsv(findingColumns, findings);
}
