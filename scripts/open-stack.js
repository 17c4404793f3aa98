/**
 * The topology of production without containers: PostGIS, Martin as the tiles login, the API as the API login, all on the
 * loopback address. The steps are apart so that a test can do something between them.
 */
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './postgis.js';
import { projectRoot } from './prepare.js';
import { rotateLog } from './stack-log.js';
import { createPart } from './stack-part.js';
import {
  createLogins,
  databaseName,
  isServerReady,
  prepareCluster,
  serverArguments,
} from './stack-postgis.js';
import { loginsFile, removeLogins, writeLogins } from './stack-logins.js';
import { readSecrets } from './stack-secrets.js';
import { endLeftovers, removeState, writeState } from './stack-state.js';

const postgisStartMs = 120_000;
const martinStartMs = 60_000;
/** A first start loads and draws the sample city. */
const apiStartMs = 600_000;

const wangge = join(projectRoot, 'api/bin/wangge.js');
const martinConfig = join(projectRoot, 'tiles/martin.yaml');

/**
 * `{ dataDir, postgis, martin, port, say, signal, settings, apiEnvironment }`: `postgis` and `martin` are the programs, `port`
 * the API's (0 = any free one), `settings` go to PostgreSQL. See `open-stack.d.ts` for what is returned.
 */
export async function openStack(options) {
  const { dataDir, say = () => undefined, signal, settings = [], apiEnvironment = {} } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  await endLeftovers(dataDir, say);
  // From here on the folder is ours; what runs in it is told as it comes.
  writeState(dataDir, { parts: {} });
  const logs = join(dataDir, 'logs');
  mkdirSync(logs, { recursive: true, mode: 0o700 });
  const logOf = (name) => join(logs, `${name}.log`);
  ['postgis', 'martin', 'api'].map(logOf).forEach(rotateLog);

  const secrets = readSecrets(dataDir);
  const ports = {
    postgis: await freePort(),
    martin: await freePort(),
    api: options.port === 0 ? await freePort() : options.port,
  };
  const urlAs = (user, password) =>
    `postgres://${user}:${password}@127.0.0.1:${ports.postgis}/${databaseName}`;
  const databaseUrls = {
    superuser: urlAs('postgres', secrets.superuser),
    owner: urlAs('wangge_owner', secrets.owner),
    api: urlAs('wangge_api_login', secrets.api),
    tiles: urlAs('wangge_tiles_login', secrets.tiles),
    reader: urlAs('wangge_reader_login', secrets.reader),
  };
  const urls = {
    api: `http://127.0.0.1:${ports.api}/`,
    martin: `http://127.0.0.1:${ports.martin}`,
  };
  const cluster = prepareCluster({
    bin: options.postgis,
    folder: join(dataDir, 'postgis'),
    password: secrets.superuser,
    say,
  });

  const postgis = createPart({
    name: 'PostGIS',
    command: join(options.postgis, 'postgres'),
    args: serverArguments(cluster.data, ports.postgis, settings),
    as: cluster.as,
    logFile: logOf('postgis'),
    // A fast shutdown: clients are sent away, what is committed is written.
    stopSignal: 'SIGINT',
    startTimeoutMs: postgisStartMs,
    isReady: () => isServerReady(options.postgis, ports.postgis),
  });
  const martin = createPart({
    name: 'Martin',
    command: options.martin,
    args: ['--config', martinConfig, '--listen-addresses', `127.0.0.1:${ports.martin}`],
    env: { ...process.env, NO_COLOR: '1', DATABASE_URL: databaseUrls.tiles },
    logFile: logOf('martin'),
    startTimeoutMs: martinStartMs,
    isReady: () => answers(`${urls.martin}/health`),
  });
  const api = createPart({
    name: 'the API',
    command: process.execPath,
    args: [wangge, 'serve', '--port', String(ports.api)],
    env: { ...process.env, ...apiEnvironment, DATABASE_URL: databaseUrls.api, MARTIN_URL: urls.martin },
    logFile: logOf('api'),
    startTimeoutMs: apiStartMs,
    isReady: () => answers(`${urls.api}readyz`),
    onLine: (line) => say(tellLogLine(line)),
  });
  const parts = { postgis, martin, api };

  const saveState = () =>
    writeState(dataDir, {
      url: urls.api,
      parts: {
        postgis: { pid: postgis.pid, port: ports.postgis, log: postgis.logFile },
        martin: { pid: martin.pid, port: ports.martin, url: urls.martin, log: martin.logFile },
        api: { pid: api.pid, port: ports.api, url: urls.api, log: api.logFile },
      },
    });
  const startPart = async (part) => {
    signal?.throwIfAborted();
    try {
      const ready = part.start();
      // It may take minutes to be ready, and we may be killed meanwhile: the next start has to know of it.
      saveState();
      await ready;
    } finally {
      saveState();
    }
  };

  return {
    dataDir,
    parts,
    ports,
    urls,
    databaseUrls,
    loginsFile: loginsFile(dataDir),
    startPart,
    async startDatabase() {
      say('Starting PostGIS …');
      await startPart(postgis);
      createLogins({ bin: options.postgis, port: ports.postgis, secrets });
      writeLogins(dataDir, databaseUrls);
      await runMigrations(databaseUrls.owner, { say, signal });
    },
    async startMartin() {
      say('Starting Martin …');
      await startPart(martin);
    },
    async startApi() {
      say('Starting the API …');
      await startPart(api);
    },
    /** Ends what runs, whoever uses another first. */
    async stop() {
      for (const part of [api, martin, postgis]) await part.stop();
      removeLogins(dataDir);
      removeState(dataDir);
    },
  };
}

/** As the owner, once, before anything else uses the schema. */
function runMigrations(databaseUrl, { say, signal }) {
  say('Bringing the database schema up to date …');
  const child = spawn(process.execPath, [wangge, 'migrate'], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  let told = '';
  child.stderr.on('data', (chunk) => (told += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`the migrations failed:\n${told.trimEnd()}`));
    });
  });
}

/** What a line of the API's log says, without its time and fields. */
export function tellLogLine(line) {
  try {
    const { message } = JSON.parse(line);
    return typeof message === 'string' ? message : line;
  } catch {
    // Not every line is one of the log's: Node's own warnings are plain text.
    return line;
  }
}

async function answers(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // It does not listen yet.
    return false;
  }
}
