import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';

/** A whole number from 0 to below a limit. */
export type Draw = (limit: number) => number;

/** The same numbers for the same seed (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
}

/** The head and the rows of a bundle, a line each, without its end. */
export function linesOfBundle(bundle: Buffer): string[] {
  return gunzipSync(bundle).toString().split('\n').slice(0, -2);
}

/** Lines as a bundle whose end tells the right counts and hash, whatever the lines say. */
export function sealBundle(lines: readonly string[]): Buffer {
  const body = lines.map((line) => `${line}\n`).join('');
  const rows: Record<string, number> = {};
  for (const line of lines.slice(1)) {
    const table = /^\["([a-z_]+)"/.exec(line)?.[1] ?? 'none';
    rows[table] = (rows[table] ?? 0) + 1;
  }
  const sha256 = createHash('sha256').update(body).digest('hex');
  return gzipSync(`${body}${JSON.stringify({ end: { rows, sha256 } })}\n`);
}

/** What happens to a file on its way: bytes and lines change, and nobody seals it again. */
export function damageFile(bundle: Buffer, draw: Draw): Buffer {
  const isPlain = draw(2) === 1;
  const bytes = isPlain ? gunzipSync(bundle) : bundle;
  const at = draw(bytes.length);
  switch (draw(isPlain ? 4 : 3)) {
    case 0:
      return Buffer.from(bytes.map((byte, index) => (index === at ? byte ^ (1 << draw(8)) : byte)));
    case 1:
      return bytes.subarray(0, at);
    case 2:
      return Buffer.concat([bytes, Buffer.from(bytes.subarray(at, at + 1 + draw(40)))]);
    default:
      return Buffer.from(`${damageLines(bytes.toString().split('\n'), draw).join('\n')}`);
  }
}

/** Lines dropped, repeated, moved, or with a character changed; the first and last may be among them. */
export function damageLines(lines: readonly string[], draw: Draw): string[] {
  const at = draw(lines.length);
  const other = draw(lines.length);
  const line = lines[at]!;
  switch (draw(6)) {
    case 0:
      return lines.toSpliced(at, 1);
    case 1:
      return lines.toSpliced(other, 0, line);
    case 2:
      return lines.with(at, lines[other]!).with(other, line);
    case 3:
      return lines.with(at, changeWord(line, draw));
    case 4:
      return lines.slice(0, at + 1);
    default:
      return lines.with(at, changeCharacter(line, draw));
  }
}

function changeCharacter(line: string, draw: Draw): string {
  const at = draw(line.length);
  const put = '0189aAfF",:{}[]-. 网\u0001'[draw(20)]!;
  return line.slice(0, at) + put + line.slice(at + 1);
}

/** A value becomes one of another type, a key another name. */
function changeWord(line: string, draw: Draw): string {
  const words = [...line.matchAll(/"(?:[^"\\]|\\.)*"|-?\d[\d.e+-]*|null|true|false/g)];
  const word = words[draw(words.length)];
  if (word === undefined) return line;
  const put = ['null', '-1', '0', '7', '1.5', '"x"', '""', 'true', '{}', '[]', '9e99', '"\\u0000"'][
    draw(12)
  ]!;
  return line.slice(0, word.index) + put + line.slice(word.index + word[0].length);
}
