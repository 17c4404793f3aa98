/**
 * Tells when the npm that started us is gone. A signal to npm ends npm alone: the shell that it put between itself and
 * the script, or the script, lives on, keeps its ports and its data folder, and nobody sees it any more.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const pollMs = 1_000;
const shells = ['sh', 'ash', 'bash', 'busybox', 'dash', 'ksh', 'zsh'];

/**
 * Calls `onGone` once, within about a second of npm's end, however it ended. Watches nothing when npm did not start us:
 * `node scripts/stack.js &` outlives its shell on purpose. Does not keep the process alive. Returns a function that ends the watch.
 */
export function watchStarter(onGone, { environment = process.env, everyMs = pollMs } = {}) {
  if (environment.npm_lifecycle_event === undefined) return () => undefined;
  const parent = process.ppid;
  // The shell outlives a killed npm, and then it is the shell whose parent is another one.
  const grandparent = isShell(parent) ? parentOf(parent) : undefined;
  const isThere = () =>
    process.ppid === parent && (grandparent === undefined || parentOf(parent) === grandparent);
  const timer = setInterval(() => {
    if (isThere()) return;
    clearInterval(timer);
    onGone();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}

function isShell(pid) {
  return shells.includes(basename(ask('comm', pid) ?? ''));
}

/** From /proc where there is one: a program a second only to ask would be a waste. */
function parentOf(pid) {
  const file = `/proc/${pid}/stat`;
  if (!existsSync('/proc/self/stat')) return ask('ppid', pid);
  if (!existsSync(file)) return undefined;
  const stat = readFileSync(file, 'utf8');
  // The name in brackets before it may hold spaces and brackets.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1];
}

/** Undefined where there is no such process, or no `ps`. */
function ask(field, pid) {
  const text = spawnSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).stdout?.trim();
  return text === '' ? undefined : text;
}
