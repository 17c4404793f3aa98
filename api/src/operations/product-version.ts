import { readFileSync } from 'node:fs';

/** The version that package.json says, the same distance from `src` and from `dist`. */
export const productVersion: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
