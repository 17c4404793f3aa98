import { Buffer } from 'node:buffer';
import type { z } from 'zod';
import { Problem } from '../problem.js';

/** Makes the opaque text that asks for the next page. */
export function writeCursor(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Reads a cursor back. Errors: 400 `invalid-cursor` when it is not one of ours. */
export function readCursor<S extends z.ZodType>(schema: S, cursor: string): z.output<S> {
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new Problem({
    type: 'invalid-cursor',
    status: 400,
    detail: 'cursor is not one that this list has given out.',
    fix: 'Pass nextCursor of the page before unchanged, with the same filters.',
    field: 'cursor',
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schema refuses undefined, which is told as an invalid cursor.
    return undefined;
  }
}
