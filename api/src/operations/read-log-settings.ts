import { Problem } from '../problem.js';

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export const logFormats = ['json', 'text'] as const;
export type LogFormat = (typeof logFormats)[number];

export interface LogSettings {
  readonly level: LogLevel;
  readonly format: LogFormat;
}

/**
 * How the server logs: JSON by default, and plain lines on a terminal, where somebody reads along and only what goes
 * wrong is worth a line.
 *
 * @throws Problem `unknown-setting`
 */
export function readLogSettings(
  environment: Readonly<Record<string, string | undefined>>,
  isTerminal: boolean,
): LogSettings {
  const format = choose('LOG_FORMAT', environment, logFormats) ?? (isTerminal ? 'text' : 'json');
  const level = choose('LOG_LEVEL', environment, logLevels) ?? (format === 'text' ? 'warn' : 'info');
  return { format, level };
}

function choose<Value extends string>(
  name: string,
  environment: Readonly<Record<string, string | undefined>>,
  values: readonly Value[],
): Value | undefined {
  const text = environment[name];
  if (text === undefined || text === '') return undefined;
  const value = values.find((each) => each === text);
  if (value !== undefined) return value;
  throw new Problem({
    type: 'unknown-setting',
    status: 400,
    field: name,
    detail: `"${text}" is none of ${values.join(', ')}.`,
    fix: 'Use one of them, or leave it out.',
  });
}
