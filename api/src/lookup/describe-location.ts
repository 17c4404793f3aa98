import type { Level } from '../hierarchy/levels.js';
import type { LookupGrid } from './build-lookup-index.js';
import type { LookupStatus, PointLocation } from './locate-point.js';

/** What the answer tells of a grid beside what finding it needs. */
export interface AnsweringGrid extends LookupGrid {
  readonly category: string | null;
  readonly class: string | null;
}

export interface NamedGrid {
  readonly gridId: number;
  readonly code: string;
  readonly name: string;
}

/** One point's answer: the shape of `GET /lookup` and of `wangge lookup --json`. */
export interface PointAnswer {
  readonly status: LookupStatus;
  readonly territory: string;
  readonly revision: number;
  readonly element: (NamedGrid & { readonly category: string | null; readonly class: string | null }) | null;
  readonly outletArea: NamedGrid | null;
  readonly branch: NamedGrid | null;
  readonly county: NamedGrid | null;
  /** Where no element holds the point: the nearest grid. */
  readonly nearest?: {
    readonly gridId: number;
    readonly code: string;
    readonly level: Level;
    readonly distanceMetres: number;
  };
  /** In an overlap: the codes of all grids that hold the point. */
  readonly candidates?: string[];
  readonly candidateGrids?: (NamedGrid & { readonly level: Level })[];
}

/** The lattice tells centimetres, so a distance is rounded to them. */
const distanceStepsPerMetre = 100;

/** Tells a point's location in the words of the published contract. */
export function describeLocation<G extends AnsweringGrid>(
  territory: string,
  revision: number,
  { status, byLevel, holders, nearest }: PointLocation<G>,
): PointAnswer {
  const element = byLevel.get('element');
  return {
    status,
    territory,
    revision,
    element:
      element === undefined
        ? null
        : { ...nameGrid(element), category: element.category, class: element.class },
    outletArea: nameLevel(byLevel, 'outlet-area'),
    branch: nameLevel(byLevel, 'branch'),
    county: nameLevel(byLevel, 'county'),
    ...(nearest === undefined
      ? {}
      : {
          nearest: {
            gridId: nearest.grid.gridId,
            code: nearest.grid.code,
            level: nearest.grid.level,
            distanceMetres:
              Math.round(nearest.distanceMetres * distanceStepsPerMetre) / distanceStepsPerMetre,
          },
        }),
    ...(status === 'overlap'
      ? {
          candidates: holders.map((grid) => grid.code),
          candidateGrids: holders.map((grid) => ({ ...nameGrid(grid), level: grid.level })),
        }
      : {}),
  };
}

function nameLevel(byLevel: ReadonlyMap<Level, LookupGrid>, level: Level): NamedGrid | null {
  const grid = byLevel.get(level);
  return grid === undefined ? null : nameGrid(grid);
}

function nameGrid(grid: LookupGrid): NamedGrid {
  return { gridId: grid.gridId, code: grid.code, name: grid.name };
}
