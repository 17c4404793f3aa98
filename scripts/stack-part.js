/**
 * One part of the running product (database, tile server, API): a process with a log file of its own, a process group
 * of its own so that Ctrl-C reaches it only through us, and a way to tell when it can be used.
 */
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { openLog } from './stack-log.js';

const pollMs = 100;
/** What a part that is told to end may take before it is killed. */
const graceMs = 20_000;
/** A process of the part's own may outlive it and hold its log open: the last lines are waited for so long. */
const lastLinesMs = 1_000;

/**
 * `{ name, command, args, env, as, logFile, stopSignal, startTimeoutMs, isReady, onLine }`; `as` is `{ uid, gid, cwd }` of
 * another user, `isReady` is asked until it answers true, `onLine` is told what the part writes until then.
 */
export function createPart(options) {
  const { name, logFile, startTimeoutMs, isReady, onLine, stopSignal = 'SIGTERM' } = options;
  const listeners = new Set();
  let isStarting = false;
  const tellLine = (line) => {
    if (isStarting) onLine?.(line);
  };
  const log = openLog({ file: logFile, onLine: tellLine });
  let child;
  let exited = Promise.resolve();

  // A program that could not be started has no process id.
  const isAlive = () => child?.pid !== undefined && child.exitCode === null && child.signalCode === null;

  async function start() {
    if (isAlive()) throw new Error(`${name} is running already`);
    isStarting = true;
    try {
      await startOnce();
    } finally {
      isStarting = false;
    }
  }

  async function startOnce() {
    const started = spawn(options.command, options.args, {
      ...options.as,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    child = started;
    const written = Promise.all([log.connect(started.stdout), log.connect(started.stderr)]);
    let failure;
    exited = new Promise((resolve) => {
      started.once('error', (error) => {
        failure = error;
        resolve();
      });
      started.once('exit', (code, signal) => {
        const patience = new AbortController();
        const tooLong = wait(lastLinesMs, undefined, { signal: patience.signal }).catch(() => undefined);
        void Promise.race([written, tooLong]).then(() => {
          patience.abort();
          resolve();
          for (const listener of listeners) listener(signal ?? `code ${code}`);
        });
      });
    });
    const deadline = Date.now() + startTimeoutMs;
    for (;;) {
      if (!isAlive()) {
        await exited;
        throw new Error(
          failure === undefined
            ? `${name} ended while it was starting`
            : `${name} did not start: ${failure.message}`,
        );
      }
      if (await isReady()) return;
      if (Date.now() > deadline) {
        await stop();
        throw new Error(`${name} was not ready after ${startTimeoutMs / 1000} s`);
      }
      await wait(pollMs);
    }
  }

  async function stop() {
    if (!isAlive()) return;
    child.kill(stopSignal);
    const force = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await exited;
    clearTimeout(force);
  }

  return {
    name,
    logFile,
    start,
    stop,
    isAlive,
    get pid() {
      return isAlive() ? child.pid : undefined;
    },
    /** Ends it at once, as a crash would. */
    async kill(signal = 'SIGKILL') {
      child?.kill(signal);
      await exited;
    },
    /** Tells every end, wanted or not, with its signal or code. */
    onExit(listener) {
      listeners.add(listener);
    },
    tail: log.tail,
  };
}
