import { levels } from '../hierarchy/levels.js';
import type { ImportReport } from '../jobs/import-grids.js';
import { drawTable, plainText } from './draw-table.js';

/** Repairs that the text names one by one; `--json` has them all. */
const shownRepairs = 10;
/** Unknown categories likewise. */
const shownCategories = 10;

/** An import's report for people. */
export function describeImport(report: ImportReport): string {
  const { read, resolved } = report;
  const rows = levels.flatMap((level) => {
    const counts = report.levels[level];
    if (counts === undefined) return [];
    return [[level, ...[counts.new, counts.changed, counts.same, counts.retired].map(String)]];
  });
  const lines = [
    ...drawTable(['level', 'new', 'changed', 'same', 'retired'], rows),
    '',
    ...read.files.map(
      (file) =>
        `${plainText(file.file)}: ${file.features} features, ${plainText(file.crs)} (${file.crsSource}), ${file.datum}`,
    ),
    `matched ${read.matchedVertices} vertices and inserted ${read.insertedVertices} (within ${read.matchMetres} m; largest move ${read.largestMoveMetres.toFixed(4)} m)`,
    ...describeCounts('implied', countBy(resolved.implied.map((grid) => grid.level))),
    ...describeCounts('numbered', resolved.numbered),
    ...describeRepairs(report),
    ...describeUnknownCategories(report),
    '',
    describeOutcome(report),
  ];
  return `${lines.join('\n')}\n`;
}

function describeOutcome(report: ImportReport): string {
  const { territory, revision, audit } = report;
  const what = report.changed
    ? `revision ${revision} of ${territory} is published`
    : `nothing changed: revision ${revision} of ${territory} stays`;
  if (audit === null) return what;
  return `${what}; audit ${audit.auditId}: ${audit.clean ? 'clean' : 'findings, see wangge audit'}`;
}

function describeRepairs(report: ImportReport): string[] {
  const { repairs } = report.read;
  const shown = repairs
    .slice(0, shownRepairs)
    .map(
      (repair) =>
        `repaired ${plainText(repair.file)}, feature ${repair.feature}: ${repair.kind} (${repair.count})`,
    );
  return repairs.length > shownRepairs ? [...shown, `… ${repairs.length} repairs in all, see --json`] : shown;
}

function describeUnknownCategories({ read }: ImportReport): string[] {
  const all = read.unknownCategories;
  const shown = all
    .slice(0, shownCategories)
    .map(({ value, count }) => `unknown category "${value}" on ${count} elements`);
  return all.length > shownCategories
    ? [...shown, `… ${all.length} unknown categories in all, see --json`]
    : shown;
}

function describeCounts(what: string, counts: Readonly<Partial<Record<string, number>>>): string[] {
  const parts = Object.entries(counts).map(([level, count]) => `${count} ${level}`);
  return parts.length === 0 ? [] : [`${what}: ${parts.join(', ')}`];
}

function countBy(values: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
