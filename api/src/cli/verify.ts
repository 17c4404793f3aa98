import { open } from 'node:fs/promises';
import { parseCertificate } from '../jobs/parse-certificate.js';
import { verifyFiles } from '../jobs/verify-files.js';
import type { Certificate } from '../coverage/certificate-types.js';
import type { CertificateDifference } from '../coverage/verify-certificate.js';
import { Problem } from '../problem.js';
import type { CodeScheme } from '../store/types.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { plainText } from './draw-table.js';
import { commonFlags, gridFileFlags, readFlags } from './flag.js';
import { readMatch } from './import.js';
import { makeFileSpecs } from './make-file-specs.js';
import type { CommandLine } from './parse-command-line.js';
import { readSwitch, readText } from './read-flags.js';
import { tellUnreadable } from './tell-system-error.js';
import { usageError } from './usage-error.js';

/** A certificate has a few kilobytes, and a quarter of one more for every waiver. */
const mostBytes = 100_000_000;

export const verifyCommand: Command = {
  name: 'verify',
  about: 'prove again, from files alone, what a certificate says of a map',
  usage: ['verify CERTIFICATE FILE… [--level LEVEL] [FLAG …]'],
  flags: {
    ...gridFileFlags,
    ...readFlags,
    'code-scheme': {
      value: 'SCHEME',
      choices: ['own', 'standard'],
      about: 'how the codes of FILEs are built (default: standard where all have that shape, else own)',
    },
    json: { about: 'print the document wangge-verification/1' },
    ...commonFlags,
  },
  notes: [
    'Reads FILEs as wangge audit does, audits them, and takes counts, areas and the hash of the content afresh; every\n' +
      'waiver must still fit its finding. No database is opened. The certificate is not signed, and the second opinion is\n' +
      'not asked for again: of that only the number of parents is compared.',
    'A certificate of a revision is held against its export as the file stands; one that audited FILEs is held against\n' +
      'them matched by default, as audit reads them. --match METRES settles it otherwise.',
    'Exit codes: 0 yes, 1 something differs, 2 usage or input error, 3 a fault of ours, 130 interrupted.',
    'Example:\n  wangge verify certificate.json export.geojson',
  ],
  run: runVerifyCommand,
};

async function runVerifyCommand(line: CommandLine, context: CommandContext): Promise<number> {
  const [path, ...files] = line.files;
  if (path === undefined || files.length === 0) {
    throw usageError(
      'verify needs a CERTIFICATE and one or more FILEs',
      'wangge verify certificate.json export.geojson',
    );
  }
  const certificate = parseCertificate(await readSmallFile(path.path), path.path);
  const differences = await verifyFiles({
    certificate,
    files: makeFileSpecs(files),
    matchMetres: 'match' in line.flags || certificate.revision === null ? readMatch(line.flags) : 0,
    mergeSameCode: readSwitch(line.flags, 'merge-same-code'),
    codeScheme: readText(line.flags, 'code-scheme') as CodeScheme | undefined,
    onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
    signal: context.signal,
  });
  context.progress.clear();
  const lapsed = listLapsed(certificate, new Date().toISOString());
  await context.write(
    readSwitch(line.flags, 'json')
      ? `${JSON.stringify({ format: 'wangge-verification/1', verified: differences.length === 0, differences, lapsedWaivers: lapsed }, null, 2)}\n`
      : describeVerification(certificate, differences, lapsed),
  );
  return differences.length === 0 ? exitCodes.clean : exitCodes.findings;
}

async function readSmallFile(path: string): Promise<string> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    const { reason, fix } = tellUnreadable(error.code ?? error.message);
    throw new Problem(
      {
        type: 'unreadable-file',
        status: 422,
        file: path,
        detail: `The certificate cannot be read: ${reason}.`,
        fix,
      },
      { cause: error },
    );
  });
  try {
    const status = await handle.stat();
    if (status.isFile() && status.size <= mostBytes) return await handle.readFile('utf8');
    const detail = status.isFile() ? 'It is too large for a certificate.' : 'It is no file.';
    const fix = 'Name the certificate first, then the FILEs of the map.';
    throw new Problem({ type: 'bad-certificate', status: 422, file: path, detail, fix });
  } finally {
    await handle.close();
  }
}

/** Waivers that held when the certificate was issued and no longer do: told, since another audit would find them open. */
function listLapsed({ waivers }: Certificate, now: string): string[] {
  return waivers.flatMap(({ identity, expiresAt }) =>
    expiresAt !== null && expiresAt <= now ? [identity] : [],
  );
}

function describeVerification(
  certificate: Certificate,
  differences: readonly CertificateDifference[],
  lapsed: readonly string[],
): string {
  const about = `certificate ${plainText(certificate.sha256.slice(0, 12))} of ${plainText(certificate.issuedAt)}`;
  const verdict =
    differences.length === 0
      ? [`Yes: ${about} is true of this map.`]
      : [
          `No: ${about} differs from this map in ${differences.length} ${differences.length === 1 ? 'place' : 'places'}.`,
          ...differences.map(({ message }) => `  ${plainText(message)}`),
        ];
  const notes = lapsed.map(
    (identity) => `The waiver of ${plainText(identity)} has expired since it was issued.`,
  );
  return [...verdict, ...notes, ''].join('\n');
}
