import { auditFiles } from '../jobs/audit-files.js';
import { makeAuditDocument, type AuditDocument } from '../jobs/audit-document.js';
import { auditTerritory } from '../jobs/audit-territory.js';
import { readFindings } from '../store/read-findings.js';
import type { CodeScheme } from '../store/types.js';
import { chooseTerritory } from './choose-territory.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { describeAudit } from './describe-audit.js';
import { commonFlags, databaseFlags, gridFileFlags, readFlags } from './flag.js';
import { readMatch } from './import.js';
import { makeFileSpecs } from './make-file-specs.js';
import { withStore } from './open-store.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readSwitch, readOutFile, readText } from './read-flags.js';
import { usageError } from './usage-error.js';
import { writeAtomically } from './write-atomically.js';
import { writeDocument } from './write-document.js';

/** Findings that the text shows unless asked for more. */
const defaultLimit = 20;

export const auditCommand: Command = {
  name: 'audit',
  about: 'prove that every grid is tiled by its children, and list what is wrong',
  usage: ['audit [--territory NAME] [--revision N] [FLAG …]', 'audit FILE… [--level LEVEL] [FLAG …]'],
  flags: {
    ...gridFileFlags,
    ...readFlags,
    'code-scheme': {
      value: 'SCHEME',
      choices: ['own', 'standard'],
      about: 'how the codes of FILEs are built (default: standard where all have that shape, else own)',
    },
    territory: { value: 'NAME', about: 'the map to audit; needed only when there are several' },
    revision: { value: 'N', about: 'the published revision to audit (default: the present one)' },
    limit: { value: 'N', about: `findings to show in text (default: ${defaultLimit})` },
    json: { about: 'print the whole document wangge-audit/1' },
    out: { value: 'FILE', about: 'write the result there instead of stdout, whole or not at all' },
    ...databaseFlags,
    ...commonFlags,
  },
  notes: [
    'Without a FILE the published map of the database is audited, and the run is stored with its findings.\n' +
      'With FILEs nothing is stored and no database is opened. Vertices that matching had to insert while reading are\n' +
      'listed as unmatched-vertex; --match 0 audits the files as they stand.',
    'Exit codes: 0 clean (warnings may be listed), 1 an open finding of severity error, 2 usage or input error,\n' +
      '3 a fault of ours, 130 interrupted.',
    'Examples:\n' +
      '  wangge audit --territory sample\n' +
      '  wangge audit city.geojson --level-field level --json > audit.json\n' +
      '  wangge audit cantons.shp --level county communes.shp --level branch --code-field id',
  ],
  run: runAuditCommand,
};

async function runAuditCommand(line: CommandLine, context: CommandContext): Promise<number> {
  const limit = readNumber(line.flags, 'limit', { least: 0, most: 1_000_000, whole: true }) ?? defaultLimit;
  const { document, subject } =
    line.files.length > 0 ? await auditTheFiles(line, context) : await auditTheDatabase(line, context);
  context.progress.clear();
  const chunks = readSwitch(line.flags, 'json')
    ? writeDocument(document)
    : [describeAudit(document, subject, limit)];
  const out = readOutFile(line.flags);
  if (out !== undefined) await writeAtomically(out, chunks, { overwrite: true, signal: context.signal });
  else for (const chunk of chunks) await context.write(chunk);
  return document.clean ? exitCodes.clean : exitCodes.findings;
}

interface Audited {
  readonly document: AuditDocument;
  readonly subject: string;
}

async function auditTheFiles(line: CommandLine, context: CommandContext): Promise<Audited> {
  for (const name of ['territory', 'revision', 'data-dir', 'database-url']) {
    if (name in line.flags)
      throw usageError(`--${name} is about the database, and FILEs are given`, 'leave one out');
  }
  const { result } = await auditFiles({
    files: makeFileSpecs(line.files),
    matchMetres: readMatch(line.flags),
    mergeSameCode: readSwitch(line.flags, 'merge-same-code'),
    codeScheme: readText(line.flags, 'code-scheme') as CodeScheme | undefined,
    onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
    signal: context.signal,
  });
  return {
    document: makeAuditDocument(null, result.levels, result.findings),
    subject: line.files.map((file) => file.path).join(', '),
  };
}

async function auditTheDatabase(line: CommandLine, context: CommandContext): Promise<Audited> {
  for (const name of ['match', 'merge-same-code', 'code-scheme']) {
    if (name in line.flags)
      throw usageError(`--${name} is about FILEs, and none is given`, 'name the FILEs to audit');
  }
  const revision = readNumber(line.flags, 'revision', { least: 1, most: 2 ** 31 - 1, whole: true });
  return withStore(line.flags, context, async (store) => {
    const territoryId = await chooseTerritory(store, readText(line.flags, 'territory'));
    const outcome = await auditTerritory({
      store,
      territoryId,
      principal: { id: 'local' },
      onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
      signal: context.signal,
      ...(revision === undefined ? {} : { revision }),
    });
    const findings = await readFindings(store, territoryId, outcome.auditId);
    return {
      document: makeAuditDocument(outcome.revision, outcome.result.levels, findings),
      subject: `revision ${outcome.revision} of ${territoryId}`,
    };
  });
}
