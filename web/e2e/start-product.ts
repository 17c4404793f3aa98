import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A product that answers, and how to end it. */
export interface RunningProduct {
  /** Ends with a slash. */
  readonly url: string;
  stop(): Promise<void>;
}

const projectRoot = fileURLToPath(new URL('../../', import.meta.url));

/** A first start unpacks a database and loads the sample city. */
const startTimeoutMs = 280_000;

const readyIntervalMs = 250;

async function waitUntilReady(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    const isReady = await fetch(new URL('readyz', url), { signal }).then(
      ({ ok }) => ok,
      (thrown: unknown) => {
        if (signal.aborted) throw thrown;
        return false;
      },
    );
    if (isReady) return;
    await new Promise((resolve) => setTimeout(resolve, readyIntervalMs));
  }
}

function readUrl(child: ChildProcess, told: string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      told.push(chunk.toString());
      const match = /http:\/\/127\.0\.0\.1:\d+\//.exec(told.join(''));
      if (match !== null) resolve(match[0]);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${told.join('')}`)));
    signal.addEventListener('abort', () => reject(new Error(`npm start told no address:\n${told.join('')}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  await ended;
}

/**
 * The product under test: the one `WANGGE_URL` names, otherwise one started as a person starts it, with a free port
 * and a data folder of its own that is removed at the end.
 */
export async function startProduct(): Promise<RunningProduct> {
  const given = process.env['WANGGE_URL'];
  const signal = AbortSignal.timeout(startTimeoutMs);
  if (given !== undefined && given !== '') {
    const url = given.endsWith('/') ? given : `${given}/`;
    await waitUntilReady(url, signal);
    return { url, stop: () => Promise.resolve() };
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'wangge-browser-'));
  const child = spawn(process.execPath, ['scripts/start.js', '--port', '0', '--data-dir', dataDir], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const stop = async () => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const url = await readUrl(child, [], signal);
    await waitUntilReady(url, signal);
    return { url, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
