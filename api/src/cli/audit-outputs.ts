import type { Stats } from 'node:fs';
import { access, constants, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { AuditReport } from '../formats/audit-report.js';
import type { ParentRow } from '../formats/tabulate-parents.js';
import { writeAuditHtml } from '../formats/write-audit-html.js';
import { writeFindingsCsv } from '../formats/write-findings-csv.js';
import { writeFindingsGeojson } from '../formats/write-findings-geojson.js';
import { writeJunit } from '../formats/write-junit.js';
import { writeSarif } from '../formats/write-sarif.js';
import type { Grid } from '../coverage/types.js';
import { makeAuditDocument } from '../jobs/audit-document.js';
import { Problem } from '../problem.js';
import type { CommandContext } from './command.js';
import type { Flags } from './flag.js';
import type { FlagValues } from './parse-command-line.js';
import { readSwitch, readText } from './read-flags.js';
import { tellUnwritable } from './tell-system-error.js';
import { usageError } from './usage-error.js';
import { writeAtomically } from './write-atomically.js';
import { writeDocument } from './write-document.js';

/** Everything a report can be written from. */
export interface Reportable {
  readonly report: AuditReport;
  readonly rows: readonly ParentRow[];
  readonly grids: readonly Grid[];
  /** The report for people, as text. */
  readonly text: string;
  /** The file that was audited, or a name for the map. */
  readonly artifact: string;
}

export const outputFlags = {
  json: { about: 'print the whole document wangge-audit/1 (docs/audit.schema.json)' },
  out: { value: 'FILE', about: 'write the text, or with --json the document, there instead of stdout' },
  geojson: { value: 'FILE', about: 'the findings as features with all their properties, for a desktop GIS' },
  csv: { value: 'FILE', about: 'the findings as a table for a spreadsheet' },
  html: { value: 'FILE', about: 'one page with map picture and tables that opens by itself' },
  junit: { value: 'FILE', about: 'a JUnit case per parent and level, for a pipeline' },
  sarif: { value: 'FILE', about: 'the findings as SARIF 2.1.0, for a pipeline' },
} as const satisfies Flags;

export const outputNote =
  'Outputs: each of --geojson --csv --html --junit --sarif takes a FILE, or - for stdout in place of the text; several\n' +
  'may be given at once. Every file is written whole or not at all, and takes the place of one that is there.';

/** One thing to write; `path` is undefined for stdout. */
export interface Output {
  readonly flag: string;
  readonly path: string | undefined;
  readonly write: (from: Reportable) => Iterable<string>;
}

const formats: readonly { readonly flag: keyof typeof outputFlags; readonly write: Output['write'] }[] = [
  { flag: 'geojson', write: ({ report }) => writeFindingsGeojson(report.findings) },
  { flag: 'csv', write: ({ report }) => writeFindingsCsv(report.findings) },
  { flag: 'html', write: ({ report, rows, grids }) => writeAuditHtml(report, rows, grids) },
  { flag: 'junit', write: ({ report, rows }) => writeJunit(report, rows) },
  { flag: 'sarif', write: ({ report, artifact }) => writeSarif(report, artifact) },
];

/**
 * What the flags ask to be written: the formats with a FILE of their own, and the text or the document, which is left out
 * when another output takes stdout.
 *
 * @throws Problem `usage` when two outputs would go to stdout or into one file.
 */
export function readOutputs(flags: FlagValues): Output[] {
  const outputs: Output[] = formats.flatMap(({ flag, write }) => {
    const name = readText(flags, flag);
    return name === undefined ? [] : [{ flag, path: name === '-' ? undefined : name, write }];
  });
  const out = readText(flags, 'out');
  const isJson = readSwitch(flags, 'json');
  const isTaken = outputs.some((output) => output.path === undefined);
  if (!isTaken || isJson || out !== undefined) {
    outputs.push({
      flag: isJson ? 'json' : 'out',
      path: out === '-' ? undefined : out,
      write: ({ report, text }) => (isJson ? writeDocument(makeAuditDocument(report)) : [text]),
    });
  }
  return outputs;
}

/**
 * Refuses, before hours of work, outputs that could not be written after it: two to one place, over a file that is read, into
 * a folder that is not there.
 *
 * @throws Problem `usage`, `cannot-write`, `over-input`; `cannot-inspect` when it cannot be told whether a place is there.
 */
export async function checkPlaces(
  places: readonly { readonly flag: string; readonly path: string | undefined }[],
  inputs: readonly string[],
): Promise<void> {
  const taken = new Map<string, string>();
  const inodes = new Map<string, string>();
  for (const input of inputs) {
    const found = await inspectPlace(input);
    if (found !== undefined) inodes.set(`${found.dev} ${found.ino}`, input);
  }
  for (const { flag, path } of places) {
    const key = path === undefined ? '-' : resolve(path);
    const other = taken.get(key);
    if (other !== undefined)
      throw usageError(
        `--${other} and --${flag} would both be written to ${path ?? 'stdout'}`,
        'give each a FILE of its own',
      );
    taken.set(key, flag);
    if (path === undefined) continue;
    const found = await inspectPlace(path, flag);
    if (found !== undefined && inodes.has(`${found.dev} ${found.ino}`)) throw describeOverInput(flag, path);
    await checkFolder(path, found?.isDirectory() === true);
  }
}

/**
 * Undefined when nothing is there. Any other failure is told: a file that cannot be looked at may be one that is read, under
 * another name.
 */
async function inspectPlace(path: string, flag?: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new Problem(
      {
        type: 'cannot-inspect',
        status: 422,
        file: path,
        ...(flag === undefined ? {} : { field: `--${flag}` }),
        detail: `It cannot be told whether this file is there (${code ?? message}).`,
        fix: 'Check the path, its links, and that its folders may be entered.',
      },
      { cause: error },
    );
  }
}

async function checkFolder(path: string, isFolder: boolean): Promise<void> {
  const code = isFolder
    ? 'EISDIR'
    : await access(dirname(path), constants.W_OK).then(
        () => undefined,
        (error: NodeJS.ErrnoException) => error.code ?? error.message,
      );
  if (code === undefined) return;
  const { reason, fix } = tellUnwritable(code, path);
  throw new Problem({
    type: 'cannot-write',
    status: 422,
    file: path,
    detail: `The file cannot be written: ${reason}.`,
    fix,
  });
}

function describeOverInput(flag: string, path: string): Problem {
  return new Problem({
    type: 'over-input',
    status: 422,
    file: path,
    field: `--${flag}`,
    detail: 'This is a file that is read; it is never written over.',
    fix: 'Choose another FILE.',
  });
}

export async function writeOutputs(
  outputs: readonly Output[],
  from: Reportable,
  context: CommandContext,
): Promise<void> {
  for (const { path, write } of outputs) {
    if (path !== undefined) {
      await writeAtomically(path, write(from), { overwrite: true, signal: context.signal });
      continue;
    }
    for (const chunk of write(from)) await context.write(chunk);
  }
}
