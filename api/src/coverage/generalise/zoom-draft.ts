import { runSteps, workPerStep, type Steps } from '../../geometry/run-steps.js';
import { SignedEdges } from '../../geometry/signed-edges.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { findRingFault } from '../find-ring-fault.js';
import { repairRings } from '../repair-rings.js';
import { assembleGeometry, joinRings } from './assemble-geometry.js';
import { keepPoints } from './kept-points.js';
import { LinePool } from './line-pool.js';
import { PixelIndex } from './pixel-index.js';
import { passesThrough, roundPath, visitHotPixels } from './round-path.js';
import type { ShownMap } from './shown-map.js';
import { worldUnits } from './tile-units.js';

/** Around a pixel or an arc: half a unit of the pixel itself, and what moves of vertices may add. */
const marginUnits = 4;

/** What rounding and checking a vertex costs, in elementary operations. */
const workPerVertex = 10;

/** Numbers of an arc that are rounded between two yields. */
const numbersPerStretch = (2 * workPerStep) / workPerVertex;

/** What a geometry costs besides its edges, in elementary operations. */
const workPerGeometry = 200;

/** A grid as a draft draws it, in units, y to the north. */
export interface DraftShape {
  /** Empty where it has collapsed. */
  readonly geometry: MultiPolygon;
  /** False when its rounded borders turn over or cross: then it is drawn even-odd. */
  readonly isSound: boolean;
}

/** Borders that turn over, before they are drawn even-odd: mostly they are mended instead. */
const unsound = 'unsound';

/** A place whose pixel is hot. */
export type Pixel = readonly [x: number, y: number];

/**
 * One zoom of a map while it is being made: which vertices are kept, where they are, and what follows from that.
 *
 * Every shape is a function of the map and of `tries` and `moves` alone, in whatever order it is asked for. It is worked out
 * when it is asked for, from what lies near it: so an edit of one grid costs its surroundings, whatever the size of the map.
 * `change` says what a change of `tries` or `moves` concerns.
 */
export class ZoomDraft {
  readonly map: ShownMap;
  readonly zoom: number;
  /** Per arc how often it has been given vertices back. Changed in `change` only. */
  readonly tries: Uint8Array;
  /** Vertices that are moved, by number, and by how many units. Changed in `change` only. */
  readonly moves = new Map<number, readonly [east: number, north: number]>();
  readonly #table = new SignedEdges();
  readonly #pixels: PixelIndex;
  /** The kept points of arcs whose pixels are in the index. */
  readonly #points: LinePool;
  readonly #paths: LinePool;
  /** The kept points of an arc that is about to change. */
  readonly #coming = new LinePool(1);
  readonly #shapes: (DraftShape | typeof unsound | undefined)[];
  /** Elementary operations since shapes last yielded: most of them cost less than a step. */
  #work = 0;
  /** Whether all arcs are in the index. */
  #isWhole = false;

  constructor(map: ShownMap, zoom: number) {
    this.map = map;
    this.zoom = zoom;
    const { arcs } = map.topology;
    this.tries = new Uint8Array(arcs.length);
    this.#pixels = new PixelIndex(map.segmentLength * worldUnits(zoom));
    this.#points = new LinePool(arcs.length);
    this.#paths = new LinePool(arcs.length);
    this.#shapes = Array.from({ length: map.grids.length });
  }

  /** Makes ready for drawing the whole map: looking up what is near then costs nothing. */
  *loadAll(): Steps<void> {
    const { arcs } = this.map.topology;
    let work = 0;
    for (let arc = 0; arc < arcs.length; arc += 1) {
      this.#load(arc);
      work += 2 * arcs[arc]!.length;
      if (work < workPerStep) continue;
      work = 0;
      yield;
    }
    this.#isWhole = true;
  }

  /** The shape of a grid. */
  *shapeOf(grid: number): Steps<DraftShape> {
    const known = yield* this.#assemble(grid);
    if (known !== unsound) return known;
    const polygons = this.map.topology.geometries[grid]!;
    const shape = { geometry: yield* drawEvenOdd(joinRings(polygons, this.#paths)), isSound: false };
    this.#shapes[grid] = shape;
    return shape;
  }

  /** Whether the rounded borders of a grid neither turn over nor cross: asked of grids that are about to be mended. */
  *isSound(grid: number): Steps<boolean> {
    const known = yield* this.#assemble(grid);
    return known !== unsound && known.isSound;
  }

  /** The shape of a grid, or that it has to be drawn even-odd. */
  *#assemble(grid: number): Steps<DraftShape | typeof unsound> {
    const known = this.#shapes[grid];
    if (known !== undefined) return known;
    const polygons = this.map.topology.geometries[grid]!;
    this.#work += workPerGeometry;
    for (const rings of polygons) {
      for (const ring of rings) {
        for (const arc of ring) {
          this.#work += yield* this.#round(arc < 0 ? ~arc : arc);
          if (this.#work < workPerStep) continue;
          this.#work = 0;
          yield;
        }
      }
    }
    const geometry = yield* assembleGeometry(polygons, this.#paths, this.#table);
    const outcome = geometry === undefined ? unsound : { geometry, isSound: true };
    this.#shapes[grid] = outcome;
    return outcome;
  }

  /** The rounded path of an arc: `x, y` a vertex. */
  pathOf(arc: number): Int32Array {
    runSteps(this.#round(arc));
    return Int32Array.from(this.#paths.values.subarray(this.#paths.startOf(arc), this.#paths.endOf(arc)));
  }

  /** Rounds an arc where that is not done yet, and returns what it cost beyond its yields. */
  *#round(arc: number): Steps<number> {
    if (this.#paths.has(arc)) return 1;
    this.#loadAround(arc);
    const points = this.#points;
    const end = points.endOf(arc);
    this.#paths.open();
    // A long arc in stretches: each begins with the vertex that the one before ended with, which the path takes once.
    let from = points.startOf(arc);
    for (; from + numbersPerStretch < end; from += numbersPerStretch - 2) {
      roundPath(points.values, from, from + numbersPerStretch, this.#pixels, this.#paths);
      yield;
    }
    roundPath(points.values, from, end, this.#pixels, this.#paths);
    this.#paths.close(arc);
    return (workPerVertex * (end - from)) / 2;
  }

  /** Visits the pixels that an arc makes hot; one may come more than once. */
  visitPixels(arc: number, visit: (x: number, y: number) => void): void {
    this.#load(arc);
    this.#visitHot(arc, visit);
  }

  /** Whether the pixel of a place is hot. */
  isHot(x: number, y: number): boolean {
    if (!this.#isWhole) this.#visitNear(x, y, x, y, (arc) => this.#load(arc));
    return this.#pixels.has(x, y);
  }

  /** The arcs that pass through the pixel of a place. */
  arcsThrough(x: number, y: number): number[] {
    const arcs: number[] = [];
    this.#visitNear(x, y, x, y, (arc) => {
      this.#load(arc);
      const { values } = this.#points;
      if (passesThrough(values, this.#points.startOf(arc), this.#points.endOf(arc), x, y)) arcs.push(arc);
    });
    return arcs;
  }

  /**
   * Changes how some arcs are kept, and forgets what followed from that.
   *
   * @param arcs those whose tries `apply` changes or that have a vertex it moves, each once
   * @returns the grids that may be drawn differently
   */
  *change(arcs: readonly number[], apply: () => void): Steps<number[]> {
    /** Whether a pixel was hot, by its place. */
    const before = new Map<string, readonly [x: number, y: number, wasHot: boolean]>();
    const note = (x: number, y: number): void => {
      const key = `${x},${y}`;
      if (!before.has(key)) before.set(key, [x, y, this.isHot(x, y)]);
    };
    for (const arc of arcs) this.visitPixels(arc, note);
    yield;
    apply();
    for (const arc of arcs) this.#visitComing(arc, note);
    yield;
    for (const arc of arcs) this.#unload(arc);
    for (const arc of arcs) this.#load(arc);
    const changed = new Set(arcs);
    let work = 0;
    for (const [x, y, wasHot] of before.values()) {
      if (this.#pixels.has(x, y) === wasHot) continue;
      for (const arc of this.arcsThrough(x, y)) changed.add(arc);
      work += workPerGeometry;
      if (work < workPerStep) continue;
      work = 0;
      yield;
    }
    return this.forget(changed);
  }

  /** Forgets the paths of arcs, and the shapes of the grids along them, which it returns. */
  forget(arcs: Iterable<number>): number[] {
    const grids = new Set<number>();
    for (const arc of arcs) {
      this.#paths.forget(arc);
      for (const grid of this.map.gridsOn(arc)) grids.add(grid);
    }
    for (const grid of grids) this.#shapes[grid] = undefined;
    return [...grids];
  }

  /** The pixels that an arc is about to make hot. */
  #visitComing(arc: number, visit: (x: number, y: number) => void): void {
    const coming = this.#coming;
    coming.clear();
    coming.open();
    keepPoints(this.map, arc, this.zoom, this.tries[arc]!, this.moves, coming);
    coming.close(0);
    visitHotPixels(coming.values, 0, coming.endOf(0), visit);
  }

  #visitHot(arc: number, visit: (x: number, y: number) => void): void {
    visitHotPixels(this.#points.values, this.#points.startOf(arc), this.#points.endOf(arc), visit);
  }

  #load(arc: number): void {
    if (this.#points.has(arc)) return;
    this.#points.open();
    keepPoints(this.map, arc, this.zoom, this.tries[arc]!, this.moves, this.#points);
    this.#points.close(arc);
    this.#visitHot(arc, this.#addPixel);
  }

  readonly #addPixel = (x: number, y: number): void => {
    this.#pixels.add(x, y);
  };

  #unload(arc: number): void {
    if (!this.#points.has(arc)) return;
    this.#visitHot(arc, (x, y) => {
      this.#pixels.remove(x, y);
    });
    this.#points.forget(arc);
  }

  #loadAround(arc: number): void {
    this.#load(arc);
    if (this.#isWhole) return;
    const units = worldUnits(this.zoom);
    const [west, south, east, north] = this.map.boxOf(arc) as unknown as [number, number, number, number];
    this.#visitNear(west * units, south * units, east * units, north * units, (near) => this.#load(near));
  }

  /** Visits the arcs near a box in units. */
  #visitNear(west: number, south: number, east: number, north: number, visit: (arc: number) => void): void {
    const units = worldUnits(this.zoom);
    this.map.visitNear(
      (west - marginUnits) / units,
      (south - marginUnits) / units,
      (east + marginUnits) / units,
      (north + marginUnits) / units,
      visit,
    );
  }
}

/** What rings surround an odd number of times. Crossings are rounded to whole places until none is left between them. */
function* drawEvenOdd(geometry: MultiPolygon): Steps<MultiPolygon> {
  const { items } = yield* repairRings([{ geometry }]);
  const drawn = items[0]!.geometry;
  const fault = yield* findRingFault(drawn);
  if (fault !== undefined)
    throw new Error(`Rings drawn even-odd are not sound: ${fault.fault} at ${fault.point.join(',')}`);
  return drawn;
}
