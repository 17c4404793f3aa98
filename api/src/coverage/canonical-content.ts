import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { runSteps, workPerStep, type Steps } from '../geometry/run-steps.js';
import { countEdges } from '../geometry/signed-edges.js';
import type { MultiPolygon } from '../geometry/types.js';
import { levelNumber } from '../hierarchy/levels.js';
import { canonicalGeometry } from './canonical-ring.js';
import type { Grid } from './types.js';

/** Begins what is hashed, so that another form of it can never give the same hash. */
const formatLine = 'wangge-content/1\n';

const bytesPerNumber = 4;

/** What a grid's record and the hash of it cost, against one of its vertices. */
const workPerGrid = 50;

/**
 * SHA-256 (hex) of what a map says: per level, from the territory down, its grids by code, of each the level, code,
 * name, parent's code and category, and the rings in canonical form (`canonicalGeometry`).
 *
 * The same for the order of a file's features, where a ring begins and which way it runs. Every vertex counts, also one
 * in line. Not in it: attributes, whether a grid was implied, the rings that a repair replaced.
 *
 * Precondition: `code` is unique within its level. Linear but for the sorting of grids.
 */
export function hashContent(grids: readonly Grid[]): string {
  return runSteps(hashContentSteps(grids));
}

/** `hashContent` for large maps: @yields every few milliseconds. */
export function* hashContentSteps(grids: readonly Grid[]): Steps<string> {
  const hash = sha256.create().update(utf8ToBytes(formatLine));
  const sorted = [...grids].sort(compareGrids);
  let work = 0;
  for (const grid of sorted) {
    hash.update(encodeFacts(grid)).update(encodeGeometry(canonicalGeometry(grid.geometry)));
    work += workPerGrid + countEdges(grid.geometry);
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  return bytesToHex(hash.digest());
}

function compareGrids(a: Grid, b: Grid): number {
  return levelNumber(a.level) - levelNumber(b.level) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0);
}

/** One line of JSON: no text can hold its line break unescaped, so no two grids read alike. */
function encodeFacts({ level, code, name, parentCode, category }: Grid): Uint8Array {
  return utf8ToBytes(`${JSON.stringify([level, code, name, parentCode, category])}\n`);
}

/** Little-endian int32: number of parts, of each its number of rings, of each its length and its coordinates. */
function encodeGeometry(geometry: MultiPolygon): Uint8Array {
  let numbers = 1;
  for (const polygon of geometry) {
    numbers += 1;
    for (const ring of polygon) numbers += 1 + ring.length;
  }
  const bytes = new Uint8Array(numbers * bytesPerNumber);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const write = (value: number): void => {
    view.setInt32(at, value, true);
    at += bytesPerNumber;
  };
  write(geometry.length);
  for (const polygon of geometry) {
    write(polygon.length);
    for (const ring of polygon) {
      write(ring.length);
      for (const value of ring) write(value);
    }
  }
  return bytes;
}
