import type { Grid } from '../../src/coverage/types.js';
import type { LatticePoint, MultiPolygon, Ring } from '../../src/geometry/types.js';
import type { City } from './city.js';
import { GeosPlane, type Geos } from './geos-plane.js';
import { metresPerStepAt } from './measure-face.js';

/** Consecutive edges of an element's shell that border the same neighbour. */
export interface Run {
  /** Undefined at the outer border of the city. */
  readonly neighbour: Grid | undefined;
  /** The whole shell without its last vertex, turned so that the run comes first. */
  readonly shell: readonly LatticePoint[];
  /** The run's edges: from vertex 0 to vertex `edges`. */
  readonly edges: number;
}

/** An element to spoil, and what lies around it. */
export class Site {
  constructor(
    readonly city: City,
    readonly geos: Geos,
    readonly element: Grid,
    /** A whole number that differs from site to site. */
    readonly turn: number,
    /** A grid as the defects before this one have left it. */
    readonly findNow: City['find'] = city.find,
  ) {}

  get parent(): Grid {
    return this.city.find('outlet-area', this.element.parentCode!)!;
  }

  /** The other elements of the same parent. */
  get siblings(): readonly Grid[] {
    return this.city.childrenOf(this.parent).filter((grid) => grid !== this.element);
  }

  /** A code that no element of the parent has. */
  freeCode(index: number): string {
    return `${this.element.parentCode}${990 + index}`;
  }

  isSibling(other: Grid | undefined): other is Grid {
    return other !== undefined && other.parentCode === this.element.parentCode;
  }

  runs(): Run[] {
    const shell = openRing(this.element.geometry[0]![0]!);
    const across = shell.map((a, index) => {
      const b = shell[(index + 1) % shell.length]!;
      return this.city.ownerOf(b[0], b[1], a[0], a[1]);
    });
    const starts = shell
      .map((_, index) => index)
      .filter((index) => across[index] !== across[(index + shell.length - 1) % shell.length]);
    return starts.map((start, index): Run => {
      const end = starts[(index + 1) % starts.length]!;
      return {
        neighbour: across[start],
        shell: [...shell.slice(start), ...shell.slice(0, start)],
        edges: (end - start + shell.length) % shell.length || shell.length,
      };
    });
  }

  /** Corner and cell of a lattice of `columns` × `rows` equal cells well inside an element. */
  cellsInside(
    element: Grid,
    columns: number,
    rows: number,
  ): { west: number; south: number; cell: number } | undefined {
    const plane = new GeosPlane(this.geos, openRing(element.geometry[0]![0]!)[0]!);
    const { x, y, radius } = plane.inscribedCircle(plane.add(element.geometry), 1);
    plane.release();
    const cell = Math.floor((radius * 0.8) / Math.max(columns, rows) / Math.SQRT2) * 2;
    const middle = (count: number): number => Math.floor((count * cell) / 2);
    if (cell < 4) return undefined;
    return {
      west: Math.round(x) + plane.origin[0] - middle(columns),
      south: Math.round(y) + plane.origin[1] - middle(rows),
      cell,
    };
  }
}

export function openRing(ring: Ring): LatticePoint[] {
  const points: LatticePoint[] = [];
  for (let at = 0; at + 3 < ring.length; at += 2) points.push([ring[at]!, ring[at + 1]!]);
  return points;
}

export function closeRing(points: readonly LatticePoint[]): Ring {
  return Int32Array.from([...points, points[0]!].flat());
}

/** The element with another shell; its holes stay. */
export function withShell(element: Grid, shell: readonly LatticePoint[]): Grid {
  const holes = element.geometry[0]!.slice(1);
  return { ...element, geometry: [[closeRing(shell), ...holes]] };
}

/** A rectangle of cells, with a vertex at every corner of a cell, counter-clockwise. */
export function rectangle(
  { west, south, cell }: { west: number; south: number; cell: number },
  [left, bottom, right, top]: readonly [number, number, number, number],
): LatticePoint[] {
  const points: LatticePoint[] = [];
  const push = (column: number, row: number): void => {
    points.push([west + column * cell, south + row * cell]);
  };
  for (let column = left; column < right; column += 1) push(column, bottom);
  for (let row = bottom; row < top; row += 1) push(right, row);
  for (let column = right; column > left; column -= 1) push(column, top);
  for (let row = top; row > bottom; row -= 1) push(left, row);
  return points;
}

export function asPolygon(points: readonly LatticePoint[]): MultiPolygon {
  return [[closeRing(points)]];
}

export interface Dent {
  /** Vertices of the run that stay, between which its border is moved. */
  readonly from: number;
  readonly to: number;
  /** Metres into the element; out of it when negative. */
  readonly depthMetres: number;
  /** How far from those vertices the moved border begins. */
  readonly slopeMetres: number;
}

/**
 *      P'────────Q'      The border from P to Q is moved to the left (into the element) by the depth.
 *     ╱            ╲
 *    P──────────────Q
 */
export function dentRun(run: Run, { from, to, depthMetres, slopeMetres }: Dent): LatticePoint[] {
  const p = run.shell[from]!;
  const q = run.shell[to % run.shell.length]!;
  const [east, north] = metresPerStepAt(p[1] / 1e7);
  const length = chordMetres(p, q);
  const alongX = ((q[0] - p[0]) * east) / length;
  const alongY = ((q[1] - p[1]) * north) / length;
  const place = (start: LatticePoint, along: number): LatticePoint => [
    Math.round(start[0] + (alongX * along - alongY * depthMetres) / east),
    Math.round(start[1] + (alongY * along + alongX * depthMetres) / north),
  ];
  const moved = [place(p, slopeMetres), place(q, -slopeMetres)];
  const after = to >= run.shell.length ? [] : run.shell.slice(to);
  return [...run.shell.slice(0, from + 1), ...moved, ...after];
}

export function chordMetres(a: LatticePoint, b: LatticePoint): number {
  const [east, north] = metresPerStepAt(a[1] / 1e7);
  return Math.hypot((b[0] - a[0]) * east, (b[1] - a[1]) * north);
}
