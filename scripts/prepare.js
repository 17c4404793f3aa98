/**
 * Brings a checkout into a state that runs: packages installed, sources compiled. Imports nothing but Node and its
 * neighbour, so that it works with no node_modules. Both steps are skipped while their inputs are unchanged.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { explainNpm, isNpmError } from './explain-npm.js';

export const projectRoot = dirname(dirname(fileURLToPath(import.meta.url)));

const minimumNode = [20, 19];
const installStamp = join(projectRoot, 'node_modules/.wangge-install.json');
const buildStamps = {
  api: join(projectRoot, 'api/dist/.build.json'),
  web: join(projectRoot, 'web/dist/.build.json'),
};

/** Ends the process with one line when this Node is too old to run the product. */
export function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < minimumNode[0] || (major === minimumNode[0] && minor < minimumNode[1])) {
    process.stderr.write(
      `wangge: Node ${process.versions.node} is too old; install Node ${minimumNode.join('.')} or newer\n`,
    );
    process.exit(2);
  }
}

/**
 * Installs the locked packages when the lock changed since the last install here.
 * `everything` adds what only tests and checks need. Ends the process, with the reason, when npm fails.
 */
export async function ensureInstalled({ everything }) {
  const lockHash = hashFiles([join(projectRoot, 'package-lock.json')]);
  const present = readInstalled(lockHash);
  if (present !== undefined && (present.everything || !everything)) return;
  const keepEverything = everything || existsSync(join(projectRoot, 'node_modules/vitest'));
  say(`Installing packages${keepEverything ? ', those for tests too' : ''} …`);
  const started = Date.now();
  await installPackages(['ci', '--no-audit', '--no-fund', ...(keepEverything ? [] : ['--omit=dev'])]);
  writeFileSync(installStamp, JSON.stringify({ lockHash, everything: keepEverything }));
  say(`Packages installed in ${seconds(started)}`);
}

/** npm's own words go by as they come, but for its errors: the first of them are shown at the end, its usage is not. */
async function installPackages(args) {
  const errors = [];
  try {
    await run(npmCommand(), args, {
      onErrorLine: (line) => (isNpmError(line) ? errors.push(line) : say(line)),
    });
  } catch (error) {
    say(`wangge: the packages could not be installed: ${error.message}`);
    explainNpm(errors).forEach(say);
    process.exit(1);
  }
}

/** What is installed for this lock: by us (stamp) or by hand (`npm ci` writes its own copy of the lock). */
function readInstalled(lockHash) {
  if (existsSync(installStamp)) {
    const stamp = JSON.parse(readFileSync(installStamp, 'utf8'));
    if (stamp.lockHash === lockHash) return stamp;
  }
  const npmStamp = join(projectRoot, 'node_modules/.package-lock.json');
  if (!existsSync(npmStamp)) return undefined;
  const isNewer = statSync(npmStamp).mtimeMs >= statSync(join(projectRoot, 'package-lock.json')).mtimeMs;
  if (!isNewer) return undefined;
  return { lockHash, everything: existsSync(join(projectRoot, 'node_modules/vitest')) };
}

/** Compiles `api` and builds `web` when their sources changed since the last build. */
export async function ensureBuilt() {
  const common = ['package-lock.json', 'tsconfig.base.json'];
  await buildWhenChanged(
    'api',
    'the server',
    [...common, 'api/src', 'api/tsconfig.json', 'api/tsconfig.build.json'],
    async () => {
      rmSync(join(projectRoot, 'api/dist'), { recursive: true, force: true });
      await run(process.execPath, [localBin('typescript/bin/tsc'), '-p', 'api/tsconfig.build.json']);
    },
  );
  const pure = ['geometry', 'coverage', 'lookup', 'hierarchy'].map((folder) => `api/src/${folder}`);
  const web = [
    'web/src',
    'web/public',
    'web/index.html',
    'web/package.json',
    'web/vite.config.ts',
    'web/svelte.config.js',
  ];
  await buildWhenChanged('web', 'the map page', [...common, ...web, ...pure], () =>
    run(process.execPath, [localBin('vite/bin/vite.js'), 'build', '--logLevel', 'warn'], {
      cwd: join(projectRoot, 'web'),
    }),
  );
}

async function buildWhenChanged(part, title, inputs, build) {
  const inputHash = hashFiles(inputs.flatMap((input) => listFiles(join(projectRoot, input))));
  const stamp = buildStamps[part];
  if (existsSync(stamp) && JSON.parse(readFileSync(stamp, 'utf8')).inputHash === inputHash) return;
  say(`Building ${title} …`);
  const started = Date.now();
  await build();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, JSON.stringify({ inputHash }));
  say(`Built ${title} in ${seconds(started)}`);
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function hashFiles(paths) {
  const hash = createHash('sha256');
  for (const path of paths)
    hash
      .update(`${relative(projectRoot, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  return hash.digest('hex');
}

/** Path of a package's program, without the platform's shims. */
export function localBin(path) {
  return join(projectRoot, 'node_modules', path);
}

function npmCommand() {
  return process.env.npm_execpath ?? (process.platform === 'win32' ? 'npm.cmd' : 'npm');
}

/**
 * Runs a program to its end with our own output and cancels it with us.
 * Throws when it ends with another code than 0. `onErrorLine` takes its stderr line by line in place of ours.
 */
export function run(command, args, { cwd = projectRoot, env = process.env, onErrorLine } = {}) {
  const isScript = /\.[cm]?js$/.test(command);
  return new Promise((resolve, reject) => {
    const child = spawn(isScript ? process.execPath : command, isScript ? [command, ...args] : args, {
      cwd,
      env,
      stdio: ['ignore', 'inherit', onErrorLine === undefined ? 'inherit' : 'pipe'],
      shell: process.platform === 'win32' && command.endsWith('.cmd'),
    });
    if (onErrorLine !== undefined) createInterface({ input: child.stderr }).on('line', onErrorLine);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ${args.join(' ')} ended with ${signal ?? `code ${code}`}`));
    });
  });
}

export function say(line) {
  process.stderr.write(`${line}\n`);
}

export function seconds(startedMs) {
  return `${((Date.now() - startedMs) / 1000).toFixed(1)} s`;
}
