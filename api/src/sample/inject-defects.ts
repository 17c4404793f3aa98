import type { LatticePoint, Ring } from '../geometry/types.js';
import { nextStandardCode } from '../hierarchy/standard-code.js';
import { Problem } from '../problem.js';
import type { Random } from './create-random.js';
import { dentBorder, vertexOf } from './dent-border.js';
import { twiceArea } from './trace-regions.js';
import type { SampleDefect, SampleGrid } from './types.js';

/** The ways to spoil a map, in the order in which they take turns; a pair is two defects. */
const ways = [
  'gap',
  'overlap',
  'outside-parent',
  'gap-sliver',
  'overlap-sliver',
  'unmatched-vertex',
  'missing-and-duplicate',
] as const;
type Way = (typeof ways)[number];

/** Of so many pairs one is of villages: a village is as large as a hundred blocks and would hide all else. */
const villageTurn = 10;

/** How far a vertex is moved, metres: enough to be wider than a sliver (1 m), or surely narrower. */
const realMetres = [7, 16] as const;
const sliverMetres = [0.18, 0.42] as const;
/** Vertices tried on one element before the next element is taken. */
const triesPerElement = 10;
const townsFirst = ['towns', 'villages'] as const;

/** The map under work: elements by index, changed in place; an element takes part in one defect at most. */
interface Workshop {
  readonly elements: (SampleGrid | undefined)[];
  readonly neighbours: readonly (readonly number[])[];
  readonly isTaken: Uint8Array;
  readonly siblings: ReadonlyMap<string, readonly number[]>;
  readonly added: SampleGrid[];
  readonly random: Random;
}

/**
 * Spoils the element level with exactly `count` defects and tells the truth about each. They lie well apart: no
 * element has two, and a removed element's neighbours are left alone. Upper levels stay as they are drawn, and
 * so do the number of elements and of every category: each element left out is made up for by a second copy of
 * one of its category in another place, two defects that come together or not at all.
 *
 * | way | done to the map | an exact audit finds |
 * |---|---|---|
 * | gap, gap-sliver | a vertex of a border moved inwards on one side | gap, real or sliver |
 * | overlap, overlap-sliver | … outwards over a sibling | overlap (partial), real or sliver |
 * | outside-parent | … outwards over another parent's child | outside-parent; the other parent stays proven |
 * | unmatched-vertex | a vertex more, exactly on the border, on one side | unmatched-vertex |
 * | missing | an element left out | gap of its whole area |
 * | duplicate | an element again under a new code | overlap (duplicate) |
 *
 * @param grids all levels; elements among them in the order of `neighbours`.
 * @param neighbours of every element, as indexes among the elements.
 * @throws Problem `too-many-defects` when there is no room for another one.
 */
export function injectDefects(
  grids: readonly SampleGrid[],
  neighbours: readonly (readonly number[])[],
  count: number,
  random: Random,
): { grids: SampleGrid[]; truth: SampleDefect[] } {
  if (!Number.isInteger(count) || count < 0) {
    throw new Problem({
      type: 'invalid-defect-count',
      status: 422,
      field: 'defects',
      detail: `The number of defects must be a whole number from 0, not ${count}.`,
    });
  }
  const elements = grids.filter((grid) => grid.level === 'element');
  const siblings = new Map<string, number[]>();
  elements.forEach((element, index) => {
    const parent = element.parentCode as string;
    siblings.set(parent, [...(siblings.get(parent) ?? []), index]);
  });
  const shop: Workshop = {
    elements: [...elements],
    neighbours,
    isTaken: new Uint8Array(elements.length),
    siblings,
    added: [],
    random,
  };
  const order = random.shuffle(elements.map((_, index) => index));
  const orders = {
    any: order,
    towns: order.filter((index) => elements[index]?.category !== 'village'),
    villages: order.filter((index) => elements[index]?.category === 'village'),
  };
  const next = new Map<string, number>();
  /** The first element of an order, from where this way last came to, that can be spoilt in this way. */
  const tryOrder = (way: Way, name: keyof typeof orders): SampleDefect[] | undefined => {
    const key = `${way} ${name}`;
    for (let at = next.get(key) ?? 0; at < orders[name].length; at++) {
      next.set(key, at + 1);
      const defects = spoil(shop, orders[name][at] as number, way, orders[name]);
      if (defects !== undefined) return defects;
    }
    return undefined;
  };
  const truth: SampleDefect[] = [];
  for (let turn = 0; truth.length < count; turn++) {
    const round = Math.floor(turn / ways.length);
    const wanted = ways[turn % ways.length] as Way;
    const isPair = wanted === 'missing-and-duplicate' && truth.length + 2 <= count;
    const kinds = round % villageTurn === villageTurn - 1 ? (['villages', 'towns'] as const) : townsFirst;
    const defects = isPair
      ? (tryOrder(wanted, kinds[0]) ?? tryOrder(wanted, kinds[1]))
      : tryOrder(wanted === 'missing-and-duplicate' ? 'gap' : wanted, 'any');
    if (defects === undefined) {
      throw new Problem({
        type: 'too-many-defects',
        status: 422,
        field: 'defects',
        detail: `A city of ${elements.length} elements has room for ${truth.length} separate defects, not ${count}.`,
        fix: 'Ask for fewer defects or more elements.',
      });
    }
    truth.push(...defects);
  }
  const kept = shop.elements.filter((element) => element !== undefined);
  const children = [...kept, ...shop.added].sort((a, b) => (a.code < b.code ? -1 : 1));
  return { grids: [...grids.filter((grid) => grid.level !== 'element'), ...children], truth };
}

function spoil(
  shop: Workshop,
  index: number,
  way: Way,
  order: readonly number[],
): SampleDefect[] | undefined {
  const element = shop.elements[index];
  if (element === undefined || shop.isTaken[index] === 1) return undefined;
  if (way === 'missing-and-duplicate') return exchange(shop, index, element, order);
  const defect = damageBorder(shop, index, element, way);
  return defect === undefined ? undefined : [defect];
}

function damageBorder(
  shop: Workshop,
  index: number,
  element: SampleGrid,
  way: Exclude<Way, 'missing-and-duplicate'>,
): SampleDefect | undefined {
  switch (way) {
    case 'gap':
      return moveVertex(shop, index, element, 'inwards', 'real', true);
    case 'gap-sliver':
      return moveVertex(shop, index, element, 'inwards', 'sliver', true);
    case 'overlap':
      return moveVertex(shop, index, element, 'outwards', 'real', true);
    case 'overlap-sliver':
      return moveVertex(shop, index, element, 'outwards', 'sliver', true);
    case 'outside-parent':
      return moveVertex(shop, index, element, 'outwards', 'real', false);
    case 'unmatched-vertex':
      return addVertex(shop, index, element);
  }
}

/** Leaves one element out and repeats another of its category, far enough away; both or neither. */
function exchange(
  shop: Workshop,
  index: number,
  element: SampleGrid,
  order: readonly number[],
): SampleDefect[] | undefined {
  if (!canLeaveOut(shop, index, element)) return undefined;
  const around = new Set(shop.neighbours[index]).add(index);
  const other = order.find((candidate) => {
    const grid = shop.elements[candidate];
    return (
      grid?.category === element.category &&
      grid.geometry[0]?.length === 1 &&
      shop.isTaken[candidate] === 0 &&
      !around.has(candidate)
    );
  });
  if (other === undefined) return undefined;
  return [leaveOut(shop, index, element), repeat(shop, other, shop.elements[other] as SampleGrid)];
}

function moveVertex(
  shop: Workshop,
  index: number,
  element: SampleGrid,
  direction: 'inwards' | 'outwards',
  sizeClass: 'real' | 'sliver',
  amongSiblings: boolean,
): SampleDefect | undefined {
  const [shell, ...holes] = element.geometry[0] as readonly Ring[];
  const count = (shell as Ring).length / 2 - 1;
  for (let attempt = 0; attempt < triesPerElement; attempt++) {
    const at = shop.random.integer(count);
    const before = findAcross(shop, index, shell as Ring, (at + count - 1) % count);
    if (before === undefined || before !== findAcross(shop, index, shell as Ring, at)) continue;
    const other = shop.elements[before] as SampleGrid;
    if (shop.isTaken[before] === 1 || (other.parentCode === element.parentCode) !== amongSiblings) continue;
    if (!isPlain(shell as Ring, other, at)) continue;
    const [low, high] = sizeClass === 'real' ? realMetres : sliverMetres;
    const metres = shop.random.between(low, high);
    const dent = dentBorder(shell as Ring, at, metres, direction, [
      ...(other.geometry[0] as readonly Ring[]),
      ...holes,
    ]);
    // Under 60 m² a moved corner may be as narrow as a sliver.
    if (dent === undefined || (sizeClass === 'real' && dent.areaSquareLattice < 580_000)) continue;
    shop.elements[index] = { ...element, geometry: [[dent.ring, ...holes]] };
    shop.isTaken[index] = 1;
    shop.isTaken[before] = 1;
    const kind = direction === 'inwards' ? 'gap' : amongSiblings ? 'overlap' : 'outside-parent';
    return {
      kind,
      cause: kind === 'overlap' ? 'partial' : null,
      sizeClass,
      level: 'element',
      parent: element.parentCode as string,
      codes: kind === 'outside-parent' ? [element.code] : [element.code, other.code].sort(),
      point: toDegrees([(dent.from[0] + dent.to[0]) / 2, (dent.from[1] + dent.to[1]) / 2]),
      areaSquareLattice: dent.areaSquareLattice,
      how: `A vertex that ${element.code} shares with ${other.code} was moved ${metres.toFixed(2)} m ${direction} in ${element.code} only.`,
    };
  }
  return undefined;
}

/** Two midpoints in four are on the lattice; only those are used, so that no area opens. */
function addVertex(shop: Workshop, index: number, element: SampleGrid): SampleDefect | undefined {
  const [shell, ...holes] = element.geometry[0] as readonly Ring[];
  const count = (shell as Ring).length / 2 - 1;
  for (let attempt = 0; attempt < 2 * triesPerElement; attempt++) {
    const at = shop.random.integer(count);
    const [ax, ay] = vertexOf(shell as Ring, at);
    const [bx, by] = vertexOf(shell as Ring, at + 1);
    if ((ax + bx) % 2 !== 0 || (ay + by) % 2 !== 0 || Math.hypot(ax - bx, ay - by) < 1000) continue;
    const across = findAcross(shop, index, shell as Ring, at);
    if (across === undefined || shop.isTaken[across] === 1) continue;
    const other = shop.elements[across] as SampleGrid;
    if (other.parentCode !== element.parentCode) continue;
    const vertex: LatticePoint = [(ax + bx) / 2, (ay + by) / 2];
    const points = [...(shell as Ring)];
    points.splice(2 * at + 2, 0, ...vertex);
    shop.elements[index] = { ...element, geometry: [[Int32Array.from(points), ...holes]] };
    shop.isTaken[index] = 1;
    shop.isTaken[across] = 1;
    return {
      kind: 'unmatched-vertex',
      cause: null,
      sizeClass: 'noise',
      level: 'element',
      parent: element.parentCode as string,
      codes: [element.code, other.code].sort(),
      point: toDegrees(vertex),
      areaSquareLattice: null,
      how: `${element.code} has a vertex on its border with ${other.code} that ${other.code} lacks.`,
    };
  }
  return undefined;
}

function canLeaveOut(shop: Workshop, index: number, element: SampleGrid): boolean {
  const around = shop.neighbours[index] as readonly number[];
  const siblings = shop.siblings.get(element.parentCode as string) as readonly number[];
  return (
    siblings.length >= 3 &&
    element.geometry[0]?.length === 1 &&
    around.every((other) => shop.isTaken[other] === 0)
  );
}

function leaveOut(shop: Workshop, index: number, element: SampleGrid): SampleDefect {
  const around = shop.neighbours[index] as readonly number[];
  const rings = element.geometry[0] as readonly Ring[];
  shop.elements[index] = undefined;
  shop.isTaken[index] = 1;
  for (const other of around) shop.isTaken[other] = 1;
  const bordering = around.map((other) => shop.elements[other] as SampleGrid);
  return {
    kind: 'gap',
    cause: null,
    sizeClass: 'real',
    level: 'element',
    parent: element.parentCode as string,
    codes: bordering
      .filter((other) => other.parentCode === element.parentCode)
      .map((other) => other.code)
      .sort(),
    point: findInside(rings[0] as Ring),
    areaSquareLattice: twiceArea(rings[0] as Ring) / 2,
    how: `Element ${element.code} was left out.`,
  };
}

function repeat(shop: Workshop, index: number, element: SampleGrid): SampleDefect {
  const rings = element.geometry[0] as readonly Ring[];
  const parent = element.parentCode as string;
  const siblings = shop.siblings.get(parent) as readonly number[];
  // Codes of elements left out count as used: a code is never given twice.
  const used = [...siblings.keys()].map((sequence) => `${parent}${String(sequence + 1).padStart(3, '0')}`);
  const code = nextStandardCode(parent, [...used, ...shop.added.map((grid) => grid.code)]);
  shop.isTaken[index] = 1;
  shop.added.push({ ...element, code, name: `${element.name}（重复）` });
  return {
    kind: 'overlap',
    cause: 'duplicate',
    sizeClass: 'real',
    level: 'element',
    parent,
    codes: [element.code, code].sort(),
    point: findInside(rings[0] as Ring),
    areaSquareLattice: twiceArea(rings[0] as Ring) / 2,
    how: `Element ${element.code} is there a second time as ${code}.`,
  };
}

/** The untouched neighbour that has the edge from vertex `at` in the opposite direction. */
function findAcross(shop: Workshop, index: number, shell: Ring, at: number): number | undefined {
  const [ax, ay] = vertexOf(shell, at);
  const [bx, by] = vertexOf(shell, at + 1);
  return (shop.neighbours[index] as readonly number[]).find((other) =>
    shop.elements[other]?.geometry[0]?.some((ring) => {
      for (let slot = 0; slot + 3 < ring.length; slot += 2) {
        if (ring[slot] === bx && ring[slot + 1] === by && ring[slot + 2] === ax && ring[slot + 3] === ay)
          return true;
      }
      return false;
    }),
  );
}

/** True when the vertex occurs once in the shell and once in the neighbour's: no corner of a third element. */
function isPlain(shell: Ring, other: SampleGrid, at: number): boolean {
  const [x, y] = vertexOf(shell, at);
  const count = (ring: Ring): number => {
    let found = 0;
    for (let slot = 0; slot + 3 < ring.length; slot += 2)
      if (ring[slot] === x && ring[slot + 1] === y) found += 1;
    return found;
  };
  const across = (other.geometry[0] as readonly Ring[]).reduce((sum, ring) => sum + count(ring), 0);
  return count(shell) === 1 && across === 1;
}

/** A place inside a shell: the middle of the longest stretch of a line through its middle. */
function findInside(shell: Ring): readonly [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (let at = 1; at < shell.length; at += 2) {
    low = Math.min(low, shell[at] as number);
    high = Math.max(high, shell[at] as number);
  }
  const y = Math.floor((low + high) / 2) + 0.5;
  const crossings: number[] = [];
  for (let at = 0; at + 3 < shell.length; at += 2) {
    const ay = shell[at + 1] as number;
    const by = shell[at + 3] as number;
    if (ay > y === by > y) continue;
    const ax = shell[at] as number;
    crossings.push(ax + ((y - ay) / (by - ay)) * ((shell[at + 2] as number) - ax));
  }
  crossings.sort((a, b) => a - b);
  let best = 0;
  for (let at = 2; at + 1 < crossings.length; at += 2) {
    const width = (crossings[at + 1] as number) - (crossings[at] as number);
    if (width > (crossings[best + 1] as number) - (crossings[best] as number)) best = at;
  }
  return toDegrees([((crossings[best] as number) + (crossings[best + 1] as number)) / 2, y]);
}

/** Rounded to the lattice. */
function toDegrees([x, y]: LatticePoint): readonly [number, number] {
  return [Math.round(x) / 1e7, Math.round(y) / 1e7];
}
