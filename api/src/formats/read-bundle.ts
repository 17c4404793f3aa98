import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { bundleDamaged, notABundle } from './bundle-problems.js';
import type { BundleEnd, BundleHead, BundleLine } from './bundle-types.js';
import { parseBundleHead } from './parse-bundle-head.js';
import { readBundleLines } from './read-bundle-lines.js';

/** A page is handed on at the first of these. */
const pageRows = 1_000;
const pageCharacters = 4_000_000;

const rowLine = /^\["([a-z_]+)",(\{.*\})\]$/s;

/** What a bundle says of itself at its begin and its end. */
export interface BundlePapers {
  readonly head: BundleHead;
  readonly end: BundleEnd;
}

/** Judges the rows of a bundle one after the other. */
export interface BundleJudge {
  /** @throws Problem `bundle-damaged` */
  add(row: BundleLine): void;
  /** After the last one. */
  finish(): void;
}

/**
 * Reads a bundle once to its end without keeping it, has its rows judged, and compares them and its hash with what its
 * end says.
 *
 * @param onRead is told how many bytes of the file were read
 * @throws Problem `not-a-bundle`, `bundle-version`, `bundle-damaged`; and what the system says of the file.
 */
export async function checkBundle(
  path: string,
  openJudge: (head: BundleHead) => BundleJudge,
  onRead: (bytes: number) => void,
  signal: AbortSignal,
): Promise<BundlePapers> {
  const hash = createHash('sha256');
  const rows: Record<string, number> = {};
  let head: BundleHead | undefined;
  let judge: BundleJudge | undefined;
  let end: BundleEnd | undefined;
  let strange: number | undefined;
  let at = 0;
  for await (const line of readBundleLines(path, onRead)) {
    at++;
    if (end !== undefined) throw bundleDamaged(path, `something follows its end, in line ${at}`);
    if (strange !== undefined) throw bundleDamaged(path, `line ${strange} is no row`);
    if (head === undefined || judge === undefined) {
      head = parseBundleHead(path, line);
      judge = openJudge(head);
    } else {
      end = parseEnd(line);
      if (end !== undefined) continue;
      const row = parseRow(line, at);
      if (row === undefined) {
        strange = at;
        continue;
      }
      judge.add(row);
      rows[row.table] = (rows[row.table] ?? 0) + 1;
      if (at % pageRows === 0) signal.throwIfAborted();
    }
    hash.update(line).update('\n');
  }
  if (head === undefined || judge === undefined) throw notABundle(path);
  if (strange !== undefined) throw bundleDamaged(path, `the file ends in the middle, in line ${strange}`);
  if (end === undefined) throw bundleDamaged(path, 'it was not written to its end');
  judge.finish();
  if (hash.digest('hex') !== end.sha256 || !isDeepStrictEqual(rows, { ...end.rows }))
    throw bundleDamaged(path, 'its content is not what was written');
  return { head, end };
}

/**
 * The rows of a bundle that was checked, in pages.
 *
 * @throws Problem `bundle-damaged` after the last page when it is not what was checked
 */
export async function* readBundle(path: string, { end }: BundlePapers): AsyncGenerator<BundleLine[]> {
  const hash = createHash('sha256');
  let page: BundleLine[] = [];
  let characters = 0;
  let at = 0;
  for await (const line of readBundleLines(path)) {
    at++;
    if (parseEnd(line) !== undefined) break;
    hash.update(line).update('\n');
    const row = parseRow(line, at);
    if (row === undefined) continue;
    page.push(row);
    characters += line.length;
    if (page.length === pageRows || characters > pageCharacters) {
      yield page;
      page = [];
      characters = 0;
    }
  }
  if (page.length > 0) yield page;
  if (hash.digest('hex') !== end.sha256) throw bundleDamaged(path, 'it was changed while it was read');
}

function parseRow(line: string, at: number): BundleLine | undefined {
  const [, table, row] = rowLine.exec(line) ?? [];
  return table === undefined || row === undefined ? undefined : { line: at, table, row };
}

function parseEnd(line: string): BundleEnd | undefined {
  if (!line.startsWith('{"end":')) return undefined;
  try {
    const { end } = JSON.parse(line) as { end?: BundleEnd };
    return typeof end?.sha256 === 'string' && typeof end.rows === 'object' ? end : undefined;
  } catch {
    return undefined;
  }
}
