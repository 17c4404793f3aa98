/**
 * `npm run stack`: the topology of production on this machine without containers. Installs and builds what changed, then
 * runs PostGIS, Martin and the API together until Ctrl-C.
 */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { findMartin } from './martin.js';
import { openStack } from './open-stack.js';
import { findPostgis } from './postgis.js';
import { ensureBuilt, ensureInstalled, projectRoot, requireNode, say } from './prepare.js';
import { keepUp } from './stack-keep-up.js';
import { describeMissing } from './stack-missing.js';
import { watchStarter } from './watch-starter.js';

const defaultPort = 8080;
/** Not inside the embedded database's folder, which nobody but its owner may enter: PostgreSQL may run as another user. */
const defaultFolder = '.wangge-stack';

const help = `npm run stack [-- --port N] [-- --data-dir DIR]

Runs PostGIS, Martin and the API as in production, on the loopback address alone, and prints the address when the first
page can be used. Ctrl-C ends all three, and so does the end of the npm that started it.
  --port N        port of the page and the API, 0 = any free one (default: ${defaultPort})
  --data-dir DIR  database, passwords, logs and state (default: ${defaultFolder} in the project folder)
A part that dies is started again, five times in a minute at most. Logs: DIR/logs; processes and ports: DIR/state.json;
addresses of the database with their passwords, for \`wangge\` and psql: DIR/logins.sh.`;

const values = readArguments();
if (values.help) {
  process.stdout.write(`${help}\n`);
  process.exit(0);
}
requireNode();
const port = Number(values.port);
if (!/^\d+$/.test(values.port) || port > 65_535) refuse(`--port ${values.port} is no port; give 0 to 65535`);
const postgis = findPostgis();
const martin = findMartin();
const missing = describeMissing({ postgis, martin });
if (missing.length > 0) refuse(...missing);

// A terminal or a reader of our output that went away is no reason to leave the parts alone.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
process.exitCode = await main();

async function main() {
  const cancel = new AbortController();
  const asked = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => resolve('asked'));
    watchStarter(() => {
      say('npm, which started the stack, is gone');
      resolve('asked');
    });
  });
  let stack;
  let watch;
  const start = async () => {
    await ensureInstalled({ everything: false });
    await ensureBuilt();
    cancel.signal.throwIfAborted();
    stack = await openStack({
      ...{ dataDir: resolve(values['data-dir']), postgis, martin, port, say },
      signal: cancel.signal,
    });
    await stack.startDatabase();
    await stack.startMartin();
    await stack.startApi();
    watch = keepUp({ parts: Object.values(stack.parts), start: stack.startPart, say });
    say(`For commands and psql: . ${stack.loginsFile}`);
    process.stdout.write(`Wangge is ready: ${stack.urls.api}\n`);
    return watch.failed;
  };
  try {
    const outcome = await Promise.race([asked, start()]);
    if (outcome === 'asked') {
      say('Ending the stack …');
      return 0;
    }
    say(`stack: ${outcome.name} died too often and is given up; its log: ${outcome.logFile}`);
    return 1;
  } catch (error) {
    say(`stack: ${error.message}`);
    tellLastLines(stack);
    return 2;
  } finally {
    cancel.abort();
    watch?.stop();
    await stack?.stop();
  }
}

/** Of the parts that are not there any more. */
function tellLastLines(stack) {
  for (const part of Object.values(stack?.parts ?? {})) {
    if (part.isAlive() || part.tail().length === 0) continue;
    say(`the last lines of ${part.logFile}:`);
    for (const line of part.tail()) say(`    ${line}`);
  }
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean', default: false },
        port: { type: 'string', default: String(defaultPort) },
        'data-dir': { type: 'string', default: join(projectRoot, defaultFolder) },
      },
    }).values;
  } catch (error) {
    return refuse(error.message, 'see npm run stack -- --help');
  }
}

function refuse(...lines) {
  for (const line of lines) say(`stack: ${line}`);
  process.exit(2);
}
