import { describe, expect, it } from 'vitest';
import { normaliseRings } from './normalise-rings.js';

const square = [0, 0, 10, 0, 10, 10, 0, 10, 0, 0];
const clockwise = [0, 0, 0, 10, 10, 10, 10, 0, 0, 0];

function normalise(...polygons: readonly (readonly (readonly number[])[])[]) {
  const { geometry, repairs } = normaliseRings(
    polygons.map((rings) => rings.map((ring) => Int32Array.from(ring))),
  );
  return {
    geometry: geometry.map((polygon) => polygon.map((ring) => [...ring])),
    repairs: repairs.map((repair) => `${repair.kind} ${repair.polygon}.${repair.ring} ${repair.vertices}`),
  };
}

describe('normaliseRings', () => {
  it('leaves a closed counter-clockwise shell with a clockwise hole as it is', () => {
    const hole = [2, 2, 2, 4, 4, 4, 4, 2, 2, 2];
    expect(normalise([square, hole])).toEqual({ geometry: [[square, hole]], repairs: [] });
  });

  it('closes a ring', () => {
    expect(normalise([square.slice(0, 8)])).toEqual({
      geometry: [[square]],
      repairs: ['ring-not-closed 0.0 1'],
    });
  });

  it('takes out vertices equal to their predecessor, also over the closing', () => {
    expect(normalise([[0, 0, 10, 0, 10, 0, 10, 0, 10, 10, 0, 10, 0, 0, 0, 0]])).toEqual({
      geometry: [[square]],
      repairs: ['repeated-point 0.0 3'],
    });
  });

  it('turns a clockwise shell and a counter-clockwise hole', () => {
    const { geometry, repairs } = normalise([clockwise, [2, 2, 4, 2, 4, 4, 2, 4, 2, 2]]);
    expect(geometry).toEqual([[square, [2, 2, 2, 4, 4, 4, 4, 2, 2, 2]]]);
    expect(repairs).toEqual(['wrong-orientation 0.0 0', 'wrong-orientation 0.1 0']);
  });

  it('turns without a word where clockwise shells are native', () => {
    const rings = [[Int32Array.from(clockwise)]];
    const { geometry, repairs } = normaliseRings(rings, { shellOrientation: 'clockwise' });
    expect([...geometry[0]![0]!]).toEqual(square);
    expect(repairs).toEqual([]);
    expect(
      normaliseRings([[Int32Array.from(square)]], { shellOrientation: 'clockwise' }).repairs,
    ).toHaveLength(1);
  });

  it('drops a hole that has collapsed, and a part whose shell has, holes and all', () => {
    expect(
      normalise(
        [square, [2, 2, 4, 4, 2, 2]],
        [
          [20, 0, 20, 1, 20, 2, 20, 0],
          [20, 0, 20, 1, 21, 1, 20, 0],
        ],
      ),
    ).toEqual({
      geometry: [[square]],
      repairs: ['collapsed-ring 0.1 3', 'collapsed-part 1.0 4'],
    });
  });

  it('drops a ring folded onto itself, but keeps a bow tie, whose signed area is 0 too', () => {
    expect(normalise([[0, 0, 5, 5, 9, 1, 5, 5, 0, 0]]).geometry).toEqual([]);
    const bowTie = [0, 0, 10, 10, 10, 0, 0, 10, 0, 0];
    expect(normalise([bowTie])).toEqual({ geometry: [[bowTie]], repairs: [] });
  });

  it('answers for empty rings and polygons', () => {
    expect(normalise([])).toEqual({ geometry: [], repairs: [] });
    expect(normalise([[]])).toEqual({ geometry: [], repairs: ['collapsed-part 0.0 0'] });
    expect(normalise([[1, 1]]).geometry).toEqual([]);
  });
});
