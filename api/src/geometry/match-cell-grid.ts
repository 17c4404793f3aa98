import { mixPair, tableSize } from './match-index.js';
import { scaleAt } from './match-scale.js';
import type { MatchUnit } from './match-types.js';

/** Cells are this many match distances wide: so most searches look into one or two, and few vertices share one. */
const distancesPerCell = 4;
/** Rows of one band share a column width; a band is some hundred metres high at the usual distance. */
const rowsPerBandBits = 14;
/** Degrees of one latitude are longer at the next row's by far less than this. */
const slack = 1.02;

/** A hash of cells some match distances wide; cells of degrees are wider toward the poles, band by band. */
export class CellGrid {
  readonly #vertices: Float64Array;
  readonly #distanceMetres: number;
  readonly #unit: MatchUnit;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #reachY: number;
  readonly #cellHeight: number;
  #lastBand = Number.NaN;
  #lastReachX = 0;
  /** Filled by `findNear`: what it found, and how far each is. */
  readonly found: number[] = [];
  readonly distances: number[] = [];

  /**
   * @param entries how many vertices will be added
   * @param next room for a number per vertex; grids may share it when no vertex is in two
   */
  constructor(
    vertices: Float64Array,
    distanceMetres: number,
    unit: MatchUnit,
    entries: number,
    next: Int32Array,
  ) {
    this.#vertices = vertices;
    this.#distanceMetres = distanceMetres;
    this.#unit = unit;
    this.#heads = new Int32Array(tableSize(entries)).fill(-1);
    this.#next = next;
    // A degree of latitude is shortest at the equator: nowhere does the distance reach farther in degrees.
    this.#reachY = distanceMetres / scaleAt(0, unit).north;
    this.#cellHeight = distancesPerCell * this.#reachY;
  }

  add(vertex: number): void {
    const row = Math.floor(this.#vertices[2 * vertex + 1]! / this.#cellHeight);
    const column = Math.floor(this.#vertices[2 * vertex]! / (distancesPerCell * this.#reachXAt(row)));
    const slot = mixPair(column | 0, row | 0) & (this.#heads.length - 1);
    this.#next[vertex] = this.#heads[slot]!;
    this.#heads[slot] = vertex;
  }

  /** Fills `found` with every added vertex within the distance; one may come twice. */
  findNear(vertex: number): void {
    const { found, distances } = this;
    found.length = 0;
    distances.length = 0;
    const vertices = this.#vertices;
    const x = vertices[2 * vertex]!;
    const y = vertices[2 * vertex + 1]!;
    const reachY = this.#reachY;
    const cellHeight = this.#cellHeight;
    const reachX = slack * this.#reachXAt(Math.floor(y / cellHeight));
    const mask = this.#heads.length - 1;
    let east = 0;
    let north = 0;
    const lastRow = Math.floor((y + slack * reachY) / cellHeight);
    for (let row = Math.floor((y - slack * reachY) / cellHeight); row <= lastRow; row += 1) {
      const width = distancesPerCell * this.#reachXAt(row);
      const lastColumn = Math.floor((x + reachX) / width);
      for (let column = Math.floor((x - reachX) / width); column <= lastColumn; column += 1) {
        let other = this.#heads[mixPair(column | 0, row | 0) & mask]!;
        for (; other !== -1; other = this.#next[other]!) {
          const dx = vertices[2 * other]! - x;
          const dy = vertices[2 * other + 1]! - y;
          if (dx > reachX || dx < -reachX || dy > slack * reachY || dy < -slack * reachY) continue;
          if (east === 0) ({ east, north } = scaleAt(y, this.#unit));
          const distance = Math.hypot(dx * east, dy * north);
          if (distance > this.#distanceMetres) continue;
          found.push(other);
          distances.push(distance);
        }
      }
    }
  }

  /** How far the distance reaches eastward in a row's band, at most. */
  #reachXAt(row: number): number {
    const band = Math.floor(row / 2 ** rowsPerBandBits);
    if (band !== this.#lastBand) {
      this.#lastBand = band;
      // The edge farther from the equator: there a degree is shortest, so the reach widest.
      const fartherRow = Math.max(Math.abs(band), Math.abs(band + 1)) * 2 ** rowsPerBandBits;
      this.#lastReachX = this.#distanceMetres / scaleAt(fartherRow * this.#cellHeight, this.#unit).east;
    }
    return this.#lastReachX;
  }
}
