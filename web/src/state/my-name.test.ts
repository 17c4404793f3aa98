import { expect, it } from 'vitest';
import { MyName } from './my-name.svelte.js';

it('keeps the name in the browser without blanks around it', () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  expect(new MyName(storage).name).toBe('');
  new MyName(storage).name = ' 李雷 ';
  expect(new MyName(storage).name).toBe('李雷');
});

it('keeps the name as long as the page where the browser keeps nothing', () => {
  const me = new MyName(undefined);
  me.name = '李雷';
  expect(me.name).toBe('李雷');
});
