import { cutEdges } from './cut-edges.js';
import { crossSign } from './orientation.js';
import type { PlaneNode } from './plane-nodes.js';
import { workPerStep, type Steps } from './run-steps.js';
import { numbersPerEdge } from './visit-near-pairs.js';

/** A piece of an edge that nothing crosses any more. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Direction by the original edge's integers, so that angles compare exactly. */
  readonly dx: number;
  readonly dy: number;
}

/** Original edges that run along a piece, with +1 or −1 by direction. */
export type EdgeRuns = readonly (readonly [edge: number, sign: 1 | -1])[];

export interface NodedEdges {
  readonly nodes: readonly PlaneNode[];
  readonly pieces: readonly Piece[];
  /** Per piece the first edge that runs along it; the piece has its direction. */
  readonly edgeOf: readonly number[];
  /** For the few pieces that several edges run along: the others (`runsOf`). */
  readonly furtherRuns: ReadonlyMap<number, EdgeRuns>;
}

const noRuns: EdgeRuns = [];

/** The edges that run along a piece besides the first. */
export function runsOf({ furtherRuns }: Pick<NodedEdges, 'furtherRuns'>, piece: number): EdgeRuns {
  return furtherRuns.get(piece) ?? noRuns;
}

/**
 * Cuts edges at every point where two of them meet, exactly; pieces that lie over each other become one.
 *
 * @param edges `x1, y1, x2, y2` an edge on the lattice, none of length 0; equal edges should come once
 * @returns nodes and pieces; no two pieces meet but at their ends. About linear in edges plus crossings.
 */
export function* nodeEdges(edges: Int32Array): Steps<NodedEdges> {
  const { nodes, chains, hasEqual } = yield* cutEdges(edges);
  const mayRepeat = hasEqual ? new Uint8Array(nodes.length).fill(1) : findCutNodes(nodes.length, chains);
  const pieces: Piece[] = [];
  const edgeOf: number[] = [];
  const furtherRuns = new Map<number, [number, 1 | -1][]>();
  const pieceByEnds = new Map<number, number>();
  let work = 0;
  for (let edge = 0; edge < chains.length; edge += 1) {
    const at = edge * numbersPerEdge;
    const dx = edges[at + 2]! - edges[at]!;
    const dy = edges[at + 3]! - edges[at + 1]!;
    const chain = chains[edge]!;
    for (let index = 0; index + 1 < chain.length; index += 1) {
      const from = chain[index]!;
      const to = chain[index + 1]!;
      // Of two edges over each other one at least is cut, or they are equal.
      if (mayRepeat[from] === 1 && mayRepeat[to] === 1) {
        const key = Math.min(from, to) * nodes.length + Math.max(from, to);
        const known = pieceByEnds.get(key);
        if (known !== undefined) {
          const further = furtherRuns.get(known);
          const run: [number, 1 | -1] = [edge, pieces[known]!.from === from ? 1 : -1];
          if (further === undefined) furtherRuns.set(known, [run]);
          else further.push(run);
          continue;
        }
        pieceByEnds.set(key, pieces.length);
      }
      pieces.push({ from, to, dx, dy });
      edgeOf.push(edge);
    }
    work += chain.length;
    if (work > workPerStep) {
      work = 0;
      yield;
    }
  }
  return { nodes, pieces, edgeOf, furtherRuns };
}

/** 1 for every node that a cut edge passes. */
function findCutNodes(count: number, chains: readonly (readonly number[])[]): Uint8Array {
  const isOnCutEdge = new Uint8Array(count);
  for (const chain of chains) {
    if (chain.length > 2) for (const node of chain) isOnCutEdge[node] = 1;
  }
  return isOnCutEdge;
}

/**
 * Exact order of two directions by angle, counter-clockwise from just past straight down: so at the leftmost
 * lowest node of a figure every direction is in the first half turn.
 */
export function compareAngles(ux: number, uy: number, vx: number, vy: number): number {
  const uHalf = ux > 0 || (ux === 0 && uy > 0) ? 0 : 1;
  const vHalf = vx > 0 || (vx === 0 && vy > 0) ? 0 : 1;
  if (uHalf !== vHalf) return uHalf - vHalf;
  return -crossSign(ux, uy, vx, vy);
}
