import type { FlagValues } from './parse-command-line.js';
import { usageError } from './usage-error.js';

/** A flag's text, or undefined when it was not given. */
/** @throws Problem `usage` when the flag is given with nothing in it. */
export function readText(flags: FlagValues, name: string): string | undefined {
  const value = flags[name];
  if (value === '') throw usageError(`--${name} is empty`, 'give it a value, or leave it out');
  return typeof value === 'string' ? value : undefined;
}

/** The file that `--out` names; undefined for none and for `-`, which both mean stdout. */
export function readOutFile(flags: FlagValues): string | undefined {
  const name = readText(flags, 'out');
  return name === '-' ? undefined : name;
}

export function readSwitch(flags: FlagValues, name: string): boolean {
  return flags[name] === true;
}

/** @throws Problem `usage` when the text is no number of the range. */
export function readNumber(
  flags: FlagValues,
  name: string,
  range: { readonly least: number; readonly most: number; readonly whole: boolean },
): number | undefined {
  const text = readText(flags, name);
  if (text === undefined) return undefined;
  const number = text.trim() === '' ? Number.NaN : Number(text);
  const fits = Number.isFinite(number) && number >= range.least && number <= range.most;
  if (fits && (!range.whole || Number.isInteger(number))) return number;
  const kind = range.whole ? 'a whole number' : 'a number';
  throw usageError(`--${name} "${text}" is not ${kind} from ${range.least} to ${range.most}`);
}
