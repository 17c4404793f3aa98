import { expect, it } from 'vitest';
import { createLogger } from './create-logger.js';
import { tellStart } from './tell-start.js';

it('a step of a start is one line that says it once', () => {
  const lines: unknown[] = [];
  const write = (line: string): unknown => lines.push(JSON.parse(line));
  const { onProgress, note } = tellStart(createLogger({ level: 'info', format: 'json' }, { write }));
  onProgress({ step: 'Writing grids' });
  onProgress({ step: 'Writing grids' });
  note('warning: no accounts');
  const time = expect.any(String) as unknown;
  expect(lines).toEqual([
    { level: 'info', time, message: 'Writing grids' },
    { level: 'warn', time, message: 'no accounts' },
  ]);
});
