import { z } from 'zod';

export const checksSchema = z
  .record(
    z.enum(['database', 'migrations', 'tiles', 'maps']),
    z
      .object({
        status: z.enum(['ok', 'failed', 'unknown']),
        detail: z.string().optional(),
      })
      .meta({ id: 'Check', description: '`unknown`: cannot be told while something else is away' }),
  )
  .meta({ id: 'Checks', description: 'What stands behind the server' });

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
    checks: checksSchema.optional().meta({ description: 'Only of /readyz' }),
  })
  .meta({ id: 'Problem', description: 'Why a request was refused, and what to do about it (RFC 9457)' });
