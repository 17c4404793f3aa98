import { describe, expect, it } from 'vitest';
import { Problem, tellValue } from './problem.js';

const escape = String.fromCharCode(0x1b);

describe('a value in a message', () => {
  it('is cut after 60 characters, never inside of one', () => {
    expect(tellValue('a'.repeat(60))).toBe('a'.repeat(60));
    expect(tellValue('a'.repeat(61))).toBe(`${'a'.repeat(60)}…`);
    expect(tellValue('𠮷'.repeat(60))).toBe('𠮷'.repeat(60));
    expect(tellValue('𠮷'.repeat(5_000_000))).toBe(`${'𠮷'.repeat(60)}…`);
  });

  it('shows its control characters and what turns the reading direction', () => {
    expect(tellValue(`a${escape}[2Jb\r\n`)).toBe('a\\u001b[2Jb\\u000d\\n');
    expect(tellValue('a\u202eb\u009bc\u2028\ud800')).toBe('a\\u202eb\\u009bc\\u2028\\ud800');
  });

  it('may be anything that JSON holds, or nothing', () => {
    expect(tellValue({ a: [1] })).toBe('{"a":[1]}');
    expect(tellValue(undefined)).toBe('undefined');
    expect(tellValue([`${'a'.repeat(100)}`])).toBe(`["${'a'.repeat(58)}…`);
  });
});

describe('a problem', () => {
  const details = {
    type: 'test',
    status: 422,
    file: `a${escape}b.geojson`,
    field: 'f'.repeat(100),
    detail: `It says ${escape}]0;${'x'.repeat(5000)}.`,
    fix: `Mend ${escape}c.`,
  };

  it('is a screen at most and drives no terminal, whatever a library quotes in it', () => {
    const { message, details: shown } = new Problem(details);
    expect(message.length).toBeLessThan(2200);
    expect(message).not.toContain(escape);
    expect(message).toContain('a\\u001bb.geojson, field fff');
    expect(shown.detail).toMatch(/^It says \\u001b\]0;x+…$/);
    expect(shown.fix).toBe('Mend \\u001bc.');
    expect(shown.file).toBe(details.file);
  });

  it('says the same when it is made of another’s details', () => {
    const first = new Problem(details);
    expect(new Problem(first.details).message).toBe(first.message);
  });
});
