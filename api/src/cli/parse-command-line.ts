import { parseArgs } from 'node:util';
import type { Flag, Flags } from './flag.js';
import { suggestName } from './suggest-name.js';
import { usageError } from './usage-error.js';

export type FlagValues = Readonly<Record<string, string | true>>;

/** One FILE with the flags that hold for it. */
export interface FileArgument {
  readonly path: string;
  readonly flags: FlagValues;
}

export interface CommandLine {
  readonly positionals: readonly string[];
  readonly flags: FlagValues;
  /** The positionals read as FILEs, each with the file flags that hold for it. */
  readonly files: readonly FileArgument[];
}

/** A number such as −70.5 would be read as a group of short flags; it is hidden behind this and brought back. */
const numberMark = '\u0000';
const negativeNumber = /^-[\d.]/;

interface FileGroup {
  readonly path: string;
  readonly flags: Record<string, string | true>;
}

/**
 * Reads the arguments of a command. A flag marked `perFile` that stands before the first FILE is the default of
 * all; one that stands after a FILE holds for that FILE; but where such flags follow only the last of several
 * FILEs, they hold for all of them (`wangge audit a.shp b.shp --level element`).
 *
 * @throws Problem `usage` for an unknown flag (with the nearest known one), a flag without its value, a value
 *   that is not one of the flag's choices, a switch given a value, a flag given twice.
 */
export function parseCommandLine(args: readonly string[], known: Flags): CommandLine {
  const options = Object.fromEntries(
    Object.entries(known).map(([name, flag]) => [
      name,
      { type: flag.value === undefined ? ('boolean' as const) : ('string' as const), multiple: true },
    ]),
  );
  const { tokens } = parseArgs({
    args: args.map((arg) => (negativeNumber.test(arg) ? numberMark + arg : arg)),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const defaults: Record<string, string | true> = {};
  const global: Record<string, string | true> = {};
  const groups: FileGroup[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') groups.push({ path: unmark(token.value), flags: {} });
    if (token.kind !== 'option') continue;
    const flag = findFlag(token.name, token.rawName, known);
    const value = readValue(token.rawName, flag, token.value, token.inlineValue === true);
    const target = flag.perFile === true ? (groups.at(-1)?.flags ?? defaults) : global;
    if (token.name in target) throw usageError(`${token.rawName} is given twice`, 'leave one of them out');
    target[token.name] = value;
  }
  return {
    positionals: groups.map((group) => group.path),
    flags: global,
    files: spreadFlags(defaults, groups),
  };
}

function spreadFlags(defaults: FlagValues, groups: readonly FileGroup[]): FileArgument[] {
  const last = groups.at(-1);
  const onlyAfterLast = groups.slice(0, -1).every((group) => Object.keys(group.flags).length === 0);
  const shared = onlyAfterLast ? { ...defaults, ...last?.flags } : defaults;
  return groups.map((group) => ({ path: group.path, flags: { ...shared, ...group.flags } }));
}

function findFlag(name: string, rawName: string, known: Flags): Flag {
  const flag = rawName.startsWith('--') ? known[name] : undefined;
  if (flag !== undefined) return flag;
  const meant = rawName === '-h' ? 'help' : suggestName(name, Object.keys(known));
  throw usageError(
    `unknown flag ${rawName}`,
    meant === undefined ? 'see --help for the flags' : `did you mean --${meant}?`,
  );
}

function readValue(rawName: string, flag: Flag, value: string | undefined, inline: boolean): string | true {
  if (flag.value === undefined) {
    if (value === undefined) return true;
    throw usageError(`${rawName} takes no value, and was given "${unmark(value)}"`);
  }
  if (value === undefined || (!inline && value.startsWith('-') && value.length > 1)) {
    throw usageError(`${rawName} needs a value`, `write ${rawName} ${flag.value}`);
  }
  const text = unmark(value);
  if (flag.choices !== undefined && !flag.choices.includes(text)) {
    throw usageError(`${rawName} "${text}" is not one of ${flag.choices.join(', ')}`);
  }
  return text;
}

function unmark(text: string): string {
  return text.startsWith(numberMark) ? text.slice(numberMark.length) : text;
}
