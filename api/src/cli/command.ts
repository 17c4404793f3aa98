import type { CommandLine } from './parse-command-line.js';
import type { Flags } from './flag.js';
import type { Progress } from './show-progress.js';

/** What a command may use of its process. */
export interface CommandContext {
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
  /** Steps on stderr. */
  readonly progress: Progress;
  /** Writes a part of the result to stdout, in order, waiting where the reader is slow. */
  readonly write: (text: string) => Promise<void>;
  /** One line on stderr beside the result. */
  readonly note: (line: string) => void;
}

export interface Command {
  readonly name: string;
  readonly about: string;
  /** What follows `wangge `, one line per form. */
  readonly usage: readonly string[];
  readonly flags: Flags;
  /** Paragraphs and examples after the flags. */
  readonly notes: readonly string[];
  /** Resolves to the exit code. */
  readonly run: (line: CommandLine, context: CommandContext) => Promise<number>;
}

/** What every pipeline can rely on. */
export const exitCodes = {
  clean: 0,
  findings: 1,
  input: 2,
  ourFault: 3,
  interrupted: 130,
  terminated: 143,
} as const;
