import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLog, rotateLog } from './stack-log.js';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wangge-log-'));
  file = join(folder, 'part.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const read = (path: string): string => readFileSync(path, 'utf8');
const kept = (): string[] =>
  [file, ...[1, 2, 3, 4, 5, 6].map((number) => `${file}.${number}`)].filter(existsSync);

describe('the log of a part', () => {
  it('goes on in a new file when it is full, while the part writes, and loses no line', async () => {
    const lines = 6000;
    const program = `for (let i = 1; i <= ${lines}; i += 1) console[i % 2 ? 'log' : 'error']('line ' + i)`;
    const { stdout, stderr } = spawn(process.execPath, ['-e', program], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const limitBytes = 8_000;
    const log = openLog({ file, limitBytes });
    await Promise.all([log.connect(stdout), log.connect(stderr)]);
    expect(kept()).toHaveLength(6);
    for (const path of kept()) expect(read(path).length).toBeLessThanOrEqual(limitBytes);
    const numbers = kept()
      .reverse()
      .flatMap((path) => read(path).trimEnd().split('\n'))
      .map((line) => Number(/^line (\d+)$/.exec(line)?.[1]));
    // Each stream keeps its own order, whatever comes between.
    for (const side of [0, 1]) {
      const ofSide = numbers.filter((number) => number % 2 === side);
      const first = ofSide[0]!;
      expect(ofSide).toEqual(ofSide.map((_, index) => first + 2 * index));
      expect(ofSide.at(-1)).toBe(lines - 1 + ((side + 1) % 2));
    }
  });

  it('keeps every line when all fit into the files that are kept', async () => {
    const stream = new PassThrough();
    const log = openLog({ file, limitBytes: 100 });
    const closed = log.connect(stream);
    const written = Array.from({ length: 50 }, (_, index) => `line ${index + 10}`);
    // Cut anywhere, as pipes do.
    for (const piece of `${written.join('\n')}\nno end`.match(/[^]{1,7}/g)!) stream.write(piece);
    stream.destroy();
    await closed;
    const all = kept()
      .reverse()
      .map((path) => read(path))
      .join('');
    expect(kept()).toHaveLength(5);
    expect(all).toBe(`${[...written, 'no end'].join('\n')}\n`);
  });

  it('counts what an earlier run wrote into the file', () => {
    writeFileSync(file, 'x'.repeat(95));
    const stream = new PassThrough();
    void openLog({ file, limitBytes: 100 }).connect(stream);
    stream.write('a line\n');
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      expect(read(file)).toBe('a line\n');
      expect(read(`${file}.1`)).toHaveLength(95);
    });
  });

  it('says how many lines are missing once it can be written again', async () => {
    mkdirSync(file);
    const stream = new PassThrough();
    const log = openLog({ file, limitBytes: 100_000 });
    const closed = log.connect(stream);
    stream.write('lost\nlost too\n');
    await new Promise((resolve) => setImmediate(resolve));
    rmdirSync(file);
    stream.end('kept\n');
    await closed;
    expect(read(file)).toBe('(2 lines are missing here: they could not be written)\nkept\n');
    expect(log.tail()).toEqual(['lost', 'lost too', 'kept']);
  });

  it('tells its last fifteen lines, wherever they are written', async () => {
    const stream = new PassThrough();
    const log = openLog({ file, limitBytes: 20 });
    const closed = log.connect(stream);
    stream.end(Array.from({ length: 20 }, (_, index) => `line ${index + 1}\n`).join(''));
    await closed;
    expect(log.tail()).toHaveLength(15);
    expect(log.tail().at(-1)).toBe('line 20');
  });
});

describe('old logs', () => {
  it('move up by one, and the sixth goes', () => {
    for (let start = 1; start <= 7; start += 1) {
      rotateLog(file);
      writeFileSync(file, `start ${start}\n`);
    }
    expect(kept().map((path) => read(path).trim())).toEqual(
      [7, 6, 5, 4, 3, 2].map((start) => `start ${start}`),
    );
  });

  it('stay where they are when there is nothing in the new one', () => {
    rotateLog(file);
    writeFileSync(file, '');
    rotateLog(file);
    expect(kept()).toEqual([file]);
  });
});
