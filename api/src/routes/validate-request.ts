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
  // A path with a word that stands for nothing is a place that does not exist.
  const isNowhere = part === 'path' && issue.code === 'invalid_value';
  throw new Problem({
    type: isNowhere ? 'path-not-found' : 'invalid-request',
    status: isNowhere ? 404 : 400,
    detail: `${field === part ? `The ${part}` : `${field} in the ${part}`} ${describeIssue(issue, value)}.`,
    fix: 'Correct it; /api/openapi.json says what it may be.',
    field,
  });
}

/** What is wrong with a field, in words that follow its name. */
function describeIssue(issue: z.core.$ZodIssue, value: unknown): string {
  if (valueAt(value, issue.path) === undefined) return 'is missing';
  if (issue.code === 'invalid_value') return `must be one of ${issue.values.map(String).join(', ')}`;
  if (issue.message.startsWith('must ')) return issue.message;
  if (issue.code === 'invalid_type') return `must be of type ${issue.expected}`;
  if (issue.code === 'too_small') return `must have at least ${issue.minimum} ${unitOf(issue.origin)}`;
  if (issue.code === 'too_big') return `must have at most ${issue.maximum} ${unitOf(issue.origin)}`;
  return `is refused: ${issue.message}`;
}

function unitOf(origin: string): string {
  return origin === 'array' ? 'entries' : 'characters';
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );
}
