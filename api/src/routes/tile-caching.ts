import type { TileSource } from '../tiles/describe-source.js';
import type { TileQuery } from './resolve-tile.js';

const yearSeconds = 31_536_000;

/** Reference layers have no revision: what is loaded anew is seen after this at the latest, beside what servers keep. */
const referenceSeconds = 60;

/**
 * How long a tile may be kept: for ever once its revision (and its run) is named and when that was made, since then it
 * never changes again; otherwise only as long as the server, asked again, says that it is the same.
 *
 * @param readingIsAnonymous false: caches that several people share keep nothing
 */
export function tileCaching(source: TileSource, query: TileQuery, readingIsAnonymous: boolean): string {
  const visibility = readingIsAnonymous ? 'public' : 'private';
  if (source === 'reference') return `${visibility}, max-age=${referenceSeconds}, must-revalidate`;
  if (isFixed(source, query)) return `${visibility}, max-age=${yearSeconds}, immutable`;
  return currentCaching(readingIsAnonymous);
}

/** Of what shows the state in force: TileJSON, and tiles that do not name all they show. */
export function currentCaching(readingIsAnonymous: boolean): string {
  return readingIsAnonymous ? 'no-cache' : 'private, no-cache';
}

/** True when the bytes behind the address can never change; what it names has been found to be so. */
export function isFixed(source: TileSource, query: TileQuery): boolean {
  if (source === 'reference' || query.revision === undefined || query.made === undefined) return false;
  return source !== 'findings' || query.audit !== undefined;
}
