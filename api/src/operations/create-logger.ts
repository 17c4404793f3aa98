import { pino, stdTimeFunctions, type Logger } from 'pino';
import { createFaultDescriber } from './describe-repeats.js';
import type { LogSettings } from './read-log-settings.js';
import { tellLine } from './tell-line.js';

export type { Logger } from 'pino';

/** Where lines go; stderr is one. */
export interface LogStream {
  write(line: string): unknown;
}

/**
 * Lines of JSON, or the same as one plain line each. Written at once: what was said before a process died is there.
 * Fields named `error` hold errors, see `createFaultDescriber`.
 */
export function createLogger({ level, format }: LogSettings, stream: LogStream): Logger {
  return pino(
    {
      level,
      base: null,
      messageKey: 'message',
      errorKey: 'error',
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { error: createFaultDescriber() },
    },
    format === 'json' ? stream : { write: (line: string) => void stream.write(tellLine(line)) },
  );
}
