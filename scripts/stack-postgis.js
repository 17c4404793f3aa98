/**
 * The database of the native stack: a cluster of its own in the data folder, made once, on the loopback address alone,
 * with passwords. PostgreSQL refuses to run as root: then the system's user `postgres` runs it.
 */
import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownerOfServer } from './postgis.js';

export const databaseName = 'wangge';

const loginsFile = fileURLToPath(new URL('./create-logins.sql', import.meta.url));

/**
 * Makes the cluster in `folder` where there is none, whole or not at all. Returns `{ data, as }`: the cluster's folder and
 * whose process it is. Throws one line with the fix when the folder cannot be used.
 */
export function prepareCluster({ bin, folder, password, say }) {
  const owner = ownerOfServer();
  const as = owner === undefined ? {} : { uid: owner.uid, gid: owner.gid, cwd: folder };
  const data = join(folder, 'data');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (owner !== undefined) chownSync(folder, owner.uid, owner.gid);
  if (owner !== undefined && spawnSync('test', ['-w', folder], { ...as, cwd: '/' }).status !== 0) {
    throw new Error(
      `the user postgres, who runs the database, cannot enter ${folder}; name another folder with --data-dir`,
    );
  }
  if (existsSync(data)) {
    refuseOtherVersion(bin, data);
    return { data, as };
  }
  say('Making a database cluster …');
  const draft = join(folder, 'draft');
  rmSync(draft, { recursive: true, force: true });
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner !== undefined) chownSync(passwordFile, owner.uid, owner.gid);
  const rights = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile];
  const made = spawnSync(join(bin, 'initdb'), ['-D', draft, ...rights, '-E', 'UTF8', '--no-locale'], as);
  rmSync(passwordFile);
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr ?? made.error?.message}`);
  renameSync(draft, data);
  return { data, as };
}

function refuseOtherVersion(bin, data) {
  const made = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  const told = String(spawnSync(join(bin, 'postgres'), ['--version']).stdout);
  const found = /\d+/.exec(told)?.[0];
  if (made === found) return;
  throw new Error(
    `the data folder was made by PostgreSQL ${made}, and this is ${found}: install PostgreSQL ${made}, or back up with it ` +
      'and restore into a new folder',
  );
}

/** Settings of the server process; `settings` are added last. */
export function serverArguments(data, port, settings = []) {
  const all = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'log_line_prefix=%m [%p] %q%u ',
    ...settings,
  ];
  return ['-D', data, ...all.flatMap((setting) => ['-c', setting])];
}

/** True once the server takes connections. */
export function isServerReady(bin, port) {
  return spawnSync(join(bin, 'pg_isready'), ['-q', '-h', '127.0.0.1', '-p', String(port)]).status === 0;
}

/** The product's database, its extensions, groups and logins; what is there stays, passwords are set anew. */
export function createLogins({ bin, port, secrets }) {
  const run = (database, ...args) => {
    const ended = spawnSync(
      join(bin, 'psql'),
      [
        '-X',
        '-q',
        '-A',
        '-t',
        '-v',
        'ON_ERROR_STOP=1',
        '-h',
        '127.0.0.1',
        '-p',
        String(port),
        '-U',
        'postgres',
        '-d',
        database,
        ...args,
      ],
      {
        encoding: 'utf8',
        env: {
          ...process.env,
          PGPASSWORD: secrets.superuser,
          WANGGE_OWNER_PASSWORD: secrets.owner,
          WANGGE_API_PASSWORD: secrets.api,
          WANGGE_TILES_PASSWORD: secrets.tiles,
          WANGGE_READER_PASSWORD: secrets.reader,
          PGOPTIONS: '-c client_min_messages=warning',
        },
      },
    );
    if (ended.status !== 0) throw new Error(`the logins could not be made: ${ended.stderr}`);
    return ended.stdout.trim();
  };
  const known = run('postgres', '-c', `select 1 from pg_database d where d.datname = '${databaseName}'`);
  if (known === '') run('postgres', '-c', `create database ${databaseName}`);
  run(databaseName, '-f', loginsFile);
}
