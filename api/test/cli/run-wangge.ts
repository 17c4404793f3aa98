import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/wangge.js', import.meta.url));

export interface Ended {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly process: ChildProcess;
  /** What it has written so far. */
  readonly stderr: () => string;
  readonly stdout: () => string;
  readonly ended: Promise<Ended>;
}

/** Starts `wangge` as a person would, without what the environment of the tests says about databases. */
export function startWangge(args: readonly string[], dataDir: string): Started {
  const environment: NodeJS.ProcessEnv = { ...process.env, WANGGE_DATA_DIR: dataDir };
  delete environment['DATABASE_URL'];
  const child = spawn(process.execPath, [bin, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { process: child, stderr: () => stderr, stdout: () => stdout, ended };
}

export function runWangge(args: readonly string[], dataDir = '/nowhere'): Promise<Ended> {
  return startWangge(args, dataDir).ended;
}
