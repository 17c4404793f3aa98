import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askTile, openFaultStack, readJson, territoryId, until, wholeTile } from './open-fault-stack.js';

interface State {
  readonly url: string;
  readonly pid: number;
  readonly parts: Partial<Record<'postgis' | 'martin' | 'api', { pid: number }>>;
}

const projectRoot = fileURLToPath(new URL('../../..', import.meta.url));
const script = join(projectRoot, 'scripts/stack.js');

let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wangge-supervised-'));
  const { stack, changedFile } = await openFaultStack({ dataDir });
  await stack.stop();
  rmSync(dirname(changedFile), { recursive: true });
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

interface Started {
  readonly child: ChildProcess;
  readonly said: () => string;
  /** Settles when nobody holds its output open any more. */
  readonly ended: Promise<number | null>;
}

const byItself = [process.execPath, script] as const;

function startStack([command, ...first]: readonly [string, ...string[]] = byItself): Started {
  const child = spawn(command, [...first, '--port', '0', '--data-dir', dataDir], {
    cwd: projectRoot,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said: () => said, ended };
}

const readState = (): State => JSON.parse(readFileSync(join(dataDir, 'state.json'), 'utf8')) as State;

function untilReady({ child, said }: Started): Promise<void> {
  return until('the stack is ready', () => {
    if (child.exitCode !== null) throw new Error(said());
    return Promise.resolve(said().includes('Wangge is ready: '));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: there is no such process any more.
    return false;
  }
}

describe('npm run stack', () => {
  it('keeps its data, revives what dies, is alone in its folder, and ends everything together', async () => {
    const started = startStack();
    const { child, said, ended } = started;
    try {
      await untilReady(started);
      const before = readState();
      const get = (path: string): Promise<Response> => fetch(new URL(path, before.url));
      expect(await readJson(await get(`api/v1/territories/${territoryId}`))).toMatchObject({
        currentRevision: 1,
      });

      const second = startStack();
      expect(await second.ended).toBe(2);
      expect(second.said()).toContain('a stack runs in this folder already');

      for (const name of ['martin', 'postgis'] as const) {
        process.kill(before.parts[name]!.pid, 'SIGKILL');
        await until(`${name} runs again`, () =>
          Promise.resolve(readState().parts[name]!.pid !== before.parts[name]!.pid),
        );
      }
      // An answer of /readyz may be a second old, from before PostGIS ended.
      await until('a tile comes again', async () => (await askTile(get, wholeTile)).status === 200);
      await until('the API is ready again', async () => (await get('readyz')).ok);
      expect(said()).toContain('Martin ended (SIGKILL); its last lines:');
      const after = readState();
      expect(after.parts.api!.pid).toBe(before.parts.api!.pid);

      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      for (const { pid } of Object.values(after.parts)) expect(isAlive(pid)).toBe(false);
      expect(existsSync(join(dataDir, 'state.json'))).toBe(false);
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  });

  it('ends when npm, which started it, is killed', async () => {
    const started = startStack(['npm', 'run', 'stack', '--']);
    try {
      await untilReady(started);
      const { pid, parts } = readState();
      started.child.kill('SIGKILL');
      await started.ended;
      expect(started.said()).toContain('npm, which started the stack, is gone');
      for (const each of [pid, ...Object.values(parts).map((part) => part.pid)])
        await until(`process ${each} is gone`, () => Promise.resolve(!isAlive(each)));
      expect(existsSync(join(dataDir, 'state.json'))).toBe(false);
      expect(existsSync(join(dataDir, 'logins.sh'))).toBe(false);
    } finally {
      started.child.kill('SIGKILL');
      await started.ended;
    }
  });

  it('killed while a part is starting, leaves nothing that the next start does not end', async () => {
    const killed = startStack();
    const apiPid = (): number | undefined =>
      existsSync(join(dataDir, 'state.json')) ? readState().parts.api?.pid : undefined;
    await until('the API is starting', () => Promise.resolve(apiPid() !== undefined));
    expect(killed.said()).not.toContain('Wangge is ready: ');
    const { parts } = readState();
    killed.child.kill('SIGKILL');
    await killed.ended;
    expect(isAlive(parts.postgis!.pid)).toBe(true);
    const next = startStack();
    try {
      await untilReady(next);
      for (const { pid } of Object.values(parts)) expect(isAlive(pid)).toBe(false);
      expect(next.said()).toContain('Ending postgis, which an earlier stack left behind …');
    } finally {
      next.child.kill('SIGTERM');
      await next.ended;
    }
  });
});
