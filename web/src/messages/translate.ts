import { en } from './en.js';
import type { Locale } from './locale.js';
import type { MessageArguments, MessageKey } from './message-key.js';
import { zh } from './zh.js';

const messages: Readonly<Record<Locale, Readonly<Record<MessageKey, string>>>> = { 'zh-CN': zh, en };

/** The message in a language, its `{name}` marks filled with the values. */
export function translate<Key extends MessageKey>(
  locale: Locale,
  key: Key,
  ...[values]: MessageArguments<Key>
): string {
  const text = messages[locale][key];
  if (values === undefined) return text;
  return text.replace(/\{(\w+)\}/g, (mark, name: string) => {
    const value: string | number | undefined = (values as Record<string, string | number>)[name];
    return value === undefined ? mark : String(value);
  });
}
