import { readFileSync } from 'node:fs';
import { runCommandLine } from './run-command-line.js';

/** The process must end by itself; what is still open after this long is cut off. */
const lingerMs = 3000;

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

process.exitCode = await runCommandLine(process.argv.slice(2), version);
setTimeout(() => process.exit(), lingerMs).unref();
