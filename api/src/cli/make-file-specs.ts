import { understandLevel } from '../hierarchy/understand-level.js';
import { levels, type Level } from '../hierarchy/levels.js';
import type { FileSpec } from '../jobs/reading/types.js';
import type { FileArgument } from './parse-command-line.js';
import { readText } from './read-flags.js';
import { usageError } from './usage-error.js';

/** The FILEs of a command line, as reading takes them. @throws Problem `usage` for a level that is none. */
export function makeFileSpecs(files: readonly FileArgument[]): FileSpec[] {
  return files.map(({ path, flags }) => ({
    path,
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
  }));
}

/** @throws Problem `usage`. */
export function readLevel(text: string | undefined): Level | undefined {
  if (text === undefined) return undefined;
  const level = understandLevel(text);
  if (level === undefined) throw usageError(`--level "${text}" is none of ${levels.join(', ')}`);
  return level;
}
