import { describe, expect, it } from 'vitest';
import { keepRecent } from './keep-recent.js';

describe('keepRecent', () => {
  it('lets go of what was used longest ago when the budget is spent', () => {
    const entries = keepRecent<string>(10);
    entries.set('a', 'A', 4);
    entries.set('b', 'B', 4);
    expect(entries.get('a')).toBe('A');
    entries.set('c', 'C', 4);
    expect(entries.get('b')).toBeUndefined();
    expect(entries.get('a')).toBe('A');
    expect(entries.get('c')).toBe('C');
  });

  it('counts a replaced entry once', () => {
    const entries = keepRecent<number>(10);
    entries.set('b', 0, 3);
    for (let at = 0; at < 100; at += 1) entries.set('a', at, 6);
    expect(entries.get('b')).toBe(0);
    expect(entries.get('a')).toBe(99);
  });

  it('keeps the newest even when it alone exceeds the budget, until the next comes', () => {
    const entries = keepRecent<string>(10);
    entries.set('a', 'A', 1);
    entries.set('huge', 'H', 50);
    expect(entries.get('a')).toBeUndefined();
    expect(entries.get('huge')).toBe('H');
    entries.set('c', 'C', 1);
    expect(entries.get('huge')).toBeUndefined();
    expect(entries.get('c')).toBe('C');
  });

  it('forgets what is deleted, and its cost', () => {
    const entries = keepRecent<string>(10);
    entries.set('a', 'A', 9);
    entries.delete('a');
    entries.delete('never there');
    entries.set('b', 'B', 9);
    entries.set('c', 'C', 1);
    expect([entries.get('a'), entries.get('b'), entries.get('c')]).toEqual([undefined, 'B', 'C']);
  });
});
