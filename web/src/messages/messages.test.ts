import { describe, expect, it } from 'vitest';
import { en } from './en.js';
import { translate } from './translate.js';
import { zh } from './zh.js';

const sources = import.meta.glob<string>(['../**/*.{svelte,ts}', '!../**/*.test.ts', '!./**'], {
  query: '?raw',
  import: 'default',
  eager: true,
});
const source = Object.values(sources).join('\n');

function valueNames(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort();
}

describe('messages', () => {
  it('have the same keys in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
  });

  it.each(Object.keys(zh) as (keyof typeof zh)[])(
    '%s has text and the same values in both languages',
    (key) => {
      expect(zh[key].trim()).not.toBe('');
      expect(en[key].trim()).not.toBe('');
      expect(valueNames(en[key])).toEqual(valueNames(zh[key]));
    },
  );

  it('are all used', () => {
    const unused = Object.keys(zh).filter((key) => !new RegExp(`['"\`]${key}['"\`]`).test(source));
    expect(unused).toEqual([]);
  });

  it('are the only Chinese in the source', () => {
    const withChinese = Object.entries(sources)
      .filter(([, text]) => /[\u3400-\u9fff]/.test(text))
      .map(([path]) => path);
    expect(withChinese).toEqual([]);
  });

  it('are filled with their values', () => {
    expect(translate('en', 'findingsPosition', { position: 2, count: 55 })).toBe('2 of 55');
    expect(translate('zh-CN', 'findingsPosition', { position: 2, count: 55 })).toBe('第 2 个，共 55 个');
    expect(translate('en', 'retry')).toBe('Try again');
  });

  it('take a value with braces or dollars as it is', () => {
    expect(translate('en', 'searchBusy', { text: '$& {text}' })).toBe('Searching for “$& {text}” …');
  });
});
