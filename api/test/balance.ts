import type { Defect } from '../src/coverage/find-defects.js';
import { doubledArea } from '../src/geometry/doubled-area.js';
import type { PlaneNode } from '../src/geometry/plane-nodes.js';
import type { MultiPolygon } from '../src/geometry/types.js';

/** An exact fraction: numerator and denominator. */
export type Fraction = readonly [bigint, bigint];

export function addFractions([an, ad]: Fraction, [bn, bd]: Fraction): Fraction {
  if (ad === bd) return [an + bn, ad];
  return [an * bd + bn * ad, ad * bd];
}

/** Twice the signed area of an exact ring in squared lattice steps. */
export function doubledExactArea(ring: readonly PlaneNode[]): Fraction {
  let sum: Fraction = [0n, 1n];
  for (let index = 0; index + 1 < ring.length; index += 1) {
    const a = exact(ring[index]!);
    const b = exact(ring[index + 1]!);
    sum = addFractions(sum, [a.xn * b.yn - b.xn * a.yn, a.d * b.d]);
  }
  return sum;
}

function exact(node: PlaneNode): { xn: bigint; yn: bigint; d: bigint } {
  return node.exact ?? { xn: BigInt(node.x), yn: BigInt(node.y), d: 1n };
}

/** Σ children + gaps − overlaps by depth − outside − parent, in doubled lattice area: 0 when every defect is told. */
export function balanceOf(
  children: readonly MultiPolygon[],
  parent: MultiPolygon,
  defects: readonly Defect[],
): Fraction {
  let sum: Fraction = [
    children.reduce((total, child) => total + doubledArea(child), -doubledArea(parent)),
    1n,
  ];
  for (const defect of defects) {
    const weight =
      defect.kind === 'gap'
        ? 1n
        : defect.kind === 'overlap'
          ? 1n - BigInt(defect.owners.length)
          : -BigInt(defect.owners.length);
    for (const ring of defect.rings) {
      const [numerator, denominator] = doubledExactArea(ring);
      sum = addFractions(sum, [numerator * weight, denominator]);
    }
  }
  return sum;
}
