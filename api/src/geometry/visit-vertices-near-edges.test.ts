import { describe, expect, it } from 'vitest';
import { runSteps } from './run-steps.js';
import { VertexNumbers } from './vertex-numbers.js';
import { visitVerticesNearEdges } from './visit-vertices-near-edges.js';

const nearSteps = 2;

function numberAll(places: readonly (readonly [number, number])[]): VertexNumbers {
  const vertices = new VertexNumbers(places.length);
  for (const [x, y] of places) vertices.numberOf(x, y);
  return vertices;
}

/** Every pair of an edge and a vertex that lies less than two steps beside the edge itself, by trying all. */
function nearPairsByTryingAll(edges: Int32Array, vertices: VertexNumbers): string[] {
  const pairs: string[] = [];
  for (let at = 0; at < edges.length; at += 4) {
    const [ax = 0, ay = 0, bx = 0, by = 0] = edges.subarray(at, at + 4);
    for (let vertex = 0; vertex < vertices.count; vertex += 1) {
      const x = vertices.xOf(vertex);
      const y = vertices.yOf(vertex);
      const along = ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
      const share = Math.min(1, Math.max(0, along));
      const distance = Math.hypot(ax + share * (bx - ax) - x, ay + share * (by - ay) - y);
      if (distance <= nearSteps) pairs.push(`${at / 4} ${vertex}`);
    }
  }
  return pairs;
}

function visitedPairs(edges: Int32Array, vertices: VertexNumbers): Set<string> {
  const visited = new Set<string>();
  runSteps(
    visitVerticesNearEdges(edges, vertices, nearSteps, (edge, vertex) => visited.add(`${edge} ${vertex}`)),
  );
  return visited;
}

describe('visitVerticesNearEdges', () => {
  it('visits a vertex two steps beside an edge on either side, and none three steps off', () => {
    const edges = Int32Array.of(-10, 0, 10, 0, 30, 10, 30, -10);
    const vertices = numberAll([
      [0, 2],
      [0, -2],
      [0, 3],
      [28, 0],
      [32, 0],
      [33, 0],
    ]);
    expect([...visitedPairs(edges, vertices)].sort()).toEqual(['0 0', '0 1', '1 3', '1 4']);
  });

  it('visits all that lie near where every edge runs across every vertex, on both sides of zero', () => {
    const edges: number[] = [];
    const places: [number, number][] = [];
    for (let row = -40; row < 40; row += 1) {
      edges.push(-1000, 10 * row, 1000, 10 * row + 7);
      places.push([17 * row, 10 * row + (row % 5)]);
    }
    const vertices = numberAll(places);
    const expected = nearPairsByTryingAll(Int32Array.from(edges), vertices);
    expect(expected.length).toBeGreaterThan(10);
    expect([...visitedPairs(Int32Array.from(edges), vertices)]).toEqual(expect.arrayContaining(expected));
  });

  it('visits all that lie near at the ends of the lattice', () => {
    const end = 1_800_000_000;
    const edges = Int32Array.of(end - 9, -end, end, -end + 9, -end, end, -end + 9, end - 9);
    const vertices = numberAll([
      [end - 4, -end + 4],
      [-end + 4, end - 6],
      [end, -end],
    ]);
    expect([...visitedPairs(edges, vertices)]).toEqual(
      expect.arrayContaining(nearPairsByTryingAll(edges, vertices)),
    );
  });
});
