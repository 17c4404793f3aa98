import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loginsFile, removeLogins, writeLogins } from './stack-logins.js';
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

const tell = (field: string, pid: number): string =>
  spawnSync('ps', ['-o', `${field}=`, '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  }).stdout.trim();
const bornOf = (pid: number): string => tell('lstart', pid);
const statusOf = (pid: number): string => tell('stat', pid);

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

  it('takes a process that ended, and whose starter has not noticed, for gone', async () => {
    // The first sleep ends under a parent that does not ask after it.
    const child = spawn('sh', ['-c', 'sleep 0.2 & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(child, 'exit');
    const zombie = Number(String((await once(child.stdout, 'data'))[0]));
    writeState(folder, { url: 'http://127.0.0.1:8080/', parts: {} });
    changeState((state) => Object.assign(state, { pid: zombie, born: bornOf(zombie) }));
    await expect(endLeftovers(folder, () => undefined)).rejects.toThrow(`(process ${zombie}, `);
    await expect.poll(() => statusOf(zombie), { timeout: 10_000 }).toMatch(/^Z/);
    await endLeftovers(folder, () => undefined);
    expect(existsSync(stateFile(folder))).toBe(false);
    child.kill();
    await ended;
  });
});

describe('the addresses for a shell', () => {
  const databaseUrls = {
    superuser: 'postgres://postgres:s@127.0.0.1:1/wangge',
    owner: 'postgres://wangge_owner:o@127.0.0.1:1/wangge',
    api: 'postgres://wangge_api_login:a@127.0.0.1:1/wangge',
    reader: 'postgres://wangge_reader_login:r@127.0.0.1:1/wangge',
  };

  it('are variables once the file is read, and for the owner of the file alone', () => {
    writeLogins(folder, databaseUrls);
    const file = loginsFile(folder);
    const { stdout } = spawnSync('sh', ['-c', `. '${file}'; env`], { encoding: 'utf8' });
    expect(stdout).toContain(`DATABASE_URL=${databaseUrls.api}\n`);
    expect(stdout).toContain(`OWNER_URL=${databaseUrls.owner}\n`);
    expect(stdout).toContain(`READER_URL=${databaseUrls.reader}\n`);
    expect(stdout).toContain(`SUPERUSER_URL=${databaseUrls.superuser}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    removeLogins(folder);
    expect(existsSync(file)).toBe(false);
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
