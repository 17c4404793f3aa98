import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPart } from './stack-part.js';

let folder: string;
let logFile: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wangge-part-'));
  logFile = join(folder, 'part.log');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A part that runs a line of JavaScript. */
function partOf(program: string, isReady: () => boolean | Promise<boolean>, startTimeoutMs = 20_000) {
  const said: string[] = [];
  const part = createPart({
    name: 'a part',
    command: process.execPath,
    args: ['-e', program],
    logFile,
    startTimeoutMs,
    isReady,
    onLine: (line: string) => said.push(line),
  });
  return { part, said };
}

describe('a part of the stack', () => {
  const saysAndStays = "console.log('here'); setInterval(() => undefined, 1000)";
  const readLog = (): string => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');
  const hasSaid = (): boolean => readLog().includes('here');

  it('runs once it is ready, keeps its log, and ends when it is told to', async () => {
    const { part, said } = partOf(saysAndStays, hasSaid);
    const ends: string[] = [];
    part.onExit((reason: string) => ends.push(reason));
    await part.start();
    expect(part.isAlive()).toBe(true);
    expect(said).toEqual(['here']);
    await part.stop();
    expect(part.isAlive()).toBe(false);
    expect(part.pid).toBeUndefined();
    expect(ends).toEqual(['SIGTERM']);
    expect(part.tail()).toEqual(['here']);
  });

  it('can be killed and started again', async () => {
    let starts = 1;
    const { part } = partOf(saysAndStays, () => readLog() === 'here\n'.repeat(starts));
    await part.start();
    const first = part.pid;
    await part.kill();
    expect(part.isAlive()).toBe(false);
    starts = 2;
    await part.start();
    expect(part.pid).not.toBe(first);
    await part.stop();
    expect(part.tail()).toEqual(['here', 'here']);
  });

  it('has not started when it ends before it is ready', async () => {
    const { part } = partOf("console.error('no room'); process.exit(3)", () => false);
    await expect(part.start()).rejects.toThrow('a part ended while it was starting');
    expect(part.tail()).toEqual(['no room']);
  });

  it('has not started when there is no such program', async () => {
    const part = createPart({
      ...{ name: 'a part', command: '/nowhere/program', args: [], logFile, startTimeoutMs: 1000 },
      isReady: () => false,
    });
    await expect(part.start()).rejects.toThrow('ENOENT');
    expect(part.isAlive()).toBe(false);
  });

  it('is ended when it is not ready in time', async () => {
    const { part } = partOf(saysAndStays, () => false, 300);
    await expect(part.start()).rejects.toThrow('a part was not ready after 0.3 s');
    expect(part.isAlive()).toBe(false);
  });
});
