import type { Mesh } from './build-mesh.js';
import { createRandom } from './create-random.js';
import { stepMetres, type Curve } from './draw-curves.js';
import type { Sites } from './place-sites.js';
import { projection } from './projection.js';
import { isMirrored } from './site-graph.js';

/**
 * What every border looks like on the lattice: edge e runs from its vertex v1 over the inner points
 * `innerStart[e]` … `innerStart[e + 1] - 1` to v2. Both sides use the same points, so they match exactly.
 */
export interface Borders {
  readonly vertexXs: Int32Array;
  readonly vertexYs: Int32Array;
  readonly innerStart: Int32Array;
  readonly innerXs: Int32Array;
  readonly innerYs: Int32Array;
}

/** Part of the room between the straight edge and its kite that a bend may use. */
const usedRoom = 0.62;
/** Wanted distance between points on a border, metres. */
const townStep = 36;
const countryStep = 170;

/**
 * Replaces every edge between two elements by one bent line inside its kite: along a river or road by the
 * curve itself, in the country by a fractal (midpoint displacement), in town by a slight bow.
 */
export function bendBorders(
  mesh: Mesh,
  sites: Sites,
  curves: readonly Curve[],
  elementOf: Int32Array,
  townOf: Int32Array,
  seed: number,
): Borders {
  const random = createRandom(seed, 'borders');
  const innerStart = new Int32Array(mesh.edgeCount + 1);
  const innerXs: number[] = [];
  const innerYs: number[] = [];
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    const a = mesh.edgeA[edge] as number;
    const b = mesh.edgeB[edge] as number;
    if (elementOf[a] !== elementOf[b]) {
      const frame = makeFrame(mesh, sites, edge);
      const inTown = townOf[a] !== -1 && townOf[b] !== -1;
      const count = Math.min(
        9,
        Math.max(inTown ? 2 : 1, Math.round(frame.length / (inTown ? townStep : countryStep))),
      );
      const roughness = inTown ? 0.025 : 0.36;
      const offsets = isMirrored(sites, a, b)
        ? followCurve(
            frame,
            curves[sites.curves[a] as number] as Curve,
            sites.steps[a] as number,
            sites.steps[b] as number,
          )
        : makeFractal(frame, count, roughness, random.bell);
      for (const { along, aside } of offsets) {
        const [x, y] = projection.toLattice(
          frame.x + frame.ux * along - frame.uy * aside,
          frame.y + frame.uy * along + frame.ux * aside,
        );
        innerXs.push(x);
        innerYs.push(y);
      }
    }
    innerStart[edge + 1] = innerXs.length;
  }
  const vertexXs = new Int32Array(mesh.vertexXs.length);
  const vertexYs = new Int32Array(mesh.vertexXs.length);
  for (let edge = 0; edge < mesh.edgeCount; edge++) {
    for (const vertex of [mesh.edgeV1[edge] as number, mesh.edgeV2[edge] as number]) {
      const [x, y] = projection.toLattice(mesh.vertexXs[vertex] as number, mesh.vertexYs[vertex] as number);
      vertexXs[vertex] = x;
      vertexYs[vertex] = y;
    }
  }
  return {
    vertexXs,
    vertexYs,
    innerStart,
    innerXs: Int32Array.from(innerXs),
    innerYs: Int32Array.from(innerYs),
  };
}

/** An edge as an axis: `along` from v1 towards v2, `aside` to the left, metres. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly ux: number;
  readonly uy: number;
  readonly length: number;
  /** How far aside a point may lie, left (positive) and right (negative) of the edge. */
  room(along: number): { left: number; right: number };
}

interface Offset {
  readonly along: number;
  readonly aside: number;
}

function makeFrame(mesh: Mesh, sites: Sites, edge: number): Frame {
  const v1 = mesh.edgeV1[edge] as number;
  const v2 = mesh.edgeV2[edge] as number;
  const x = mesh.vertexXs[v1] as number;
  const y = mesh.vertexYs[v1] as number;
  const dx = (mesh.vertexXs[v2] as number) - x;
  const dy = (mesh.vertexYs[v2] as number) - y;
  const length = Math.hypot(dx, dy);
  const ux = dx / length;
  const uy = dy / length;
  const place = (site: number): { along: number; height: number } => {
    const sx = (sites.xs[site] as number) - x;
    const sy = (sites.ys[site] as number) - y;
    return { along: sx * ux + sy * uy, height: Math.abs(ux * sy - uy * sx) };
  };
  const left = place(mesh.edgeA[edge] as number);
  const right = place(mesh.edgeB[edge] as number);
  const heightAt = (apex: { along: number; height: number }, along: number): number =>
    along <= apex.along
      ? (apex.height * along) / apex.along
      : (apex.height * (length - along)) / (length - apex.along);
  return {
    x,
    y,
    ux,
    uy,
    length,
    room: (along) => ({ left: usedRoom * heightAt(left, along), right: -usedRoom * heightAt(right, along) }),
  };
}

/** Evenly spread points, each displaced from the middle of the two it halves, less at every finer stage. */
function makeFractal(frame: Frame, count: number, roughness: number, bell: () => number): Offset[] {
  const asides = new Float64Array(count + 2);
  const bend = (from: number, to: number): void => {
    if (to - from < 2) return;
    const middle = (from + to) >> 1;
    const part = (middle - from) / (to - from);
    const straight = (asides[from] as number) * (1 - part) + (asides[to] as number) * part;
    const span = ((to - from) / (count + 1)) * frame.length;
    const { left, right } = frame.room((middle / (count + 1)) * frame.length);
    asides[middle] = Math.max(right, Math.min(left, straight + bell() * roughness * span * 0.6));
    bend(from, middle);
    bend(middle, to);
  };
  bend(0, count + 1);
  return Array.from({ length: count }, (_, index) => ({
    along: ((index + 1) / (count + 1)) * frame.length,
    aside: asides[index + 1] as number,
  }));
}

/** Points of the curve between the two sites' steps and half way to the vertices, kept inside the kite. */
function followCurve(frame: Frame, curve: Curve, stepA: number, stepB: number): Offset[] {
  const middle = Math.round((stepA + stepB) / 2);
  const reach = Math.max(1, Math.round(frame.length / stepMetres / 2) - 1);
  const offsets: Offset[] = [];
  for (let step = middle - reach; step <= middle + reach; step += Math.max(1, Math.round(reach / 2))) {
    const point = curve.points[step];
    if (point === undefined) continue;
    const dx = point.x - frame.x;
    const dy = point.y - frame.y;
    const along = dx * frame.ux + dy * frame.uy;
    if (along < 0.08 * frame.length || along > 0.92 * frame.length) continue;
    const { left, right } = frame.room(along);
    offsets.push({ along, aside: Math.max(right, Math.min(left, frame.ux * dy - frame.uy * dx)) });
  }
  offsets.sort((a, b) => a.along - b.along);
  return offsets.filter((offset, at) => at === 0 || offset.along - (offsets[at - 1] as Offset).along > 4);
}
