import type { Readable } from 'node:stream';
import type { TileScope } from './create-tile-service.js';
import type { TileSource } from './describe-source.js';

/** `If-None-Match: *`: the asker has some form of the tile and wants to know only whether there is one. */
export const anyEtag = '*';

export interface TileAsked {
  readonly source: TileSource;
  readonly scope: TileScope;
  readonly z: number;
  readonly x: number;
  readonly y: number;
  /** What the asker can unpack, and how much it likes to. */
  readonly encodings: AcceptedEncodings;
  /** Entity tags of what the asker has; `anyEtag` where whatever there is will do. */
  readonly knownEtags: readonly string[];
  /** The asker wants the headers alone. */
  readonly isHead: boolean;
  /** Aborted when the asker leaves. */
  readonly signal: AbortSignal;
}

export type TileEncoding = 'gzip' | 'br' | 'identity';

/** Weights from 0 (not at all) to 1; `identity`, the tile as it is, always has some. */
export type AcceptedEncodings = Readonly<Record<TileEncoding, number>>;

export interface TileBytes {
  readonly kind: 'bytes';
  /** The same for every way of packing: for a weak comparison alone. */
  readonly etag: string | undefined;
  readonly encoding: TileEncoding;
  /** A stream is read to its end or destroyed by whoever is given it. */
  readonly body: Buffer | Readable;
  readonly length: number | undefined;
}

/** Bytes · nothing is there · the asker has it already. */
export type TileAnswer =
  TileBytes | { readonly kind: 'empty' } | { readonly kind: 'unchanged'; readonly etag: string | undefined };

/** One of the ways by which tiles leave the server. */
export interface TilePath {
  /**
   * Errors: Problem `tiles-unavailable` (503) when what makes the tiles is away, the reason of `signal` when that is
   * aborted.
   */
  answerTile(asked: TileAsked): Promise<TileAnswer>;
}
