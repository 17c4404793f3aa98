import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';
import type { BundleEnd, BundleHead, BundleRow } from './bundle-types.js';

/** Most bytes go into coordinates, which hardly shrink more at a higher one. */
const gzipLevel = 6;

/**
 * A bundle as compressed lines: the head, a line `["table",{…}]` for each row, and the end with the hash of all lines
 * before it, so that a file that was cut or changed is known as one.
 *
 * @param tell is told the end once the last part was given
 */
export function writeBundle(
  head: BundleHead,
  pages: AsyncIterable<readonly BundleRow[]>,
  tell: (end: BundleEnd) => void,
): AsyncIterable<Buffer> {
  const gzip = createGzip({ level: gzipLevel });
  // An error of the pages destroys the stream with it, and so reaches whoever reads the parts.
  pipeline(Readable.from(linesOf(head, pages, tell)), gzip, () => undefined);
  return gzip;
}

async function* linesOf(
  head: BundleHead,
  pages: AsyncIterable<readonly BundleRow[]>,
  tell: (end: BundleEnd) => void,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  const first = `${JSON.stringify(head)}\n`;
  hash.update(first);
  yield first;
  for await (const page of pages) {
    let text = '';
    for (const { table, row } of page) {
      rows[table] = (rows[table] ?? 0) + 1;
      text += `["${table}",${row}]\n`;
    }
    hash.update(text);
    yield text;
  }
  const end = { rows, sha256: hash.digest('hex') };
  yield `${JSON.stringify({ end })}\n`;
  tell(end);
}
