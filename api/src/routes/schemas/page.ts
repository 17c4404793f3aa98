import { z } from 'zod';
import { textNumber } from '../text-number.js';

export const defaultLimit = 100;

/** One page of a list; `nextCursor` is null on the last. */
export const pageQuery = {
  limit: textNumber({
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    description: `Rows in one page; ${defaultLimit} when not given`,
  }).optional(),
  cursor: z
    .string()
    .min(1)
    .max(400)
    .optional()
    .meta({ description: '`nextCursor` of the page before; opaque' }),
};

export const nextCursorSchema = z
  .string()
  .nullable()
  .meta({ description: 'Ask again with it; null on the last page' });
