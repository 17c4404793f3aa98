import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { bundleDamaged, notABundle } from './bundle-problems.js';

/** What gzip begins with. */
const gzipMagic = Buffer.from([0x1f, 0x8b]);

/** More than a row can be, and less than a string can hold. */
const mostCharacters = 256 * 1024 * 1024;

/**
 * The lines of a bundle without their line feeds. A browser or a person may have uncompressed it: that is read too.
 * Lines end with a line feed and nothing else: Node's own reader also breaks at separators inside JSON text.
 *
 * @param onRead is told how many bytes of the file were read
 * @throws Problem `not-a-bundle`, `bundle-damaged`; and what the system says of the file.
 */
export async function* readBundleLines(
  path: string,
  onRead?: (bytes: number) => void,
): AsyncGenerator<string> {
  const start = await readStart(path);
  if (start.length === 0) throw bundleDamaged(path, 'the file is empty');
  const isZipped = start.equals(gzipMagic);
  const file = createReadStream(path);
  const text: Readable = isZipped ? pipeline(file, createGunzip(), () => undefined) : file;
  text.setEncoding('utf8');
  let rest: string[] = [];
  let restCharacters = 0;
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      onRead?.(file.bytesRead);
      const lines = chunk.split('\n');
      if (lines.length > 1) {
        yield rest.join('') + lines[0]!;
        for (const line of lines.slice(1, -1)) yield line;
        rest = [];
        restCharacters = 0;
      }
      rest.push(lines.at(-1)!);
      restCharacters += rest.at(-1)!.length;
      if (restCharacters > mostCharacters) throw notABundle(path);
    }
  } catch (error) {
    throw describeUnzipFault(path, error);
  }
  // Where the last line is cut, only its reader can say whether the file was a bundle at all.
  if (restCharacters > 0) yield rest.join('');
}

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(gzipMagic.length), 0, gzipMagic.length, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function describeUnzipFault(path: string, cause: unknown): unknown {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'Z_BUF_ERROR') return bundleDamaged(path, 'the file ends in the middle', { cause });
  // The file begins with a header: what has none follows the end.
  if (code === 'Z_DATA_ERROR' && /incorrect header/.test(String(cause)))
    return bundleDamaged(path, 'something follows its end', { cause });
  if (code.startsWith('Z_')) return bundleDamaged(path, 'it cannot be uncompressed', { cause });
  return cause;
}
