import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { createGunzip } from 'node:zlib';
import { Problem } from '../problem.js';
import type { BundleEnd, BundleHead, BundleRow } from './bundle-types.js';

/** A page is handed on at the first of these. */
const pageRows = 1_000;
const pageCharacters = 4_000_000;

const rowLine = /^\["([a-z_]+)",(\{.*\})\]$/s;

/** What a bundle says of itself at its begin and its end. */
export interface BundlePapers {
  readonly head: BundleHead;
  readonly end: BundleEnd;
}

/**
 * Reads a bundle once to its end without keeping it, and compares its rows and its hash with what its end says.
 *
 * @throws Problem `not-a-bundle`, `bundle-version`, `bundle-damaged`; and what the system says of the file.
 */
export async function checkBundle(
  path: string,
  onRows: (done: number) => void,
  signal: AbortSignal,
): Promise<BundlePapers> {
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  let head: BundleHead | undefined;
  let end: BundleEnd | undefined;
  let done = 0;
  for await (const line of readLines(path)) {
    if (head === undefined) head = parseHead(path, line);
    else if (end !== undefined) throw damaged(path, 'something follows its end');
    else {
      end = parseEnd(line);
      if (end !== undefined) continue;
      const table = rowLine.exec(line)?.[1];
      if (table === undefined) throw damaged(path, `line ${done + 2} is no row`);
      rows[table] = (rows[table] ?? 0) + 1;
      done++;
      if (done % pageRows === 0) {
        onRows(done);
        signal.throwIfAborted();
      }
    }
    hash.update(line).update('\n');
  }
  if (head === undefined) throw notABundle(path);
  if (end === undefined) throw damaged(path, 'it was not written to its end');
  if (hash.digest('hex') !== end.sha256 || !isDeepStrictEqual(rows, { ...end.rows }))
    throw damaged(path, 'its content is not what was written');
  return { head, end };
}

/** The rows of a bundle that was checked, in pages. */
export async function* readBundle(path: string): AsyncGenerator<BundleRow[]> {
  let page: BundleRow[] = [];
  let characters = 0;
  for await (const line of readLines(path)) {
    const [, table, row] = rowLine.exec(line) ?? [];
    if (table === undefined || row === undefined) continue;
    page.push({ table, row });
    characters += line.length;
    if (page.length === pageRows || characters > pageCharacters) {
      yield page;
      page = [];
      characters = 0;
    }
  }
  if (page.length > 0) yield page;
}

/** Lines end with a line feed and nothing else: Node's own reader also breaks at separators inside JSON text. */
async function* readLines(path: string): AsyncGenerator<string> {
  const text = pipeline(createReadStream(path), createGunzip(), () => undefined);
  text.setEncoding('utf8');
  let rest: string[] = [];
  try {
    for await (const chunk of text as AsyncIterable<string>) {
      const lines = chunk.split('\n');
      if (lines.length === 1) {
        rest.push(chunk);
        continue;
      }
      yield rest.join('') + lines[0]!;
      for (const line of lines.slice(1, -1)) yield line;
      rest = [lines.at(-1)!];
    }
  } catch (error) {
    throw describeUnzipFault(path, error);
  }
  if (rest.join('') !== '') throw damaged(path, 'it was not written to its end');
}

function describeUnzipFault(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'Z_BUF_ERROR') return damaged(path, 'it was not written to its end', error);
  if (code === 'Z_DATA_ERROR' && /incorrect header/.test(String(error))) return notABundle(path, error);
  if (code.startsWith('Z_')) return damaged(path, 'it cannot be uncompressed', error);
  return error;
}

function parseHead(path: string, line: string): BundleHead {
  const head = parseJson(line) as Partial<BundleHead> | undefined;
  if (head?.format === 'wangge-bundle/1' && Array.isArray(head.territories)) return head as BundleHead;
  if (typeof head?.format !== 'string' || !String(head.format).startsWith('wangge-bundle/'))
    throw notABundle(path);
  throw new Problem({
    type: 'bundle-version',
    status: 422,
    file: path,
    detail: `The bundle is of the format ${String(head.format)}; this version reads wangge-bundle/1.`,
    fix: 'Bring it in with the version of Wangge that wrote it, or a later one.',
  });
}

function parseEnd(line: string): BundleEnd | undefined {
  if (!line.startsWith('{"end":')) return undefined;
  return (parseJson(line) as { end?: BundleEnd } | undefined)?.end;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function notABundle(path: string, cause?: unknown): Problem {
  return new Problem(
    {
      type: 'not-a-bundle',
      status: 422,
      file: path,
      detail: 'This is no bundle of wangge export --all.',
      fix: 'Leave --all out to import grids from GeoJSON or a Shapefile.',
    },
    { cause },
  );
}

function damaged(path: string, reason: string, cause?: unknown): Problem {
  return new Problem(
    {
      type: 'bundle-damaged',
      status: 422,
      file: path,
      detail: `The bundle is damaged: ${reason}.`,
      fix: 'Copy it again, or export it again.',
    },
    { cause },
  );
}
