/** An exact point that is not on the lattice: `(xn / d, yn / d)`, `d` > 1, not always reduced. */
export interface ExactPoint {
  readonly xn: bigint;
  readonly yn: bigint;
  readonly d: bigint;
}

/** A node of the noded edges; `x` and `y` are exact when `exact` is undefined, otherwise within 2^-21 of it. */
export interface PlaneNode {
  readonly x: number;
  readonly y: number;
  readonly exact: ExactPoint | undefined;
}

/** Differences below this make cross products that a double holds exactly. */
const exactDifferenceLimit = 2 ** 26;
/** How far `x` and `y` of a crossing may be from the point itself. */
const doubleError = 2 ** -21;
/** Doubles of exact points this far apart are in the order of the points themselves. */
const safeDifference = 4 * doubleError;
/** Nodes are filed by the sixteenth of a step they lie in. */
const bucketsPerStep = 16;
const smallestTable = 128;

/**
 * Nodes, each point once. A crossing is filed by doubles; its rational in BigInt is made only where two points
 * lie so near each other that doubles cannot tell.
 */
export class PlaneNodes {
  readonly nodes: PlaneNode[] = [];
  /** Hashes of the nodes. */
  readonly #hashes: number[] = [];
  /** Number of a node plus one, open addressing; 0 is a free slot. At most half of them are taken. */
  #slots = new Int32Array(smallestTable);

  latticeNode(x: number, y: number): number {
    const hash = hashBucket(x * bucketsPerStep, y * bucketsPerStep);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let filed = this.#slots[slot]!; filed !== 0; filed = this.#slots[slot]!) {
      const known = this.nodes[filed - 1]!;
      if (known.x === x && known.y === y && known.exact === undefined) return filed - 1;
      slot = (slot + 1) & mask;
    }
    return this.#file({ x, y, exact: undefined }, hash, slot);
  }

  /** The node where the edges a–b and c–d, which are not parallel, cross. */
  crossingNode(
    ax: number,
    ay: number,
    bx: number,
    by: number,
    cx: number,
    cy: number,
    dx: number,
    dy: number,
  ): number {
    const crossing = new Crossing(ax, ay, bx, by, cx, cy, dx, dy);
    if (crossing.isOnLattice()) return this.latticeNode(Math.round(crossing.x), Math.round(crossing.y));
    const hash = hashBucket(crossing.bucket('x'), crossing.bucket('y'));
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let filed = this.#slots[slot]!; filed !== 0; filed = this.#slots[slot]!) {
      const known = this.nodes[filed - 1]!;
      if (compareCoordinates(known, crossing, 'x') === 0 && compareCoordinates(known, crossing, 'y') === 0) {
        return filed - 1;
      }
      slot = (slot + 1) & mask;
    }
    return this.#file(crossing, hash, slot);
  }

  #file(node: PlaneNode, hash: number, slot: number): number {
    const index = this.nodes.push(node) - 1;
    this.#hashes.push(hash);
    this.#slots[slot] = index + 1;
    if (2 * this.nodes.length >= this.#slots.length) this.#grow();
    return index;
  }

  #grow(): void {
    const slots = new Int32Array(2 * this.#slots.length);
    const mask = slots.length - 1;
    this.#hashes.forEach((hash, index) => {
      let slot = hash & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    });
    this.#slots = slots;
  }
}

function hashBucket(x: number, y: number): number {
  let hash = Math.imul(x | 0, 0x9e3779b1) ^ Math.imul(y | 0, 0x85ebca77);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return hash ^ (hash >>> 13);
}

/** Where the edge from (ax, ay) along (ux, uy) is cut: at the share `along / d` of it. */
class Crossing implements PlaneNode {
  readonly x: number;
  readonly y: number;
  readonly #ax: number;
  readonly #ay: number;
  readonly #ux: number;
  readonly #uy: number;
  /** Doubles where they hold the product exactly. */
  readonly #along: number | bigint;
  readonly #d: number | bigint;
  /** Whether one of the edges is upright or level: that coordinate is a lattice one, and needs no rational. */
  readonly #hasWholeX: boolean;
  readonly #hasWholeY: boolean;
  #exact: ExactPoint | undefined;

  constructor(
    ax: number,
    ay: number,
    bx: number,
    by: number,
    cx: number,
    cy: number,
    dx: number,
    dy: number,
  ) {
    const ux = (this.#ux = bx - ax);
    const uy = (this.#uy = by - ay);
    this.#ax = ax;
    this.#ay = ay;
    const vx = dx - cx;
    const vy = dy - cy;
    const wx = cx - ax;
    const wy = cy - ay;
    this.#hasWholeX = ux === 0 || vx === 0;
    this.#hasWholeY = uy === 0 || vy === 0;
    if (isSmall(ux) && isSmall(uy) && isSmall(vx) && isSmall(vy) && isSmall(wx) && isSmall(wy)) {
      const d = ux * vy - uy * vx;
      const along = wx * vy - wy * vx;
      this.#along = d < 0 ? -along : along;
      this.#d = Math.abs(d);
      const share = along / d;
      // An upright or level edge gives its coordinate exactly.
      this.x = vx === 0 ? cx : ax + share * ux;
      this.y = vy === 0 ? cy : ay + share * uy;
    } else {
      const d = BigInt(ux) * BigInt(vy) - BigInt(uy) * BigInt(vx);
      const along = BigInt(wx) * BigInt(vy) - BigInt(wy) * BigInt(vx);
      this.#along = d < 0n ? -along : along;
      this.#d = d < 0n ? -d : d;
      const { xn, yn } = this.exact;
      this.x = toDouble(xn, this.exact.d);
      this.y = toDouble(yn, this.exact.d);
    }
  }

  get exact(): ExactPoint {
    if (this.#exact === undefined) {
      const d = BigInt(this.#d);
      const along = BigInt(this.#along);
      this.#exact = {
        xn: BigInt(this.#ax) * d + along * BigInt(this.#ux),
        yn: BigInt(this.#ay) * d + along * BigInt(this.#uy),
        d,
      };
    }
    return this.#exact;
  }

  /** Whether the double is the coordinate itself, a whole number. */
  isWhole(axis: 'x' | 'y'): boolean {
    return axis === 'x' ? this.#hasWholeX : this.#hasWholeY;
  }

  isOnLattice(): boolean {
    if (!isNearWhole(this.x) || !isNearWhole(this.y)) return false;
    const { xn, yn, d } = this.exact;
    return xn % d === 0n && yn % d === 0n;
  }

  /** The sixteenth of a step that it lies in, exactly: the same however the point was found. */
  bucket(axis: 'x' | 'y'): number {
    const scaled = this[axis] * bucketsPerStep;
    const nearest = Math.round(scaled);
    if (this.isWhole(axis)) return nearest;
    if (Math.abs(scaled - nearest) > doubleError * bucketsPerStep) return Math.floor(scaled);
    const { xn, yn, d } = this.exact;
    const numerator = (axis === 'x' ? xn : yn) * BigInt(bucketsPerStep);
    return numerator < BigInt(nearest) * d ? nearest - 1 : nearest;
  }
}

function isSmall(difference: number): boolean {
  return difference < exactDifferenceLimit && difference > -exactDifferenceLimit;
}

function isNearWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) <= doubleError;
}

function toDouble(numerator: bigint, denominator: bigint): number {
  const whole = numerator / denominator;
  return Number(whole) + Number(numerator - whole * denominator) / Number(denominator);
}

/** Exact order of two nodes by one coordinate. */
export function compareCoordinates(a: PlaneNode, b: PlaneNode, axis: 'x' | 'y'): number {
  const difference = a[axis] - b[axis];
  if (difference > safeDifference) return 1;
  if (difference < -safeDifference) return -1;
  if (isWhole(a, axis) && isWhole(b, axis)) return Math.sign(difference);
  const [an, ad] = fraction(a, axis);
  const [bn, bd] = fraction(b, axis);
  const left = an * bd;
  const right = bn * ad;
  return left > right ? 1 : left < right ? -1 : 0;
}

/** Whether the double is the coordinate itself. */
function isWhole(node: PlaneNode, axis: 'x' | 'y'): boolean {
  return node instanceof Crossing ? node.isWhole(axis) : node.exact === undefined;
}

function fraction(node: PlaneNode, axis: 'x' | 'y'): readonly [bigint, bigint] {
  if (node.exact === undefined) return [BigInt(node[axis]), 1n];
  return [axis === 'x' ? node.exact.xn : node.exact.yn, node.exact.d];
}
