import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';

const watchStarter = new URL('./watch-starter.js', import.meta.url);
const scriptPids: number[] = [];
afterEach(() => {
  for (const pid of scriptPids.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // ESRCH: there is no such process any more.
    return false;
  }
}

/**
 * A starter in npm's place, which starts a script through a shell or without one; the script says its number, watches, and
 * says 'gone' before it ends.
 */
async function start({ byNpm, throughShell }: { byNpm: boolean; throughShell: boolean }) {
  const script = [
    `import { watchStarter } from '${watchStarter.href}';`,
    `setInterval(() => undefined, 1000);`,
    `watchStarter(() => { console.log('gone'); process.exit(); }, { everyMs: 50 });`,
    `console.log('script ' + process.pid);`,
  ].join(' ');
  const program = JSON.stringify([process.execPath, '--input-type=module', '-e', script]);
  // A shell with a second command to run cannot hand its own process to the first.
  const run = throughShell
    ? `'sh', ['-c', '"$@"; exit $?', 'sh', ...program]`
    : `program[0], program.slice(1)`;
  const starter = spawn(
    process.execPath,
    [
      '-e',
      `const program = ${program}; require('child_process').spawn(${run}, { stdio: 'inherit' }); setInterval(() => undefined, 1000)`,
    ],
    {
      env: { PATH: process.env['PATH'], ...(byNpm ? { npm_lifecycle_event: 'stack' } : {}) },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  starter.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  await expect.poll(() => said, { timeout: 20_000 }).toMatch(/^script \d+\n/);
  const pid = Number(/\d+/.exec(said)?.[0]);
  scriptPids.push(pid);
  return { starter, pid, said: () => said };
}

describe('a script that npm started', () => {
  it.each([
    ['SIGTERM', true],
    ['SIGKILL', true],
    ['SIGKILL', false],
  ] as const)('is told when npm ends by %s (through a shell: %s)', async (signal, throughShell) => {
    const { starter, pid, said } = await start({ byNpm: true, throughShell });
    expect(isAlive(pid)).toBe(true);
    starter.kill(signal);
    await expect.poll(said, { timeout: 10_000 }).toMatch(/gone/);
    await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
  });

  it('is left alone while npm lives', async () => {
    const { starter, pid, said } = await start({ byNpm: true, throughShell: true });
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(said()).not.toMatch(/gone/);
    expect(isAlive(pid)).toBe(true);
    starter.kill();
  });
});

describe('a script that a shell started', () => {
  it('outlives the shell', async () => {
    const { starter, pid, said } = await start({ byNpm: false, throughShell: false });
    starter.kill('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(said()).not.toMatch(/gone/);
    expect(isAlive(pid)).toBe(true);
  });
});
