import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askTile, openFaultStack, readJson, territoryId, until, wholeTile } from './open-fault-stack.js';

interface State {
  readonly url: string;
  readonly parts: Record<'postgis' | 'martin' | 'api', { pid: number }>;
}

const script = fileURLToPath(new URL('../../../scripts/stack.js', import.meta.url));

let dataDir: string;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'wangge-supervised-'));
  const { stack, changedFile } = await openFaultStack({ dataDir });
  await stack.stop();
  rmSync(dirname(changedFile), { recursive: true });
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

function startStack(): {
  child: ChildProcess;
  said: () => string;
  ended: Promise<number | null>;
} {
  const child = spawn(process.execPath, [script, '--port', '0', '--data-dir', dataDir], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said: () => said, ended };
}

const readState = (): State => JSON.parse(readFileSync(join(dataDir, 'state.json'), 'utf8')) as State;

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
    const { child, said, ended } = startStack();
    try {
      await until(`the stack is ready`, () => {
        if (child.exitCode !== null) throw new Error(said());
        return Promise.resolve(said().includes('Wangge is ready: '));
      });
      const before = readState();
      const get = (path: string): Promise<Response> => fetch(new URL(path, before.url));
      expect(await readJson(await get(`api/v1/territories/${territoryId}`))).toMatchObject({
        currentRevision: 1,
      });

      const second = startStack();
      expect(await second.ended).toBe(2);
      expect(second.said()).toContain('a stack runs in this folder already');

      for (const name of ['martin', 'postgis'] as const) {
        process.kill(before.parts[name].pid, 'SIGKILL');
        await until(`${name} runs again`, () =>
          Promise.resolve(readState().parts[name].pid !== before.parts[name].pid),
        );
      }
      await until('the API is ready again', async () => (await get('readyz')).ok);
      expect((await askTile(get, wholeTile)).status).toBe(200);
      expect(said()).toContain('Martin ended (SIGKILL); its last lines:');
      const after = readState();
      expect(after.parts.api.pid).toBe(before.parts.api.pid);

      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      for (const { pid } of Object.values(after.parts)) expect(isAlive(pid)).toBe(false);
      expect(existsSync(join(dataDir, 'state.json'))).toBe(false);
    } finally {
      child.kill('SIGTERM');
      await ended;
    }
  });
});
