import type { zh } from './zh.js';

export type MessageKey = keyof typeof zh;

type ValueNames<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ValueNames<Rest>
  : never;

/** The values a message wants, by name: a call that forgets one does not compile. */
export type MessageValues<Key extends MessageKey> = Record<ValueNames<(typeof zh)[Key]>, string | number>;

/** No second argument for a message without values. */
export type MessageArguments<Key extends MessageKey> = [ValueNames<(typeof zh)[Key]>] extends [never]
  ? []
  : [values: MessageValues<Key>];
