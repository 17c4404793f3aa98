import { escapeControls, Problem } from '../problem.js';
import { StoreUnavailable } from '../store/map-error.js';
import { auditCommand } from './audit.js';
import { exitCodes, type Command } from './command.js';
import { exportCommand } from './export.js';
import { findingsCommand } from './findings.js';
import { importCommand } from './import.js';
import { lookupCommand } from './lookup.js';
import { migrateCommand } from './migrate.js';
import { parseCommandLine } from './parse-command-line.js';
import { sampleCommand } from './sample.js';
import { serveCommand } from './serve.js';
import { describeCommand, describeCommands } from './show-help.js';
import { Progress } from './show-progress.js';
import { suggestName } from './suggest-name.js';
import { usageError } from './usage-error.js';
import { verifyCommand } from './verify.js';
import { createWriter } from './write-result.js';

const commands: readonly Command[] = [
  serveCommand,
  importCommand,
  auditCommand,
  findingsCommand,
  verifyCommand,
  lookupCommand,
  exportCommand,
  sampleCommand,
  migrateCommand,
];

/** Runs `wangge ARGS` in this process and resolves to its exit code; never rejects. */
export async function runCommandLine(args: readonly string[], version: string): Promise<number> {
  const progress = new Progress(process.stderr);
  const write = createWriter(process.stdout);
  // A closed stderr is nobody to tell anything to.
  process.stderr.on('error', () => undefined);
  const note = (line: string): void => {
    progress.clear();
    process.stderr.write(`wangge: ${escapeControls(line)}\n`);
  };
  const interruption = listenForInterruption();
  try {
    const [name, ...rest] = args;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      await write(describeCommands(commands));
      return name === undefined ? exitCodes.input : exitCodes.clean;
    }
    if (name === '--version') {
      await write(`${version}\n`);
      return exitCodes.clean;
    }
    const command = findCommand(name);
    if (rest.some((arg) => arg === '--help' || arg === '-h')) {
      await write(describeCommand(command));
      return exitCodes.clean;
    }
    const line = parseCommandLine(rest, command.flags);
    return await command.run(line, { signal: interruption.signal, progress, write, note });
  } catch (error) {
    if (interruption.signal.aborted) {
      note('stopped; nothing was changed that was not finished');
      return interruption.exitCode();
    }
    note(describeError(error));
    return error instanceof Problem || error instanceof StoreUnavailable
      ? exitCodes.input
      : exitCodes.ourFault;
  } finally {
    progress.clear();
    interruption.stop();
  }
}

function findCommand(name: string): Command {
  const command = commands.find((each) => each.name === name);
  if (command !== undefined) return command;
  const meant = suggestName(
    name,
    commands.map((each) => each.name),
  );
  throw usageError(
    name.startsWith('-') ? `unknown flag ${name}` : `there is no command "${name}"`,
    meant === undefined ? 'see wangge --help' : `did you mean wangge ${meant}?`,
  );
}

/** One line for what the caller can mend, the whole stack for a fault of ours. */
function describeError(error: unknown): string {
  if (error instanceof Problem) return oneLine(error.message);
  if (error instanceof StoreUnavailable)
    return oneLine(
      `${error.message} Fix: see that the database runs and has room, then run the command again.`,
    );
  return `a fault of ours: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

interface Interruption {
  readonly signal: AbortSignal;
  exitCode(): number;
  stop(): void;
}

/** The first Ctrl-C or SIGTERM asks the work to end; the second ends the process. */
function listenForInterruption(): Interruption {
  const controller = new AbortController();
  let code: number = exitCodes.interrupted;
  const onSignal = (name: NodeJS.Signals): void => {
    code = name === 'SIGTERM' ? exitCodes.terminated : exitCodes.interrupted;
    if (controller.signal.aborted) process.exit(code);
    controller.abort(new Error(`stopped by ${name}`));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    exitCode: () => code,
    stop: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
