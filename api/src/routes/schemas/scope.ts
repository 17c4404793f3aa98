import { z } from 'zod';
import { textNumber } from '../text-number.js';

const territoryWanted = 'must be 1 to 40 small letters, digits and hyphens, beginning with a letter or digit';

export const territoryIdSchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, territoryWanted)
  .meta({ description: 'Territory id', example: 'sample' });

export const territoryParams = z.strictObject({ territoryId: territoryIdSchema });

/** Identities stay below 2^53, so that they survive JSON and tiles. */
export const idText = (description: string) =>
  textNumber({ type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description });

const asOfWanted = 'must be a day (2026-10-01) or a moment (2026-10-01T08:00:00+08:00)';

/** The revision asked for: at most one of the two; neither means the current one. */
export const revisionQuery = {
  revision: idText('Revision; the current one when neither this nor asOf is given').optional(),
  asOf: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], asOfWanted)
    .transform((text) => new Date(text))
    .optional()
    .meta({
      type: 'string',
      description: 'The revision in force at this moment; a day means its first moment in UTC',
      example: '2026-10-01',
    }),
};

/** Text that PostgreSQL can hold: no control characters, no half of a surrogate pair. */
export const plainText = (maximum: number) =>
  z
    .string()
    .min(1)
    .max(maximum)
    .regex(/^\P{Cc}*$/u, 'must not hold control characters')
    .regex(wholeCharacters, wholeCharactersWanted);

/** Half of a surrogate pair is no character: it cannot be written as UTF-8. */
export const wholeCharacters = /^\P{Cs}*$/u;
export const wholeCharactersWanted = 'must not hold half of a surrogate pair (\\ud800 to \\udfff alone)';
