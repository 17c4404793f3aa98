import type { DescribedFault } from './describe-fault.js';

/** Said first, or not worth its place on a terminal. */
const told = new Set([
  'level',
  'time',
  'message',
  'error',
  'method',
  'path',
  'status',
  'durationMs',
  'route',
]);

/**
 * A line of the JSON log as people read it: `17:03:09 warn  GET /readyz 503 in 3 ms requestId=…`, a stack below; a fault
 * that was told before stands in the line itself.
 */
export function tellLine(json: string): string {
  const line = JSON.parse(json) as Record<string, unknown> & { time: string; level: string };
  const { method, path, status, durationMs, message, error } = line;
  const request =
    method === undefined ? '' : `${text(method)} ${text(path)} ${text(status)} in ${text(durationMs)} ms`;
  const rest = Object.entries(line)
    .filter(([name, value]) => !told.has(name) && value !== null)
    .map(([name, value]) => `${name}=${text(value)}`);
  const parts = [
    line.time.slice(11, 19),
    line.level.padEnd(5),
    request === '' ? text(message) : request,
    ...rest,
  ];
  const fault = error as DescribedFault | undefined;
  if (fault === undefined) return `${parts.join(' ')}\n`;
  return fault.repeats === undefined
    ? `${parts.join(' ')}\n${tellFault(fault)}`
    : `${parts.join(' ')}: ${tellAgain(fault)} (repeats: ${fault.repeats})\n`;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function causesOf({ cause, errors = [] }: DescribedFault): DescribedFault[] {
  return [...(cause === undefined ? [] : [cause]), ...errors];
}

function tellAgain(fault: DescribedFault): string {
  const own = `${fault.type}: ${fault.message}`.replaceAll(/\s+/g, ' ');
  return [own, ...causesOf(fault).map(tellAgain)].join(' because of ');
}

function tellFault(fault: DescribedFault, lead = ''): string {
  const own = `${lead}${fault.stack ?? `${fault.type}: ${fault.message}`}\n`;
  return (
    own.replaceAll(/^/gm, '  ').trimEnd() +
    '\n' +
    causesOf(fault)
      .map((each) => tellFault(each, 'because of '))
      .join('')
  );
}
