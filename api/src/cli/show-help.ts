import type { Command } from './command.js';
import type { Flag } from './flag.js';

/** Column where the texts begin; longer flags get a line of their own. */
const textColumn = 28;
const width = 100;

/** `wangge --help`. */
export function describeCommands(commands: readonly Command[]): string {
  const lines = commands.map((command) => row(command.name, command.about));
  return [
    'Wangge (网格): draw, prove, publish and query a seamless four-level sales map.',
    '',
    'Usage: wangge COMMAND [FLAG …]',
    '',
    'Commands:',
    ...lines,
    '',
    'Flags:',
    row('--help', 'this help; after a command, the help of that command'),
    row('--version', 'the version'),
    '',
    'Exit codes: 0 clean, 1 findings (audit) or not inside one grid (lookup), 2 usage or input error, 3 a fault of ours,',
    '130 interrupted. Results go to stdout, progress and errors to stderr.',
    '',
  ].join('\n');
}

/** `wangge COMMAND --help`. */
export function describeCommand(command: Command): string {
  const perFile = Object.entries(command.flags).filter(([, flag]) => flag.perFile === true);
  const others = Object.entries(command.flags).filter(([, flag]) => flag.perFile !== true);
  return [
    `wangge ${command.name}: ${command.about}`,
    '',
    'Usage:',
    ...command.usage.map((usage) => `  wangge ${usage}`),
    '',
    ...(perFile.length > 0
      ? [
          'File flags (before the first FILE: for every file; after a FILE: for that file; only after the last',
          'of several FILEs: for all of them):',
          ...perFile.map(describeFlag),
          '',
        ]
      : []),
    'Flags:',
    ...others.map(describeFlag),
    '',
    ...command.notes.flatMap((note) => [note, '']),
  ].join('\n');
}

function describeFlag([name, flag]: [string, Flag]): string {
  const choices = flag.choices === undefined ? '' : `: ${flag.choices.join(', ')}`;
  return row(`--${name}${flag.value === undefined ? '' : ` ${flag.value}`}`, flag.about + choices);
}

function row(left: string, text: string): string {
  const start = `  ${left}`.padEnd(textColumn);
  const lines = wrap(text, width - textColumn).map((line, index) =>
    index === 0 ? line : ' '.repeat(textColumn) + line,
  );
  return (start.length > textColumn ? `  ${left}\n${' '.repeat(textColumn)}` : start) + lines.join('\n');
}

function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > columns) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
