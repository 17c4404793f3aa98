import { understandLevel } from '../hierarchy/understand-level.js';
import { levels, type Level } from '../hierarchy/levels.js';
import type { FileSpec } from '../jobs/reading/types.js';
import type { FileArgument } from './parse-command-line.js';
import { readText } from './read-flags.js';
import { usageError } from './usage-error.js';

const databaseAddress = /^postgres(?:ql)?:\/\//i;

/** Flags that say how the bytes of a file are to be read, and nothing of a table. */
const flagsOfFiles = ['encoding', 'layer'] as const;

/**
 * The FILEs of a command line, as reading takes them; the address of a database with `--table` stands for a file.
 *
 * @throws Problem `usage` for a level that is none, a table without an address, an address without a table.
 */
export function makeFileSpecs(files: readonly FileArgument[]): FileSpec[] {
  return files.map((file) => {
    const { flags } = file;
    return {
      ...placeOf(file),
      level: readLevel(readText(flags, 'level')),
      fields: {
        level: readText(flags, 'level-field'),
        code: readText(flags, 'code-field'),
        parent: readText(flags, 'parent-field'),
        name: readText(flags, 'name-field'),
        category: readText(flags, 'category-field'),
      },
      crs: readText(flags, 'crs'),
      datum: readText(flags, 'datum') as FileSpec['datum'],
      encoding: readText(flags, 'encoding'),
      layer: readText(flags, 'layer'),
    };
  });
}

/** An address is never shown, since it may hold a password: messages name the table. */
function placeOf({ path, flags }: FileArgument): Pick<FileSpec, 'path' | 'table'> {
  const table = readText(flags, 'table');
  const geometryField = readText(flags, 'geometry-field');
  if (!databaseAddress.test(path)) {
    if (table !== undefined)
      throw usageError(
        `--table is given for "${path}", which is no address of a database`,
        'write the address as postgresql://USER@HOST/DATABASE',
      );
    if (geometryField !== undefined)
      throw usageError('--geometry-field is about tables of a database', 'leave it out');
    return { path };
  }
  if (table === undefined)
    throw usageError('the address of a database needs a table', 'add --table SCHEMA.TABLE');
  for (const name of flagsOfFiles) {
    if (name in flags) throw usageError(`--${name} is about files, not tables`, 'leave it out');
  }
  return { path: table, table: { databaseUrl: path, table, geometryField } };
}

/** @throws Problem `usage`. */
export function readLevel(text: string | undefined): Level | undefined {
  if (text === undefined) return undefined;
  const level = understandLevel(text);
  if (level === undefined) throw usageError(`--level "${text}" is none of ${levels.join(', ')}`);
  return level;
}
