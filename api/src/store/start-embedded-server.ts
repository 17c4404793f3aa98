import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ServerMessage } from './embedded-server.js';

export type StartOutcome =
  | { readonly kind: 'ready' }
  /** Another process holds the folder: connect there. */
  | { readonly kind: 'held' }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/** Stands as `code` when the process ended without saying why. */
export const serverEnded = 'SERVER_ENDED';

const logFile = 'server.log';

/**
 * Starts the embedded server as a process of its own, in a session of its own, so that Ctrl-C in the terminal
 * that happened to start it does not end it under another client. Resolves when it serves, or says why not.
 *
 * @param entry compiled `embedded-server.js`
 */
export function startEmbeddedServer(
  dataDir: string,
  entry: string,
  onProgress: (message: string) => void,
): Promise<StartOutcome> {
  const log = openSync(join(dataDir, logFile), 'a', 0o600);
  const child = spawn(process.execPath, [entry, dataDir], {
    detached: true,
    windowsHide: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  return new Promise((resolve) => {
    const settle = (outcome: StartOutcome): void => {
      child.removeAllListeners();
      child.on('error', () => undefined);
      if (child.connected) child.disconnect();
      child.unref();
      resolve(outcome);
    };
    child.on('message', (message: ServerMessage) => {
      if (message.kind === 'progress') onProgress(message.message);
      else settle(message);
    });
    child.on('error', (error) => settle({ kind: 'failed', code: serverEnded, message: error.message }));
    child.on('exit', (code, signal) =>
      settle({
        kind: 'failed',
        code: serverEnded,
        message: `the embedded server ended with ${signal ?? `code ${code}`}; see ${join(dataDir, logFile)}`,
      }),
    );
  });
}

/** The compiled entry: beside this file when it is compiled itself, in `dist` when this runs from source. */
export function defaultServerEntry(): string {
  const beside = fileURLToPath(new URL('./embedded-server.js', import.meta.url));
  return existsSync(beside)
    ? beside
    : fileURLToPath(new URL('../../dist/store/embedded-server.js', import.meta.url));
}
