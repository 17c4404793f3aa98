import type { z } from 'zod';
import { Problem } from '../problem.js';

export type RequestPart = 'path' | 'query' | 'body';

/**
 * Parses one part of a request with its schema.
 *
 * Errors: a 400 `Problem` for the first thing that is wrong, with the name of the field in that part.
 */
export function validateRequest<S extends z.ZodType>(
  schema: S,
  value: unknown,
  part: RequestPart,
): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  if (issue === undefined) throw new Error(`zod refused the ${part} without an issue`);
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.join(', ');
    throw new Problem({
      type: part === 'query' ? 'unknown-parameter' : 'unknown-field',
      status: 400,
      detail: `The ${part} holds ${names}, which this operation does not know.`,
      fix: `Leave ${names} out; /api/openapi.json lists what it takes.`,
      field: issue.keys[0] ?? part,
    });
  }
  const field = issue.path.map(String).join('.') || part;
  throw new Problem({
    type: 'invalid-request',
    status: 400,
    detail: `${field} in the ${part}: ${issue.message}.`,
    fix: `Change ${field}; /api/openapi.json says what it may be.`,
    field,
  });
}
