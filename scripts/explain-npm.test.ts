import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { explainNpm } from './explain-npm.js';

const folder = mkdtempSync(join(tmpdir(), 'wangge-install-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('a failing installation', () => {
  it('is told by its reason, without the usage that npm adds', () => {
    const told = explainNpm([
      'npm warn old lockfile',
      'npm error code EUSAGE',
      'npm error',
      'npm error `npm ci` can only install packages when your package.json and package-lock.json are in sync.',
      'npm error Missing: b@1.0.0 from lock file',
      'npm error Clean install a project',
      'npm error Usage:',
      'npm error npm ci',
    ]);
    expect(told).toHaveLength(4);
    expect(told[2]).toBe('  Missing: b@1.0.0 from lock file');
    expect(told[3]).toContain('from one commit');
  });

  it.each([
    ['npm error code ENOTFOUND', 'registry'],
    ['npm ERR! code EACCES', 'owns'],
    ['npm error code ENOSPC', 'disk'],
    ['npm error code 1', '`npm ci`'],
  ])('says after %s what to do: %s', (line, fix) => {
    expect(explainNpm([line]).at(-1)).toContain(fix);
  });

  it('ends `npm start` with code 1 and few lines, the reason among them', () => {
    mkdirSync(join(folder, 'scripts'));
    for (const name of ['start.js', 'prepare.js', 'explain-npm.js', 'watch-starter.js'])
      cpSync(fileURLToPath(new URL(name, import.meta.url)), join(folder, 'scripts', name));
    const head = { name: 'fixture', version: '1.0.0' };
    writeFileSync(
      join(folder, 'package.json'),
      JSON.stringify({ ...head, type: 'module', dependencies: { 'is-absent': '1.0.0' } }),
    );
    writeFileSync(
      join(folder, 'package-lock.json'),
      JSON.stringify({ ...head, lockfileVersion: 3, requires: true, packages: { '': head } }),
    );
    // An address at which nobody listens: nothing is asked of the network.
    const env = { ...process.env, npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' };
    const { status, stderr } = spawnSync(process.execPath, ['scripts/start.js'], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stderr).toContain('wangge: the packages could not be installed');
    expect(stderr).toContain('Fix: ');
    expect(stderr).not.toContain('Usage:');
    expect(stderr.trim().split('\n').length).toBeLessThan(15);
  });
});
