import { describe, expect, it } from 'vitest';
import { createLogger } from './create-logger.js';
import { readLogSettings } from './read-log-settings.js';

describe('the settings of the log', () => {
  it('are plain warnings on a terminal, and JSON of everything worth knowing elsewhere', () => {
    expect(readLogSettings({}, true)).toEqual({ format: 'text', level: 'warn' });
    expect(readLogSettings({ LOG_LEVEL: '' }, false)).toEqual({ format: 'json', level: 'info' });
    expect(readLogSettings({ LOG_FORMAT: 'json', LOG_LEVEL: 'debug' }, true)).toEqual({
      format: 'json',
      level: 'debug',
    });
  });

  it('are refused by name when they are unknown', () => {
    expect(() => readLogSettings({ LOG_LEVEL: 'loud' }, false)).toThrow(/LOG_LEVEL.*"loud".*warn/);
  });
});

describe('the log on a terminal', () => {
  it('tells a request, a fault and a job in lines that people read', () => {
    const lines: string[] = [];
    const logger = createLogger(
      { format: 'text', level: 'info' },
      { write: (line) => lines.push(line.replace(/^\d\d:\d\d:\d\d/, '17:03:09')) },
    );
    logger.debug('not worth it');
    const request = { method: 'GET', path: '/readyz', route: '/readyz', status: 503, durationMs: 3.1 };
    logger.warn({ ...request, requestId: 'abc' }, 'request');
    logger.info({ job: 'audit', event: 'done', id: 4 }, 'audit done');
    const error = new Error('cannot list', { cause: new Error('no login') });
    error.stack = 'Error: cannot list\n    at list.js';
    logger.error({ error }, 'request abc');
    expect(lines[0]).toBe('17:03:09 warn  GET /readyz 503 in 3.1 ms requestId=abc\n');
    expect(lines[1]).toBe('17:03:09 info  audit done job=audit event=done id=4\n');
    expect(lines[2]).toMatch(
      /^17:03:09 error request abc\n {2}Error: cannot list\n {6}at list\.js\n {2}because of Error: no login\n/,
    );
    logger.error({ ...request, requestId: 'abd', error }, 'request');
    expect(lines[3]).toMatch(
      /^17:03:09 error GET \/readyz 503 in 3.1 ms requestId=abd: Error: cannot list because of Error: no login \(repeats: 1\)\n$/,
    );
    expect(lines).toHaveLength(4);
  });
});
