/**
 * The log of one part of the stack. What a part writes comes here through a pipe, so that its file can be changed for a new
 * one between two lines: a program that holds its log open itself would go on writing into the old one.
 */
import { appendFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';

const keptLogs = 5;
const tailLines = 15;
const defaultLimitBytes = 20_000_000;
/** A line without an end is cut here, lest it fill the memory. */
const mostLineBytes = 1_000_000;
const lineEnd = Buffer.from('\n');

/**
 * The log in `file`, which need not be there. A file that a line would lift over `limitBytes` is put away first, see
 * `rotateLog`. `connect(stream)` writes what comes out of a stream and settles when it is closed; `onLine` is told every line;
 * `tail()` gives the last lines that came in, oldest first.
 */
export function openLog({ file, limitBytes = defaultLimitBytes, onLine = () => undefined }) {
  const tail = [];
  let bytes = existsSync(file) ? statSync(file).size : 0;
  let lost = 0;

  function writeLine(line) {
    const text = line.toString('utf8');
    tail.push(text);
    if (tail.length > tailLines) tail.shift();
    try {
      if (lost > 0) append(Buffer.from(`(${lost} lines are missing here: they could not be written)`));
      lost = 0;
      append(line);
    } catch {
      // A full disk must not end the parts, which may still work: the gap is told once there is room again.
      lost += 1;
    }
    onLine(text);
  }

  function append(line) {
    const whole = Buffer.concat([line, lineEnd]);
    if (bytes > 0 && bytes + whole.length > limitBytes) {
      rotateLog(file);
      bytes = 0;
    }
    appendFileSync(file, whole);
    bytes += whole.length;
  }

  return { connect: (stream) => splitLines(stream, writeLine), tail: () => [...tail] };
}

/** Makes room for a new log: the present one gets the number 1, the others move up, the oldest goes. */
export function rotateLog(file) {
  if (!existsSync(file) || statSync(file).size === 0) return;
  const numbered = (number) => `${file}.${number}`;
  rmSync(numbered(keptLogs), { force: true });
  for (let number = keptLogs - 1; number >= 1; number -= 1)
    if (existsSync(numbered(number))) renameSync(numbered(number), numbered(number + 1));
  renameSync(file, numbered(1));
}

/** Tells whole lines, at the end also one that lacks its end. */
function splitLines(stream, onLine) {
  let rest = Buffer.alloc(0);
  const flush = () => {
    if (rest.length > 0) onLine(rest);
    rest = Buffer.alloc(0);
  };
  stream.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    let from = 0;
    for (let end = rest.indexOf(lineEnd); end !== -1; end = rest.indexOf(lineEnd, from)) {
      onLine(rest.subarray(from, end));
      from = end + 1;
    }
    rest = rest.subarray(from);
    if (rest.length > mostLineBytes) flush();
  });
  return new Promise((resolve) => {
    stream.once('close', () => {
      flush();
      resolve();
    });
  });
}
