import { exitCodes, type Command, type CommandContext } from './command.js';
import { findDataDir } from './find-data-dir.js';
import { commonFlags, databaseFlags } from './flag.js';
import type { CommandLine } from './parse-command-line.js';
import { readNumber, readText } from './read-flags.js';
import { refuseFiles } from './refuse-files.js';

const defaultPort = 8080;
const defaultHost = '127.0.0.1';

export const serveCommand: Command = {
  name: 'serve',
  about: 'serve the map page and the API on one port (npm start does this)',
  usage: ['serve [--port N] [--host ADDRESS] [--data-dir DIR | --database-url URL]'],
  flags: {
    port: { value: 'N', about: `port to listen on, 0 = any free one (default: ${defaultPort})` },
    host: { value: 'ADDRESS', about: `address to listen on (default: ${defaultHost}, this machine only)` },
    ...databaseFlags,
    ...commonFlags,
  },
  notes: [
    'Starts the embedded database unless a server is named, brings its schema up to date, loads the sample city when\n' +
      'there is no map yet, and prints the address when the first page can be used. Ctrl-C ends it.',
  ],
  run: async (line: CommandLine, context: CommandContext) => {
    refuseFiles(line, 'serve');
    const port = readNumber(line.flags, 'port', { least: 0, most: 65_535, whole: true }) ?? defaultPort;
    // Loaded here so that the other commands start without the web server.
    const { startServer } = await import('../server.js');
    const server = await startServer({
      port,
      host: readText(line.flags, 'host') ?? defaultHost,
      databaseUrl: readText(line.flags, 'database-url') ?? process.env['DATABASE_URL'],
      dataDir: findDataDir(readText(line.flags, 'data-dir'), process.env),
      onProgress: ({ step, done, total }) => context.progress.report(step, done, total),
      note: context.note,
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
