import { multiPolygon } from '@turf/turf';
import type { Feature, MultiPolygon as GeoJsonMultiPolygon, Polygon, Position } from 'geojson';
import { ringAreaSquareMetres } from '../../geometry/area-square-metres.js';
import { boundingBox } from '../../geometry/bounding-box.js';
import { fractionsPerStep } from '../../coverage/describe-defects.js';
import { fromLattice, latticeStepsPerDegree } from '../../geometry/lattice.js';
import type { MultiPolygon } from '../../geometry/types.js';
import type { ConditionArea } from './types.js';

export type TurfFeature = Feature<Polygon | GeoJsonMultiPolygon>;

/**
 * The plane in which Turf works on one parent: lattice steps from its south-west corner. So what goes in are small
 * integers, and what Turf rounds to a double when it gives a crossing is rounded to about a billionth of a step; in
 * degrees it would be some ten-millionths.
 */
export class TurfFrame {
  readonly #west: number;
  readonly #south: number;

  /** @param isTransposed true to exchange the axes: the same plane, swept from south to north instead of west to east */
  constructor(
    extent: MultiPolygon,
    readonly isTransposed: boolean,
  ) {
    [this.#west, this.#south] = boundingBox(extent) ?? [0, 0, 0, 0];
  }

  toTurf(geometry: MultiPolygon): TurfFeature {
    return multiPolygon(
      geometry.map((polygon) =>
        polygon.map((ring) => {
          const path: Position[] = [];
          for (let at = 0; at + 1 < ring.length; at += 2) {
            const [x, y] = [ring[at]! - this.#west, ring[at + 1]! - this.#south];
            path.push(this.isTransposed ? [y, x] : [x, y]);
          }
          return path;
        }),
      ),
    );
  }

  /** Our findings, back from degrees to the thousandths of a step they were written in; null stays null. */
  fromDegrees(geometry: GeoJsonMultiPolygon | null): TurfFeature | null {
    if (geometry === null) return null;
    return multiPolygon(
      geometry.coordinates.map((polygon) =>
        polygon.map((ring) =>
          ring.map(([lng, lat]): Position => {
            const [x, y] = [toFraction(lng!) - this.#west, toFraction(lat!) - this.#south];
            return this.isTransposed ? [y, x] : [x, y];
          }),
        ),
      ),
    );
  }

  /** m² and degrees of what Turf gave; null is Turf's empty geometry. */
  measure(feature: TurfFeature | null): ConditionArea {
    const polygons = partsOf(feature);
    if (polygons.length === 0) return { squareMetres: 0, geometry: null };
    let squareMetres = 0;
    const coordinates = polygons.map((rings) =>
      rings.map((ring, index) => {
        const steps = ring.map((position) => this.#toLattice(position));
        const area = Math.abs(ringAreaSquareMetres(steps.flat()));
        squareMetres += index === 0 ? area : -area;
        return steps.map(([x, y]) => [fromLattice(x), fromLattice(y)]);
      }),
    );
    return { squareMetres, geometry: { type: 'MultiPolygon', coordinates } };
  }

  #toLattice(position: Position): [x: number, y: number] {
    const [x, y] = this.isTransposed ? [position[1]!, position[0]!] : [position[0]!, position[1]!];
    return [x + this.#west, y + this.#south];
  }
}

function toFraction(degrees: number): number {
  return Math.round(degrees * latticeStepsPerDegree * fractionsPerStep) / fractionsPerStep;
}

/** Polygon by polygon, whatever Turf made of it. */
export function partsOf(feature: TurfFeature | null): Position[][][] {
  if (feature === null) return [];
  const { geometry } = feature;
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}
