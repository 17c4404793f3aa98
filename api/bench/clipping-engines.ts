import { featureCollection, intersect, multiPolygon } from '@turf/turf';
import { Clipper, FillRule } from 'clipper2-ts';
import * as martinez from 'martinez-polygon-clipping';
import * as polyclip from 'polyclip-ts';
import polygonClipping from 'polygon-clipping';
import { boundingBox } from '../src/geometry/bounding-box.js';
import { latticeStepsPerDegree } from '../src/geometry/lattice.js';
import { runSteps } from '../src/geometry/run-steps.js';
import type { MultiPolygon } from '../src/geometry/types.js';
import { EdgeGatherer } from '../src/coverage/gather-edges.js';
import { groupCells } from '../src/coverage/group-cells.js';
import { labelCells } from '../src/coverage/label-cells.js';

/** Two grids whose common area is asked for. */
export type Pair = readonly [a: MultiPolygon, b: MultiPolygon];

export interface Engine {
  readonly name: string;
  /** Makes a pair ready, which is not timed; the work then gives the common area in square lattice steps. */
  prepare(pair: Pair): () => number;
}

type Positions = [number, number][][][];

export const engines: readonly Engine[] = [
  {
    name: 'our exact cells',
    prepare: (pair) => () => commonCells(pair),
  },
  {
    name: 'turf.intersect (polyclip-ts), degrees',
    prepare: (pair) => {
      const both = featureCollection(
        pair.map((geometry) => multiPolygon(positionsOf(geometry, 0, 0, latticeStepsPerDegree))),
      );
      return () => {
        const common = intersect(both)?.geometry;
        const parts =
          common === undefined ? [] : common.type === 'Polygon' ? [common.coordinates] : common.coordinates;
        return areaOf(parts as Positions) * latticeStepsPerDegree ** 2;
      };
    },
  },
  onLattice('polyclip-ts, lattice', (a, b) => polyclip.intersection(a, b)),
  onLattice('polygon-clipping, lattice', (a, b) => polygonClipping.intersection(a, b)),
  onLattice('martinez, lattice', (a, b) => (martinez.intersection(a, b) ?? []) as Positions),
  {
    name: 'clipper2-ts, lattice',
    prepare: (pair) => {
      const [x, y] = originOf(pair);
      const [subject, clip] = pair.map((geometry) =>
        geometry.flat().map((ring) => {
          const path: { x: number; y: number }[] = [];
          for (let at = 0; at + 3 < ring.length; at += 2)
            path.push({ x: ring[at]! - x, y: ring[at + 1]! - y });
          return path;
        }),
      );
      return () =>
        areaOf([
          Clipper.intersect(subject!, clip!, FillRule.EvenOdd).map((path) =>
            [...path, ...path.slice(0, 1)].map((point): [number, number] => [point.x, point.y]),
          ),
        ]);
    },
  },
];

function onLattice(name: string, clip: (a: Positions, b: Positions) => Positions): Engine {
  return {
    name,
    prepare: (pair) => {
      const [x, y] = originOf(pair);
      const [a, b] = pair.map((geometry) => positionsOf(geometry, x, y, 1));
      return () => areaOf(clip(a!, b!));
    },
  };
}

/** Near the pair, so that the products of its coordinates stay small. */
function originOf(pair: Pair): readonly [number, number] {
  const box = boundingBox(pair.flat());
  return [box?.[0] ?? 0, box?.[1] ?? 0];
}

function positionsOf(geometry: MultiPolygon, x: number, y: number, unit: number): Positions {
  return geometry.map((polygon) =>
    polygon.map((ring) => {
      const positions: [number, number][] = [];
      for (let at = 0; at + 1 < ring.length; at += 2) {
        positions.push([(ring[at]! - x) / unit, (ring[at + 1]! - y) / unit]);
      }
      return positions;
    }),
  );
}

/** Signed by direction: shells one way, holes the other, as all the engines give them. */
function areaOf(parts: Positions): number {
  let doubled = 0;
  for (const ring of parts.flat()) {
    const [originX, originY] = ring[0] ?? [0, 0];
    for (let at = 0; at + 1 < ring.length; at += 1) {
      const [ax, ay] = ring[at]!;
      const [bx, by] = ring[at + 1]!;
      doubled += (ax - originX) * (by - originY) - (bx - originX) * (ay - originY);
    }
  }
  return Math.abs(doubled) / 2;
}

/** Cells that both wind around; exact but for the doubles of the area. */
function commonCells(pair: Pair): number {
  const gatherer = new EdgeGatherer();
  pair.forEach((geometry, owner) => gatherer.addGeometry(geometry, owner));
  const [west, south, east, north] = boundingBox(pair.flat())!;
  const { arrangement, labels } = runSteps(
    labelCells(gatherer.gathered(), [west - 1, south - 1, east + 1, north + 1], new Map()),
  );
  const groups = runSteps(
    groupCells(arrangement, (cell) => (labels[cell]!.size === 2 ? 'common' : undefined)),
  );
  const parts = groups.map(({ rings }) =>
    rings.map((ring) => ring.map((node): [number, number] => [node.x - west, node.y - south])),
  );
  return parts.reduce((sum, part) => sum + areaOf([part]), 0);
}
