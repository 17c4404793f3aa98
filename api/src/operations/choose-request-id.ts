import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export const requestIdHeader = 'X-Request-Id';

/**
 * What the id of a proxy may look like: a UUID, hexadecimal, Base64, `Root=1-67891233-abcdef…`. Nothing that ends a line,
 * a field or a quotation wherever it is shown, and nothing that fills a log.
 */
const sane = /^[\w.:/+=@~-]{1,128}$/;

/**
 * The id that a proxy in front gave the request already, where it is a sane one; otherwise a new one. Nothing may
 * rely on its being unlike every other: whoever asks can say it. Several headers come joined by a comma, which is not sane.
 */
export function chooseRequestId({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && sane.test(given) ? given : randomUUID();
}
