import Flatbush from 'flatbush';
import { boundingBox } from '../../geometry/bounding-box.js';
import type { LatticeBox, MultiPolygon } from '../../geometry/types.js';
import { measureShares } from './measure-shares.js';

/** Lines for the first look, which settles every grid that lies wholly in one other. */
const firstLines = 5;

/** Lines where a grid lies in several others, or partly in none. */
const closeLines = 64;

/** From this share on nothing else can matter: the rest is the noise of nearly equal borders. */
const settledShare = 0.99;

/** A grid belongs to another when more than half of it lies there. */
const containedShare = 0.5;

export interface Located<T> {
  readonly container: T;
  readonly share: number;
}

/** Answers which of some polygons holds another one. */
export class ContainerIndex<T extends { readonly geometry: MultiPolygon }> {
  readonly #items: readonly T[];
  readonly #tree: Flatbush | undefined;

  constructor(items: readonly T[]) {
    this.#items = items.filter((item) => item.geometry.length > 0);
    if (this.#items.length === 0) return;
    this.#tree = new Flatbush(this.#items.length);
    for (const item of this.#items) this.#tree.add(...boxOf(item.geometry));
    this.#tree.finish();
  }

  /**
   * The item with the biggest share of `geometry`, or undefined where all of it lies in none. Of equal shares
   * the first item wins, so the answer does not depend on the index.
   */
  biggestShare(geometry: MultiPolygon): Located<T> | undefined {
    if (this.#tree === undefined || geometry.length === 0) return undefined;
    const candidates = this.#tree
      .search(...boxOf(geometry))
      .sort((a, b) => a - b)
      .map((index) => this.#items[index]!);
    if (candidates.length === 0) return undefined;
    const shapes = candidates.map((candidate) => candidate.geometry);
    const first = pickBiggest(candidates, measureShares(geometry, shapes, firstLines));
    if (first !== undefined && first.share >= settledShare) return first;
    return pickBiggest(candidates, measureShares(geometry, shapes, closeLines));
  }

  /** The item that holds more than half of `geometry`. */
  container(geometry: MultiPolygon): T | undefined {
    const located = this.biggestShare(geometry);
    return located !== undefined && located.share > containedShare ? located.container : undefined;
  }
}

function pickBiggest<T>(candidates: readonly T[], shares: readonly number[]): Located<T> | undefined {
  let best: Located<T> | undefined;
  for (const [index, candidate] of candidates.entries()) {
    const share = shares[index]!;
    if (share > (best?.share ?? 0)) best = { container: candidate, share };
  }
  return best;
}

function boxOf(geometry: MultiPolygon): LatticeBox {
  return boundingBox(geometry)!;
}
