import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { partPath } from './sweep-parts.js';
import { writeAtomically } from './write-atomically.js';

const folder = mkdtempSync(join(tmpdir(), 'wangge-parts-'));
const place = join(folder, 'report.html');
const write = (): Promise<void> => writeAtomically(place, ['whole'], { overwrite: true });

/** A process that has been and is no more. */
const deadPid = spawnSync(process.execPath, ['--version']).pid;

beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('writing a file again', () => {
  it('takes away what a killed process left beside it, also one of the same number', async () => {
    writeFileSync(join(folder, `.report.html.${deadPid}.part`), 'half');
    writeFileSync(partPath(place), 'half');
    await write();
    expect(readdirSync(folder)).toEqual(['report.html']);
  });

  it('leaves what a living process writes, other files, and names that only look alike', async () => {
    const others = [
      `.report.html.${process.ppid}.part`,
      `.other.html.${deadPid}.part`,
      `.report.html.${deadPid}.part.bak`,
      `.report.html.x.part`,
    ];
    for (const name of others) writeFileSync(join(folder, name), 'half');
    await write();
    expect(readdirSync(folder).sort()).toEqual([...others, basename(place)].sort());
  });

  it('says that the folder does not exist, and what to do', async () => {
    const nowhere = join(folder, 'none', 'report.html');
    await expect(writeAtomically(nowhere, ['x'], { overwrite: true })).rejects.toThrow(
      /report\.html: The file cannot be written: the folder .*none does not exist\. Fix: Make the folder first/,
    );
  });
});
