import type { MultiPolygon } from '../src/geometry/types.js';

/** The children of one parent. */
export type Siblings = readonly MultiPolygon[];

/** Another tool with a map in its memory; loading it is not part of what is timed. */
export interface Peer {
  readonly name: string;
  /** Does its whole check once; returns what it says of the map, in a word or two. */
  run(): Promise<string> | string;
  close(): Promise<void> | void;
}
