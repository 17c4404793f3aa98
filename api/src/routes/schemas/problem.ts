import { z } from 'zod';

/** RFC 9457; `field` and `fix` say what to change. */
export const problemSchema = z
  .object({
    type: z
      .string()
      .meta({ description: 'Stable machine name of the kind of problem', example: 'grid-not-found' }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    fix: z.string().optional(),
    field: z.string().optional(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused, and what to do about it (RFC 9457)' });
