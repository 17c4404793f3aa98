import { describe, expect, it } from 'vitest';
import { describeFault, hideLogins } from './describe-fault.js';

describe('a fault in the log', () => {
  it('says what it is and what caused it, and leaves out whatever else a library keeps on it', () => {
    const cause = Object.assign(new Error('refused'), { code: 'ECONNREFUSED', password: 'geheim' });
    const described = describeFault(new TypeError('cannot read', { cause }));
    expect(described).toMatchObject({
      type: 'TypeError',
      message: 'cannot read',
      stack: expect.stringContaining('describe-fault.test') as unknown,
      cause: { type: 'Error', message: 'refused', code: 'ECONNREFUSED' },
    });
    expect(JSON.stringify(described)).not.toContain('geheim');
  });

  it('tells every error of several, and ends where causes go in a circle', () => {
    const error: Error & { cause?: unknown } = new AggregateError([new Error('first'), 'second'], 'both');
    error.cause = error;
    expect(describeFault(error).errors).toMatchObject([
      { message: 'first' },
      { type: 'string', message: 'second' },
    ]);
  });

  it.each([
    ['postgres://a:b@db:5432/x failed', 'postgres://***@db:5432/x failed'],
    ['see https://example.com/a@b', 'see https://example.com/a@b'],
    ['POSTGRESQL://only-user@db', 'POSTGRESQL://***@db'],
  ])('blots the login out of %s', (text, hidden) => {
    expect(hideLogins(text)).toBe(hidden);
  });
});
