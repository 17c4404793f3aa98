import { z } from 'zod';
import { repairMethods, type RepairPlan } from '../coverage/repair-types.js';
import { findingKinds } from '../hierarchy/finding-kinds.js';
import { gridLevels, levels } from '../hierarchy/levels.js';
import { Problem } from '../problem.js';

const position = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);
const polygon = z.array(z.array(position).min(4)).min(1);
const kind = z.enum(findingKinds.map(({ code }) => code));
const refusal = z.object({ identity: z.string(), kind, reason: z.string() });

const planSchema = z.object({
  format: z.literal('wangge-repair/1'),
  contentSha256: z.string().regex(/^[0-9a-f]{64}$/u, 'a SHA-256 in 64 hexadecimal digits'),
  proposals: z.array(
    z.object({
      identity: z.string(),
      geometryHash: z.string(),
      kind,
      level: z.enum(gridLevels),
      parent: z.string().nullable(),
      method: z.enum(repairMethods),
      message: z.string(),
      buildsOn: z.array(z.string()),
      changes: z.array(
        z.object({
          level: z.enum(levels),
          code: z.string(),
          gainsSquareMetres: z.number().nonnegative(),
          losesSquareMetres: z.number().nonnegative(),
          geometry: z.discriminatedUnion('type', [
            z.object({ type: z.literal('Polygon'), coordinates: polygon }),
            z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(polygon).min(1) }),
          ]),
        }),
      ),
    }),
  ),
  mendedAlong: z.array(z.object({ identity: z.string(), kind })).default([]),
  refusals: z.array(refusal).default([]),
});

/**
 * Reads a plan of repairs. Proposals may have been taken out by hand, and the lists of what was not proposed left out.
 *
 * @param text the file
 * @param file its name, for the error
 * @throws Problem `invalid-plan` that names the proposal and the field
 */
export function readPlan(text: string, file?: string): RepairPlan {
  const refuse = (
    detail: string,
    extra: { field?: string; feature?: number } = {},
    cause?: unknown,
  ): Problem =>
    new Problem(
      {
        type: 'invalid-plan',
        status: 422,
        detail,
        fix: 'Make the plan again with --fix; proposals may be taken out of it, but not edited.',
        ...(file === undefined ? {} : { file }),
        ...extra,
      },
      { cause },
    );
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw refuse('The plan is not JSON.', {}, error);
  }
  const parsed = planSchema.safeParse(document);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const [first, index] = issue.path;
  const proposal = first === 'proposals' && typeof index === 'number' ? index + 1 : undefined;
  const field = issue.path.map(String).join('.');
  throw refuse(
    `${proposal === undefined ? 'The plan' : `Proposal ${proposal}`} cannot be read: ${issue.message}.`,
    field === '' ? {} : { field },
    parsed.error,
  );
}
