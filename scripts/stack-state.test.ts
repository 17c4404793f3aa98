import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeMissing } from './stack-missing.js';
import { readSecrets } from './stack-secrets.js';
import { endLeftovers, readState, stateFile, writeState } from './stack-state.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wangge-state-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function startSleeper() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)']);
  return { child, ended: once(child, 'exit') };
}

/** The state as a stack with another process would have written it. */
function changeState(change: (state: { pid: number; parts: { api: { born: string } } }) => void): void {
  const state = JSON.parse(readFileSync(stateFile(folder), 'utf8'));
  change(state);
  writeFileSync(stateFile(folder), JSON.stringify(state));
}

describe('the state file', () => {
  it('refuses a folder whose stack runs', async () => {
    writeState(folder, { url: 'http://127.0.0.1:8080/', parts: {} });
    expect(readState(folder)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:8080/', parts: {} });
    await expect(endLeftovers(folder, () => undefined)).rejects.toThrow(
      `a stack runs in this folder already (process ${process.pid}, http://127.0.0.1:8080/)`,
    );
  });

  it('lets the next start end what a killed stack left behind', async () => {
    const { child, ended } = startSleeper();
    writeState(folder, { url: 'http://127.0.0.1:8080/', parts: { api: { pid: child.pid } } });
    changeState((state) => (state.pid = 0x7ffffffe));
    const said: string[] = [];
    await endLeftovers(folder, (line: string) => said.push(line));
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(said).toEqual(['Ending api, which an earlier stack left behind …']);
    expect(existsSync(stateFile(folder))).toBe(false);
  });

  it('spares a process that only has the number of one of ours', async () => {
    const { child, ended } = startSleeper();
    writeState(folder, { url: 'http://127.0.0.1:8080/', parts: { api: { pid: child.pid } } });
    changeState((state) => {
      state.pid = 0x7ffffffe;
      state.parts.api.born = 'Thu Jan  1 00:00:00 1970';
    });
    await endLeftovers(folder, () => undefined);
    expect(child.exitCode).toBeNull();
    expect(child.signalCode).toBeNull();
    child.kill();
    await ended;
  });
});

describe('passwords', () => {
  it('are made once, differ, and are read by their owner alone', () => {
    const secrets = readSecrets(folder);
    expect(Object.keys(secrets)).toEqual(['superuser', 'owner', 'api', 'tiles', 'reader']);
    expect(new Set(Object.values(secrets)).size).toBe(5);
    for (const secret of Object.values(secrets)) expect(secret).toMatch(/^[\w-]{32}$/);
    expect(readSecrets(folder)).toEqual(secrets);
    expect(statSync(join(folder, 'passwords.json')).mode & 0o777).toBe(0o600);
  });
});

describe('what is missing', () => {
  it('is nothing when both programs are there', () => {
    expect(describeMissing({ postgis: '/usr/lib/postgresql/15/bin', martin: '/usr/bin/martin' })).toEqual([]);
  });

  it('is told with the way to install it', () => {
    const lines = describeMissing({ postgis: undefined, martin: undefined });
    expect(lines).toEqual([
      expect.stringContaining('apt-get install postgresql-15-postgis-3'),
      expect.stringContaining('cargo install martin --version 1.14.0 --locked'),
    ]);
  });
});
