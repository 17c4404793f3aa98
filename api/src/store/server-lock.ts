import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `server.lock` in a data folder says about the embedded server that holds it. */
export interface ServerLock {
  readonly pid: number;
  /** Null until the server answers. */
  readonly port: number | null;
  /** What a client has to tell to be let in: whoever may read this file may use the database. */
  readonly secret: string;
  /** ISO 8601. */
  readonly started: string;
  /** True while the database is being made for the first time, which takes longer. */
  readonly initialising: boolean;
}

const lockFile = 'server.lock';
const guardFolder = 'server.lock.guard';
/** Removing a stale lock takes milliseconds; a guard older than this was left by a killed process. */
const guardAbandonedMs = 10_000;
/** Stands in the command line of every embedded server. */
const serverEntryName = 'embedded-server';

/** The lock of a data folder, or undefined where there is none. A lock that says nothing sensible has pid 0. */
export function readLock(dataDir: string): ServerLock | undefined {
  let text: string;
  try {
    text = readFileSync(join(dataDir, lockFile), 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  return parseLock(text);
}

/** Takes the folder: true when this process now holds it. Exclusive among all processes. */
export function createLock(dataDir: string, lock: ServerLock): boolean {
  try {
    writeFileSync(join(dataDir, lockFile), JSON.stringify(lock), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/** Replaces the lock this process holds, in one step, so that no reader sees half of it. */
export function rewriteLock(dataDir: string, lock: ServerLock): void {
  const draft = join(dataDir, `${lockFile}.${lock.pid}`);
  writeFileSync(draft, JSON.stringify(lock), { mode: 0o600 });
  renameSync(draft, join(dataDir, lockFile));
}

/** Gives the folder up, if this process still holds it. */
export function removeOwnLock(dataDir: string): void {
  if (readLock(dataDir)?.pid === process.pid) unlinkSync(join(dataDir, lockFile));
}

/**
 * Removes the lock of a server that is gone. Two processes that find the same stale lock must not both remove it
 * (the second would remove the first one's new lock), so the check and the removal happen under a guard folder,
 * whose making is exclusive. Does nothing while another process is at it.
 */
export function removeStaleLock(dataDir: string): void {
  const guard = join(dataDir, guardFolder);
  if (!makeGuard(guard)) return;
  try {
    const lock = readLock(dataDir);
    if (lock !== undefined && !isHolderAlive(lock)) unlinkSync(join(dataDir, lockFile));
  } finally {
    rmdirSync(guard);
  }
}

/** Whether the process that the lock names lives and is an embedded server, not a later program of that pid. */
export function isHolderAlive(lock: ServerLock): boolean {
  if (lock.pid <= 0 || !isProcessAlive(lock.pid)) return false;
  const command = commandLineOf(lock.pid);
  return command === undefined || command.includes(serverEntryName);
}

function makeGuard(guard: string): boolean {
  try {
    mkdirSync(guard);
    return true;
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  }
  const made = statSync(guard, { throwIfNoEntry: false })?.mtimeMs;
  if (made !== undefined && Date.now() - made > guardAbandonedMs) rmdirSync(guard);
  return false;
}

function parseLock(text: string): ServerLock {
  const nobody: ServerLock = {
    pid: 0,
    port: null,
    secret: '',
    started: new Date(0).toISOString(),
    initialising: false,
  };
  try {
    const value: unknown = JSON.parse(text);
    return isLock(value) ? value : nobody;
  } catch (error) {
    if (error instanceof SyntaxError) return nobody;
    throw error;
  }
}

function isLock(value: unknown): value is ServerLock {
  if (typeof value !== 'object' || value === null) return false;
  const lock = value as Partial<Record<keyof ServerLock, unknown>>;
  return (
    Number.isInteger(lock.pid) &&
    (lock.port === null || Number.isInteger(lock.port)) &&
    typeof lock.secret === 'string' &&
    typeof lock.started === 'string' &&
    typeof lock.initialising === 'boolean'
  );
}

function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    if (isCode(error, 'ESRCH')) return false;
    if (isCode(error, 'EPERM')) return true;
    throw error;
  }
}

/** Undefined where the system does not tell; a zombie has an empty command line and counts as another program. */
function commandLineOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    if (process.platform === 'win32') return undefined;
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    // The process ended in between, or the system hides it: its being alive was asked separately.
    return undefined;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
