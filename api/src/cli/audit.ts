import type { AuditReport } from '../formats/audit-report.js';
import { tabulateParents } from '../formats/tabulate-parents.js';
import { outputFlags, outputNote, readOutputs, writeOutputs } from './audit-outputs.js';
import { secondOpinion } from '../jobs/second-opinion/second-opinion.js';
import { auditSubject, type Audited } from './audit-subject.js';
import { checkAllPlaces } from './check-all-places.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { describeAudit } from './describe-audit.js';
import { commonFlags, databaseFlags, gridFileFlags, readFlags } from './flag.js';
import { makeFileSpecs } from './make-file-specs.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readSwitch, readText } from './read-flags.js';
import { checkWishes, readRepairPapers, type RepairPapers } from './read-repair-papers.js';
import { readRepairFlags, repairFlags, repairNote } from './repair-flags.js';
import { repairMap } from './repair-map.js';
import { usageError } from './usage-error.js';
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
      about:
        'write the certificate there when no error is open (with --apply that of NEW); wangge verify recomputes it',
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
  const request = readRepairFlags(flags);
  const certificate = readText(flags, 'certificate');
  if (certificate === '-')
    throw usageError('--certificate needs a FILE, not -', '--json prints the certificate too');
  const specs = makeFileSpecs(line.files);
  await checkAllPlaces(line, outputs, request, certificate);
  const repair = request === undefined ? undefined : await readRepairPapers(request);

  const audited = await auditSubject(line, specs, context);
  const { report, grids } = audited;
  if (repair !== undefined) checkWishes(repair, report.findings);
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

  const mended = repair === undefined ? undefined : await mend(repair, audited, line, limit, context);
  // With --apply the map that counts is the new one: its certificate, its exit code.
  const last = mended ?? report;
  if (certificate !== undefined) await writeCertificate(certificate, last, context);
  const disputed = [...new Set([report, last])].filter((each) => isDisputed(each, context));
  return disputed.length > 0 ? exitCodes.ourFault : last.clean ? exitCodes.clean : exitCodes.findings;
}

/**
 * Tells of the repairs where people read the result, beside it where a program does.
 *
 * @returns the audit of the new map; undefined where none was made
 */
async function mend(
  repair: RepairPapers,
  audited: Audited,
  line: CommandLine,
  limit: number,
  context: CommandContext,
): Promise<AuditReport | undefined> {
  const { text, report } = await repairMap(repair, audited, context, {
    limit,
    askSecondOpinion: readSwitch(line.flags, 'second-opinion') ? secondOpinion : undefined,
    hasCertificate: 'certificate' in line.flags,
  });
  const isForPeople = readOutputs(line.flags).some(({ flag, path }) => flag === 'out' && path === undefined);
  if (isForPeople) await context.write(`\n${text}`);
  else for (const each of text.trimEnd().split('\n')) context.note(each);
  return report;
}

/** A disagreement of the two engines is an error of ours: told loudly, whatever else was asked for. */
function isDisputed({ subject, secondOpinion }: AuditReport, context: CommandContext): boolean {
  if (secondOpinion === null || secondOpinion.agreed === secondOpinion.parents) return false;
  context.note(
    `THE SECOND OPINION DIFFERS on ${secondOpinion.parents - secondOpinion.agreed} of ${secondOpinion.parents} parents of ${subject}. This is a fault of ours: please report it with the output of --json, which keeps both geometries`,
  );
  for (const { message } of secondOpinion.disagreements) context.note(message);
  return true;
}
