import { existsSync } from 'node:fs';
import { tabulateParents } from '../formats/tabulate-parents.js';
import { checkPlaces, outputFlags, outputNote, readOutputs, writeOutputs } from './audit-outputs.js';
import { auditSubject, type Audited } from './audit-subject.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { describeAudit } from './describe-audit.js';
import { commonFlags, databaseFlags, gridFileFlags, readFlags } from './flag.js';
import { makeFileSpecs } from './make-file-specs.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readText } from './read-flags.js';
import { readRepairFlags, repairFlags, repairNote, type RepairRequest } from './repair-flags.js';
import { repairMap } from './repair-map.js';
import { usageError } from './usage-error.js';
import { describeExisting } from './write-atomically.js';
import { writeCertificate } from './write-certificate.js';

/** Lines of parents and of findings that the text shows unless asked for more. */
const defaultLimit = 20;

export const auditCommand: Command = {
  name: 'audit',
  about: 'prove that every grid is tiled by its children, and list what is wrong',
  usage: [
    'audit [--territory NAME] [--revision N] [FLAG …]',
    'audit FILE… [--level LEVEL] [FLAG …]',
    'audit postgresql://USER@HOST/DATABASE --table SCHEMA.VIEW [--geometry-field NAME] [FLAG …]',
  ],
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
    limit: { value: 'N', about: `parents, findings and repairs to show in text (default: ${defaultLimit})` },
    ...outputFlags,
    'second-opinion': {
      about: 'have a second, independent engine (Turf) check every parent again; takes minutes',
    },
    certificate: {
      value: 'FILE',
      about: 'write the certificate there when no error is open; wangge verify recomputes it',
    },
    ...repairFlags,
    ...databaseFlags,
    ...commonFlags,
  },
  notes: [
    'Without a FILE the published map of the database is audited, and the run is stored with its findings.\n' +
      'With FILEs nothing is stored and no database is opened. Vertices that matching had to insert while reading are\n' +
      'listed as unmatched-vertex; --match 0 audits the files as they stand.',
    'The table or view of another PostGIS database is read in one read-only transaction; nothing is created there. Put the\n' +
      'password into the address, or into PGPASSWORD or ~/.pgpass where other users of the machine cannot see it.',
    outputNote,
    repairNote,
    'Exit codes: 0 clean (warnings may be listed), 1 an open finding of severity error, 2 usage or input error,\n' +
      '3 a fault of ours (a second opinion that differs is one), 130 interrupted.',
    'Examples:\n' +
      '  wangge audit --territory sample --html report.html\n' +
      '  wangge audit city.geojson --level-field level --json > audit.json\n' +
      '  wangge audit cantons.shp --level county communes.shp --level branch --code-field id\n' +
      '  wangge audit postgresql://analyst@db/gis --table sales.grids --level-field level\n' +
      '  wangge audit city.geojson --fix plan.json --size-class noise --apply mended.geojson\n' +
      '  wangge audit city.geojson --second-opinion --certificate certificate.json',
  ],
  run: runAuditCommand,
};

async function runAuditCommand(line: CommandLine, context: CommandContext): Promise<number> {
  const { flags } = line;
  const limit = readNumber(flags, 'limit', { least: 0, most: 1_000_000, whole: true }) ?? defaultLimit;
  const outputs = readOutputs(flags);
  const repair = readRepairFlags(flags);
  const certificate = readText(flags, 'certificate');
  if (certificate === '-')
    throw usageError('--certificate needs a FILE, not -', '--json prints the certificate too');
  const specs = makeFileSpecs(line.files);
  await checkAllPlaces(line, outputs, repair, certificate);

  const audited = await auditSubject(line, specs, context);
  const { report, grids } = audited;
  context.progress.report('Writing the report');
  const rows = tabulateParents(grids, report.findings);
  const text = describeAudit(report, rows, limit, {
    isFile: specs.length > 0,
    hasHtml: 'html' in flags,
    hasFix: repair !== undefined,
    hasCertificate: certificate !== undefined,
  });
  context.progress.clear();
  const artifact = specs[0]?.path ?? report.subject;
  await writeOutputs(outputs, { report, rows, grids, text, artifact }, context);
  if (certificate !== undefined) await writeCertificate(certificate, report, context);

  const clean = repair === undefined ? report.clean : await mend(repair, audited, line, limit, context);
  return isDisputed(audited, context) ? exitCodes.ourFault : clean ? exitCodes.clean : exitCodes.findings;
}

/** What cannot be written is said before the work, not after it. */
async function checkAllPlaces(
  line: CommandLine,
  outputs: ReturnType<typeof readOutputs>,
  repair: RepairRequest | undefined,
  certificate: string | undefined,
): Promise<void> {
  const news = (['fix', 'apply'] as const).flatMap((flag) => {
    const path = repair?.[flag];
    return path === undefined ? [] : [{ flag, path }];
  });
  const places: { readonly flag: string; readonly path: string | undefined }[] = [...outputs, ...news];
  if (certificate !== undefined) places.push({ flag: 'certificate', path: certificate });
  const inputs = [...line.files.map((file) => file.path), repair?.plan, repair?.wishes];
  await checkPlaces(
    places,
    inputs.filter((path) => path !== undefined),
  );
  if (repair?.overwrite === true) return;
  for (const { path } of news) {
    if (!existsSync(path)) continue;
    throw describeExisting(path, undefined, '--overwrite');
  }
}

/** Tells of the repairs where people read the result, beside it where a program does. */
async function mend(
  repair: RepairRequest,
  audited: Audited,
  line: CommandLine,
  limit: number,
  context: CommandContext,
): Promise<boolean> {
  const { text, clean } = await repairMap(repair, audited, limit, context);
  const isForPeople = readOutputs(line.flags).some(({ flag, path }) => flag === 'out' && path === undefined);
  if (isForPeople) await context.write(`\n${text}`);
  else for (const each of text.trimEnd().split('\n')) context.note(each);
  return clean;
}

/** A disagreement of the two engines is an error of ours: told loudly, whatever else was asked for. */
function isDisputed({ report }: Audited, context: CommandContext): boolean {
  const { secondOpinion } = report;
  if (secondOpinion === null || secondOpinion.agreed === secondOpinion.parents) return false;
  context.note(
    `THE SECOND OPINION DIFFERS on ${secondOpinion.parents - secondOpinion.agreed} of ${secondOpinion.parents} parents. This is a fault of ours: please report it with the output of --json, which keeps both geometries`,
  );
  for (const { message } of secondOpinion.disagreements) context.note(message);
  return true;
}
