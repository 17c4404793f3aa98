/**
 * One part of the running product (database, tile server, API): a process with a log file of its own, a process group
 * of its own so that Ctrl-C reaches it only through us, and a way to tell when it can be used.
 */
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';

const pollMs = 100;
/** What a part that is told to end may take before it is killed. */
const graceMs = 20_000;
const keptLogs = 5;
const tailLines = 15;

/**
 * `{ name, command, args, env, as, logFile, stopSignal, startTimeoutMs, isReady, onLine }`; `as` is `{ uid, gid, cwd }` of
 * another user, `isReady` is asked until it answers true, `onLine` is told what the part writes until then.
 */
export function createPart(options) {
  const { name, logFile, startTimeoutMs, isReady, onLine, stopSignal = 'SIGTERM' } = options;
  const listeners = new Set();
  let child;
  let exited = Promise.resolve();

  // A program that could not be started has no process id.
  const isAlive = () => child?.pid !== undefined && child.exitCode === null && child.signalCode === null;

  async function start() {
    if (isAlive()) throw new Error(`${name} is running already`);
    const log = openSync(logFile, 'a');
    const from = statSync(logFile).size;
    const started = spawn(options.command, options.args, {
      ...options.as,
      env: options.env ?? process.env,
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    child = started;
    let failure;
    exited = new Promise((resolve) => {
      started.once('error', (error) => {
        failure = error;
        resolve();
      });
      started.once('exit', (code, signal) => {
        resolve();
        for (const listener of listeners) listener(signal ?? `code ${code}`);
      });
    });
    const followLog = onLine === undefined ? () => undefined : follow(logFile, from, onLine);
    const deadline = Date.now() + startTimeoutMs;
    for (;;) {
      followLog();
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
      await pause(pollMs);
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
    tail: () => readTail(logFile),
  };
}

/** Makes room for a new log: the present one gets the number 1, the others move up, the oldest goes. */
export function rotateLog(logFile) {
  if (!existsSync(logFile) || statSync(logFile).size === 0) return;
  const numbered = (number) => `${logFile}.${number}`;
  rmSync(numbered(keptLogs), { force: true });
  for (let number = keptLogs - 1; number >= 1; number -= 1)
    if (existsSync(numbered(number))) renameSync(numbered(number), numbered(number + 1));
  renameSync(logFile, numbered(1));
}

/** The last lines of a log. */
export function readTail(logFile) {
  if (!existsSync(logFile)) return [];
  const text = readFileSync(logFile, 'utf8').trimEnd();
  return text === '' ? [] : text.split('\n').slice(-tailLines);
}

/** Tells whole lines that were added to a file since the last call. */
function follow(file, from, onLine) {
  let offset = from;
  return () => {
    const added = readFileSync(file).subarray(offset);
    const end = added.lastIndexOf('\n') + 1;
    if (end === 0) return;
    offset += end;
    for (const line of added.subarray(0, end).toString('utf8').trimEnd().split('\n')) onLine(line);
  };
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
