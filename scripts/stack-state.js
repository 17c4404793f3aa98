/**
 * The state file of the native stack: who runs, where. Other programs read it to find a part; the next start reads it to
 * end what a killed stack left behind.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const pollMs = 50;
const graceMs = 10_000;

export const stateFile = (folder) => join(folder, 'state.json');

/**
 * `{ pid, url, parts: { postgis | martin | api: { pid, port, url, log } } }`, or undefined while nothing runs. `url` and
 * the parts come as the stack starts.
 */
export function readState(folder) {
  const file = stateFile(folder);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** Whole at every moment: readers come when they like. */
export function writeState(folder, { url, parts }) {
  const state = {
    pid: process.pid,
    born: bornAt(process.pid),
    url,
    parts: Object.fromEntries(
      Object.entries(parts).map(([name, part]) => [
        name,
        { ...part, ...(part.pid === undefined ? {} : { born: bornAt(part.pid) }) },
      ]),
    ),
  };
  const draft = `${stateFile(folder)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(draft, stateFile(folder));
}

export function removeState(folder) {
  rmSync(stateFile(folder), { force: true });
}

/**
 * Refuses a folder whose stack runs; ends the parts of one that was killed. A process id is believed only together with
 * the moment that process began, because numbers come back.
 */
export async function endLeftovers(folder, say) {
  const state = readState(folder);
  if (state === undefined) return;
  if (isSame(state.pid, state.born)) {
    throw new Error(
      `a stack runs in this folder already (process ${state.pid}, ${state.url ?? 'still starting'})`,
    );
  }
  // Whoever uses another first: an API without its database would wait for it.
  for (const [name, part] of Object.entries(state.parts).reverse()) {
    if (!isSame(part.pid, part.born)) continue;
    say(`Ending ${name}, which an earlier stack left behind …`);
    // For PostgreSQL this is the fast shutdown; the other parts end on it as well.
    send('SIGINT', name, part.pid);
    const deadline = Date.now() + graceMs;
    while (isSame(part.pid, part.born)) {
      if (Date.now() > deadline) send('SIGKILL', name, part.pid);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }
  removeState(folder);
}

/** A process that is gone by now is what was wanted. */
function send(signal, name, pid) {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (error.code === 'ESRCH') return;
    throw new Error(
      `${name} of an earlier stack still runs as process ${pid}, and cannot be ended: ${error.code}`,
      {
        cause: error,
      },
    );
  }
}

function isSame(pid, born) {
  return pid !== undefined && born !== undefined && bornAt(pid) === born;
}

/** When a process began; undefined when it is gone, also when nobody has taken note of its end yet (a zombie). */
function bornAt(pid) {
  const told = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
  });
  const [, status, born] = /^(\S+)\s+(.+)$/.exec(told.stdout?.trim() ?? '') ?? [];
  return status?.startsWith('Z') ? undefined : born;
}
