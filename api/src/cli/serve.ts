import type { JobProgress } from '../jobs/job-progress.js';
import { exitCodes, type Command, type CommandContext } from './command.js';
import { findDataDir } from './find-data-dir.js';
import { commonFlags, databaseFlags } from './flag.js';
import type { CommandLine } from './parse-command-line.js';
import { createLogger } from '../operations/create-logger.js';
import { readLogSettings } from '../operations/read-log-settings.js';
import { tellStart } from '../operations/tell-start.js';
import { readNumber, readText } from './read-flags.js';
import { refuseFiles } from './refuse-files.js';

const defaultPort = 8080;
const defaultHost = '127.0.0.1';
/** Below the ten seconds after which Docker kills. */
const defaultGraceSeconds = 8;
const seconds = { least: 0, most: 3600, whole: false } as const;

export const serveCommand: Command = {
  name: 'serve',
  about: 'serve the map page and the API on one port (npm start does this)',
  usage: ['serve [--port N] [--host ADDRESS] [--grace S] [--drain S] [--data-dir DIR | --database-url URL]'],
  flags: {
    port: { value: 'N', about: `port to listen on, 0 = any free one (default: ${defaultPort})` },
    host: { value: 'ADDRESS', about: `address to listen on (default: ${defaultHost}, this machine only)` },
    grace: {
      value: 'SECONDS',
      about: `when stopped: requests under way get so long to end (default: ${defaultGraceSeconds})`,
    },
    drain: {
      value: 'SECONDS',
      about: 'when stopped: /readyz says so for so long before nothing new is accepted (default: 0)',
    },
    ...databaseFlags,
    ...commonFlags,
  },
  notes: [
    'Starts the embedded database unless a server is named, brings its schema up to date, loads the sample city when\n' +
      'there is no map yet, and prints the address when the first page can be used. Ctrl-C ends it; once more ends it at\n' +
      'once. The log goes to stderr: lines of JSON, or plain ones on a terminal ($LOG_FORMAT json | text; $LOG_LEVEL\n' +
      'trace | debug | info | warn | error | fatal | silent). docs/operations.md says what it and /metrics hold.',
    'Tiles are cut by this server, or are those of a Martin over the same PostGIS ($MARTIN_URL). $TILES_PUBLIC_URL sends\n' +
      'browsers to another address for them, such as a CDN ($TILES_PUBLIC_AUTHORISES=1 where reading is not anonymous).',
  ],
  run: async (line: CommandLine, context: CommandContext) => {
    refuseFiles(line, 'serve');
    const port = readNumber(line.flags, 'port', { least: 0, most: 65_535, whole: true }) ?? defaultPort;
    const grace = readNumber(line.flags, 'grace', seconds) ?? defaultGraceSeconds;
    const drain = readNumber(line.flags, 'drain', seconds) ?? 0;
    const settings = readLogSettings(process.env, process.stderr.isTTY);
    const logger = createLogger(settings, process.stderr);
    const tell =
      settings.format === 'json'
        ? tellStart(logger)
        : {
            onProgress: ({ step, done, total }: JobProgress) => context.progress.report(step, done, total),
            note: context.note,
          };
    // Loaded here so that the other commands start without the web server.
    const { startServer } = await import('../server.js');
    const server = await startServer({
      port,
      host: readText(line.flags, 'host') ?? defaultHost,
      databaseUrl: readText(line.flags, 'database-url') ?? process.env['DATABASE_URL'],
      dataDir: findDataDir(readText(line.flags, 'data-dir'), process.env),
      environment: process.env,
      logger,
      noticeMs: drain * 1000,
      graceMs: grace * 1000,
      onProgress: tell.onProgress,
      note: tell.note,
      signal: context.signal,
    });
    context.progress.clear();
    await context.write(`Wangge is ready: ${server.url}\n`);
    await aborted(context.signal);
    await server.close();
    return exitCodes.clean;
  },
};

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
