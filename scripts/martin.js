/**
 * Martin, the tile server of production, as a process of our own: found on the machine, started on a loopback port
 * with the configuration of `tiles/martin.yaml`, ended with `stop`. Nothing is installed.
 */
import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const startTimeoutMs = 30_000;
const pollMs = 50;
/** A tile that is being made when Martin is told to end gets this long. */
const graceMs = 5_000;
/** What is kept of its log: the last of it. */
const mostLogCharacters = 64_000;

const ownConfig = fileURLToPath(new URL('../tiles/martin.yaml', import.meta.url));

/** Path of Martin: `MARTIN_PATH`, then `PATH`, then where cargo and other installers put it. Undefined where there is none. */
export function findMartin() {
  const named = process.env.MARTIN_PATH;
  if (named !== undefined && named !== '') return isProgram(named) ? named : undefined;
  const places = [
    ...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
    join(homedir(), '.cargo/bin'),
    '/opt/martin/bin',
    join(homedir(), '.cache/wangge/martin/bin'),
  ];
  return places.map((folder) => join(folder, 'martin')).find(isProgram);
}

/**
 * Starts Martin over a database and waits until it answers. `databaseUrl` is the login that Martin uses; `port` 0 or
 * none takes a free one; `config` is another file than ours; `environment` sets what the file reads, such as
 * MARTIN_POOL_SIZE or RUST_LOG.
 *
 * Returns `{ url, pid, readLog, stop }`; `url` has no slash at its end, `stop` may be called twice.
 * Throws with Martin's own log when it does not come up.
 */
export async function startMartin({ bin, databaseUrl, port = 0, config = ownConfig, environment = {} }) {
  const chosen = port === 0 ? await freePort() : port;
  const url = `http://127.0.0.1:${chosen}`;
  const server = spawn(bin, ['--config', config, '--listen-addresses', `127.0.0.1:${chosen}`], {
    env: { ...process.env, NO_COLOR: '1', ...environment, DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  const keep = (chunk) => {
    log = (log + chunk).slice(-mostLogCharacters);
  };
  server.stdout.on('data', keep);
  server.stderr.on('data', keep);
  let hasEnded = false;
  const ended = new Promise((resolve) => {
    const end = () => {
      hasEnded = true;
      resolve();
    };
    server.once('exit', end);
    server.once('error', (error) => {
      keep(`${error.message}\n`);
      end();
    });
  });
  const stop = async () => {
    if (hasEnded) return;
    server.kill('SIGTERM');
    const force = setTimeout(() => server.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(force);
  };
  const deadline = Date.now() + startTimeoutMs;
  // The port may be another program's, whose /health would answer as well: the process must live when it is asked.
  while (!(await isHealthy(url)) || hasEnded) {
    if (hasEnded || Date.now() > deadline) {
      await stop();
      throw new Error(`Martin did not start on ${url}:\n${log}`);
    }
    await pause(pollMs);
  }
  return { url, pid: server.pid, readLog: () => log, stop };
}

function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // Not there, or not ours to run: looked for in the next place.
    return false;
  }
}

async function isHealthy(url) {
  try {
    const answer = await fetch(`${url}/health`, { signal: AbortSignal.timeout(1_000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    // It does not listen yet.
    return false;
  }
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
