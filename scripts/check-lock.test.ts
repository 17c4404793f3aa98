import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('./check-lock.js', import.meta.url));
const lock = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'wangge-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Lock {
  packages: Record<string, { version?: string; optionalDependencies?: Record<string, string> }>;
}

function check(packages: Lock['packages']): { status: number | null; stderr: string } {
  const path = join(folder, 'package-lock.json');
  writeFileSync(path, JSON.stringify({ packages }));
  return spawnSync(process.execPath, [script, path], { encoding: 'utf8' });
}

describe('the check of the lock', () => {
  it('passes on the lock of this checkout', () => {
    expect(spawnSync(process.execPath, [script], { encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
  });

  it('names a platform package that is not in it, with its version, who names it and the fix', () => {
    const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as Lock;
    const name = '@msgpackr-extract/msgpackr-extract-win32-x64';
    const version = packages['node_modules/msgpackr-extract']!.optionalDependencies![name]!;
    const rest = Object.entries(packages).filter(([path]) => path !== `node_modules/${name}`);
    const { status, stderr } = check(Object.fromEntries(rest));
    expect(status).toBe(1);
    expect(stderr).toContain(`${name}@${version}, which node_modules/msgpackr-extract names`);
    expect(stderr).toContain('Fix: ');
    expect(stderr.trim().split('\n')).toHaveLength(2);
  });

  it('finds a package beside who names it and in the folders around it, but in no other', () => {
    const named = { optionalDependencies: { b: '1.0.0' } };
    expect(check({ 'node_modules/a': named, 'node_modules/a/node_modules/b': {} }).status).toBe(0);
    expect(check({ 'node_modules/c/node_modules/a': named, 'node_modules/b': {} }).status).toBe(0);
    expect(
      check({ 'node_modules/c/node_modules/a': named, 'node_modules/c/node_modules/b': {} }).status,
    ).toBe(0);
    expect(check({ api: named, 'node_modules/b': {} }).status).toBe(0);
    expect(check({ 'node_modules/a': named, 'node_modules/c/node_modules/b': {} }).status).toBe(1);
  });
});
