import type { SourceFeature } from '../../formats/types.js';
import { Problem, tellValue } from '../../problem.js';

/** What a record needs to be named in a database. */
export type NamedRow = Pick<SourceFeature, 'file' | 'feature' | 'properties' | 'key'>;

/** What a reader advises for a file, told as it is done in a database. */
const rowFixes: Readonly<Partial<Record<string, string>>> = {
  'no-polygon': 'Give the row a polygon, or audit a view that leaves it out.',
  'not-a-polygon': 'Audit a view that keeps only areas: where st_dimension(geom) = 2.',
  'bad-coordinate':
    'Mend the geometry, or leave the row out in a view; an infinite or missing number is no place.',
  'bad-geometry': 'Mend the geometry, or leave the row out in a view.',
};

/**
 * The row of a table as its owner finds it: `with gid 17, code E1`; by its place in the reading only where it has
 * neither a primary key nor a code, since a table has no order of its own.
 */
export function describeRow(row: Omit<NamedRow, 'file'>, codeField: string | undefined): string {
  const code = codeField === undefined ? undefined : row.properties[codeField];
  const hasCode = (typeof code === 'string' && code.trim() !== '') || typeof code === 'number';
  const names = [
    ...(row.key === undefined || row.key === '' ? [] : [tellValue(row.key)]),
    ...(hasCode && !row.key?.split(' ').includes(codeField!) ? [`${codeField} ${tellValue(code)}`] : []),
  ];
  return names.length > 0 ? `with ${names.join(', ')}` : `number ${row.feature}`;
}

/** A feature of a file, or a row of a table, in the middle of a sentence. */
export function describeRecord(record: NamedRow): string {
  const name =
    record.key === undefined ? `feature ${record.feature}` : `the row ${describeRow(record, undefined)}`;
  return `${name} in ${record.file}`;
}

/**
 * A problem of one record of a table, named by the row's key and code in place of a number, with advice for a database.
 * Any other error comes back as it is.
 */
export function nameRow(error: unknown, row: NamedRow, codeField: string | undefined): unknown {
  if (!(error instanceof Problem)) return error;
  const { feature: number, ...details } = error.details;
  if (number !== row.feature || details.file !== row.file) return error;
  const fix = rowFixes[details.type] ?? details.fix;
  return new Problem(
    {
      ...details,
      detail: `The row ${describeRow(row, codeField)}: ${details.detail.replace(/^The feature has/, 'It has')}`,
      ...(fix === undefined ? {} : { fix }),
    },
    { cause: error },
  );
}
