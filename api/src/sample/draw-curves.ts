import type { Random } from './create-random.js';
import { makeNoise } from './make-noise.js';
import { PointBuckets } from './point-buckets.js';
import type { TerritoryShape } from './shape-territory.js';
import type { PlanePoint } from './types.js';

/** A river or a road as a smooth line of points about `stepMetres` apart; a river runs downstream. */
export interface Curve {
  readonly kind: 'river' | 'road';
  /** 1 the main river, a trunk road · 2 a tributary, a country road · 3 a brook. */
  readonly rank: 1 | 2 | 3;
  readonly points: readonly PlanePoint[];
  /** The curve this one flows or leads into, -1 for none. */
  readonly into: number;
}

export const stepMetres = 40;

/** Index of the main river among the curves: it is drawn first. */
export const mainRiver = 0;

/** A river's last step leads this far down the river it joins, so that it enters at a slant. */
const mouthSteps = 5;

/** How strongly and how widely a line swings off the straight way, in radians and metres. */
interface Wander {
  readonly bends: readonly { readonly radians: number; readonly metres: number }[];
}

const riverWander: Readonly<Record<1 | 2 | 3, Wander>> = {
  1: {
    bends: [
      { radians: 1.25, metres: 9000 },
      { radians: 0.5, metres: 3600 },
    ],
  },
  2: {
    bends: [
      { radians: 1.05, metres: 5200 },
      { radians: 0.5, metres: 2300 },
    ],
  },
  3: {
    bends: [
      { radians: 0.9, metres: 3400 },
      { radians: 0.5, metres: 1700 },
    ],
  },
};
const roadWander: Wander = {
  bends: [
    { radians: 0.75, metres: 4200 },
    { radians: 0.35, metres: 1900 },
  ],
};

/**
 * The river system: one main river across the territory, tributaries into it, brooks into those. A line that
 * comes within a step of another ends there, so rivers join and never cross.
 */
export function drawRivers(shape: TerritoryShape, random: Random, seed: number): Curve[] {
  const radius = shape.radiusMetres;
  const network = new Network();
  const west = { x: -1.6 * radius, y: random.between(-0.35, 0.1) * radius };
  const east = { x: 1.6 * radius, y: random.between(-0.1, 0.4) * radius };
  network.add({
    kind: 'river',
    rank: 1,
    points: walk(
      west,
      () => east,
      riverWander[1],
      seed,
      () => false,
    ),
    into: -1,
  });

  // Sources keep this far from every river before them: long tributaries first, brooks into what is left.
  const passes = [
    { rank: 2, apart: 15_000 },
    { rank: 3, apart: 7_000 },
  ] as const;
  for (const { rank, apart } of passes) {
    const tries = Math.ceil(260 * Math.max(1, (radius / 86_000) ** 2));
    for (let attempt = 0; attempt < tries; attempt++) {
      const source = { x: random.between(-1.5, 1.5) * radius, y: random.between(-1.5, 1.5) * radius };
      const noiseSeed = seed + 31 * attempt + 7919 * rank;
      if (shape.outsideMetres(source.x, source.y) > 0.05 * radius) continue;
      const joined = network.nearest(source, 3 * radius);
      if (joined === undefined || joined.distance < apart || joined.distance > 3.2 * apart) continue;
      const mouth = network.downstream(joined.index, Math.round((0.35 * joined.distance) / stepMetres));
      let into = -1;
      const points = walk(
        source,
        () => mouth,
        riverWander[rank],
        noiseSeed,
        (point) => {
          const hit = network.nearest(point, 1.5 * stepMetres);
          if (hit !== undefined) into = network.curveOf(hit.index);
          return hit === undefined ? undefined : network.downstream(hit.index, mouthSteps);
        },
      );
      if (into >= 0) network.add({ kind: 'river', rank, points, into });
    }
  }
  return network.curves;
}

/**
 * Roads that connect every place with one before it in the list (the nearest), ending where they meet a road
 * already drawn.
 */
export function drawRoads(places: readonly PlanePoint[], trunkPlaces: number, seed: number): Curve[] {
  const network = new Network();
  const reached = new PointBuckets(12_000);
  places.forEach((place, index) => {
    const nearest = index === 0 ? undefined : reached.nearest(place.x, place.y, 1e7);
    reached.add(place.x, place.y);
    if (nearest === undefined || nearest.distance < 800) return;
    const target = places[nearest.index] as PlanePoint;
    let into = -1;
    const points = walk(
      place,
      () => target,
      roadWander,
      seed + 53 * index,
      (point) => {
        const hit = network.nearest(point, 1.5 * stepMetres);
        if (hit !== undefined) into = network.curveOf(hit.index);
        return hit?.point;
      },
    );
    network.add({ kind: 'road', rank: index < trunkPlaces ? 1 : 2, points, into });
  });
  return network.curves;
}

/**
 * Walks from a start to a target with a swinging heading that stays within 80° of the target's direction, so it
 * arrives, never loops, and swings less on the last two kilometres. `stop` may end the walk at a point it gives.
 */
function walk(
  start: PlanePoint,
  target: () => PlanePoint,
  wander: Wander,
  seed: number,
  stop: (point: PlanePoint) => PlanePoint | false | undefined,
): PlanePoint[] {
  const noise = makeNoise(seed);
  const goal = target();
  const points = [start];
  let { x, y } = start;
  for (let travelled = 0; ; travelled += stepMetres) {
    const remaining = Math.hypot(goal.x - x, goal.y - y);
    if (remaining < stepMetres) break;
    const calm = Math.min(1, remaining / 2500, (travelled + 400) / 2000);
    let swing = 0;
    wander.bends.forEach((bend, index) => {
      swing += bend.radians * noise((2 * travelled) / bend.metres, index * 5.5);
    });
    const heading = Math.atan2(goal.y - y, goal.x - x) + Math.max(-1.4, Math.min(1.4, swing * calm));
    x += Math.cos(heading) * stepMetres;
    y += Math.sin(heading) * stepMetres;
    const end = points.length > 3 ? stop({ x, y }) : undefined;
    if (end) {
      points.push(end);
      return points;
    }
    points.push({ x, y });
  }
  points.push(goal);
  return points;
}

/** Curves drawn so far, with every point findable. */
class Network {
  readonly curves: Curve[] = [];
  private readonly buckets = new PointBuckets(2000);
  private readonly owner: number[] = [];
  private readonly position: number[] = [];

  add(curve: Curve): void {
    curve.points.forEach((point, at) => {
      this.buckets.add(point.x, point.y);
      this.owner.push(this.curves.length);
      this.position.push(at);
    });
    this.curves.push(curve);
  }

  nearest(
    point: PlanePoint,
    radius: number,
  ): { index: number; distance: number; point: PlanePoint } | undefined {
    const hit = this.buckets.nearest(point.x, point.y, radius);
    if (hit === undefined) return undefined;
    return {
      ...hit,
      point: { x: this.buckets.xs[hit.index] as number, y: this.buckets.ys[hit.index] as number },
    };
  }

  curveOf(index: number): number {
    return this.owner[index] as number;
  }

  /** The point so many steps further down the same curve, or its end. */
  downstream(index: number, steps: number): PlanePoint {
    const { points } = this.curves[this.curveOf(index)] as Curve;
    return points[Math.min(points.length - 1, (this.position[index] as number) + steps)] as PlanePoint;
  }
}
