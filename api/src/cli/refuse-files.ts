import type { CommandLine } from './parse-command-line.js';
import { usageError } from './usage-error.js';

/** For commands that take no FILE. @throws Problem `usage`. */
export function refuseFiles(line: CommandLine, command: string): void {
  const [first] = line.positionals;
  if (first !== undefined)
    throw usageError(`wangge ${command} takes no "${first}"`, `see wangge ${command} --help`);
}
