import { z } from 'zod';
import type { Certificate } from '../coverage/certificate-types.js';
import { findingKinds, type FindingKind } from '../hierarchy/finding-kinds.js';
import { gridLevels } from '../hierarchy/levels.js';
import { Problem } from '../problem.js';

const fix =
  'Give the certificate as the audit wrote it, for example the field certificate of wangge audit --json.';

const count = z.int().nonnegative();
const digits = z.string().regex(/^-?\d+$/, 'must be decimal digits');
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in 64 hexadecimal digits');
const moment = z.iso.datetime({ precision: 3 });

const level = z.strictObject({
  level: z.enum(gridLevels),
  grids: count,
  parents: count,
  parentsProven: count,
  edgesCancelled: count,
  doubledLatticeArea: digits,
  parentDoubledLatticeArea: digits.nullable(),
  areaSquareMetres: z.number(),
});

const noise = z.partialRecord(
  z.enum(findingKinds.map((kind) => kind.code) as [FindingKind, ...FindingKind[]]),
  z.strictObject({ count, areaSquareMetres: z.number() }),
);

const waiver = z.strictObject({
  identity: z.string(),
  geometryHash: hash,
  reason: z.string(),
  author: z.string(),
  expiresAt: moment.nullable(),
});

const certificate = z.strictObject({
  format: z.literal('wangge-certificate/1'),
  algorithm: z.string(),
  territory: z.string().nullable(),
  levels: z.array(level),
  contentSha256: hash,
  noise,
  waivers: z.array(waiver),
  secondOpinion: z.strictObject({ engine: z.string(), parents: count, agreed: count }).nullable(),
  sha256: hash,
  revision: z.int().positive().nullable(),
  issuedAt: moment,
});

/**
 * Reads the text of a certificate strictly: every field there, none more, of its form.
 *
 * @param file for messages
 * @throws Problem `bad-certificate` naming the file and the first field that is wrong
 */
export function parseCertificate(text: string, file: string): Certificate {
  const parsed = certificate.safeParse(parseJson(text, file));
  if (parsed.success) return parsed.data as Certificate;
  const [issue] = parsed.error.issues;
  const field = [
    ...(issue?.path ?? []),
    ...(issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []),
  ];
  throw new Problem({
    type: 'bad-certificate',
    status: 422,
    file,
    ...(field.length === 0 ? {} : { field: field.join('.') }),
    detail: `This is no certificate: ${issue?.message ?? 'it has another form'}.`,
    fix,
  });
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Problem(
      {
        type: 'bad-certificate',
        status: 422,
        file,
        detail: `This is no JSON: ${error instanceof Error ? error.message : String(error)}.`,
        fix,
      },
      { cause: error },
    );
  }
}
