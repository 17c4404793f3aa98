import { describe, expect, it } from 'vitest';
import { createFaultDescriber } from './describe-repeats.js';

/** Thrown in one place, whatever it says. */
function fault(message: string, cause?: Error): Error {
  return new Error(message, cause === undefined ? {} : { cause });
}

describe('a fault that comes again', () => {
  it('is told without stacks and counted, numbers aside, causes included', () => {
    const tell = createFaultDescriber();
    const first = tell(fault('tile 10/5/7 failed', fault('port 5432 is closed')));
    expect([first.stack, first.cause?.stack]).toEqual([expect.any(String), expect.any(String)]);
    expect(tell(fault('tile 9/1/2 failed', fault('port 5433 is closed')))).toEqual({
      ...{ type: 'Error', message: 'tile 9/1/2 failed', repeats: 1 },
      cause: { type: 'Error', message: 'port 5433 is closed' },
    });
    expect(tell(fault('tile 9/1/2 failed', fault('port 1 is closed'))).repeats).toBe(2);
  });

  it.each([
    ['says something else', () => fault('no space left')],
    ['has another cause', () => fault('cannot read', fault('no space left'))],
    ['has another code', () => Object.assign(fault('cannot read'), { code: '53100' })],
    ['comes from another place', () => new Error('cannot read')],
  ])('is told in full when it %s', (_what, other) => {
    const tell = createFaultDescriber();
    tell(fault('cannot read'));
    expect(tell(other()).stack).toBeDefined();
    expect(tell(fault('cannot read')).stack).toBeUndefined();
  });

  it('is told in full again after a while, since the log that held it may be gone', () => {
    let now = 0;
    const tell = createFaultDescriber({ inFullAgainMs: 100, now: () => now });
    const again = (): unknown => tell(fault('cannot read')).repeats;
    expect(again()).toBeUndefined();
    now = 99;
    expect(again()).toBe(1);
    now = 100;
    expect(again()).toBeUndefined();
    now = 101;
    expect(again()).toBe(1);
  });
});
