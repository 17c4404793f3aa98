import { isQuiet, type ParentRow } from '../formats/tabulate-parents.js';
import { countWords, describeTotal } from './describe-area.js';
import { drawTable, plainText } from './draw-table.js';

/** The parents that have findings, worst first, as a table of at most `limit` lines; nothing when all are quiet. */
export function describeParents(rows: readonly ParentRow[], limit: number): string[] {
  const loud = rows.filter((row) => !isQuiet(row));
  const shown = loud.slice(0, limit);
  if (shown.length === 0) return [];
  const hasNames = shown.some((row) => row.name !== '');
  const hasWaived = shown.some((row) => row.waived > 0);
  const table = drawTable(
    [
      'level',
      'parent',
      ...(hasNames ? ['name'] : []),
      'grids',
      'gaps',
      'overlaps',
      'outside',
      'slivers',
      'other',
      'noise',
      ...(hasWaived ? ['waived'] : []),
    ],
    shown.map((row) => [
      row.level,
      row.parent === null ? '–' : plainText(row.parent),
      ...(hasNames ? [plainText(row.name)] : []),
      String(row.grids),
      describeTotal(row.gap),
      describeTotal(row.overlap),
      describeTotal(row.outside),
      String(row.slivers),
      String(row.others),
      String(row.noise),
      ...(hasWaived ? [String(row.waived)] : []),
    ]),
    hasNames ? 3 : 2,
  );
  const hidden = loud.length - shown.length;
  return [
    'Parents with findings, worst first (slivers are among the gaps, overlaps and outside):',
    ...table,
    ...(hidden > 0 ? [`and ${countWords(hidden, 'more parent', 'more parents')}`] : []),
    '',
  ];
}
