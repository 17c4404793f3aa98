import { boundingBox } from '../geometry/bounding-box.js';
import { headOf, tailOf, type Arrangement } from '../geometry/arrange-cells.js';
import { areaSquareMetres } from '../geometry/area-square-metres.js';
import type { Steps } from '../geometry/run-steps.js';
import type { LatticeBox } from '../geometry/types.js';
import { parentLevel, type GridLevel } from '../hierarchy/levels.js';
import { EdgeIndex } from './edge-index.js';
import { EdgeGatherer } from './gather-edges.js';
import type { Families, Family } from './group-by-parent.js';
import { labelCells } from './label-cells.js';
import type { Finding, Grid } from './types.js';

/** A grid belongs to the parent that has more than this share of it. */
const containedShare = 0.5;

/** What the search needs to know of a family's audit. */
export interface FoundInFamily {
  readonly findings: readonly Pick<Finding, 'kind' | 'grids'>[];
}

/**
 * Finds where grids lie that declare another parent, or none that exists: the grid one level above that has more
 * than half of their area. Only children with more than half of their area outside their declared parent are looked at
 * (their `outside-parent` findings say so), and orphans.
 *
 * Shares are those of the exact cells that the child's edges and the parents' cut each other into. A grid that no
 * parent has more than half of is left out, as is one that two have (land that is given twice).
 *
 * @param audits what was found in each family, by declared parents
 * @returns grid → the parent that has it
 * Cost: per such grid the edges of the parents within its box, after an index over the parents' edges.
 */
export function* findWrongParents(
  families: Families,
  audits: ReadonlyMap<Family, FoundInFamily>,
): Steps<ReadonlyMap<Grid, Grid>> {
  const placements = new Map<Grid, Grid>();
  const locators = new Map<GridLevel, ParentLocator>();
  const strays = [...straysOf(audits), ...families.orphans.map((grid) => ({ grid, declared: undefined }))];
  for (const { grid, declared } of strays) {
    const level = grid.level as GridLevel;
    let locator = locators.get(level);
    if (locator === undefined) {
      locator = new ParentLocator(families.grids.filter((other) => other.level === parentLevel(level)));
      locators.set(level, locator);
    }
    const parent = yield* locator.locate(grid);
    if (parent !== undefined && parent !== declared) placements.set(grid, parent);
  }
  return placements;
}

/** Children with more than half of their area outside the parent they declare. */
function* straysOf(
  audits: ReadonlyMap<Family, FoundInFamily>,
): Generator<{ readonly grid: Grid; readonly declared: Grid | undefined }> {
  for (const [{ parent, children }, { findings }] of audits) {
    const outside = new Map<string, number>();
    for (const finding of findings) {
      if (finding.kind !== 'outside-parent') continue;
      for (const { code, areaSquareMetres: area } of finding.grids) {
        outside.set(code, (outside.get(code) ?? 0) + (area ?? 0));
      }
    }
    if (outside.size === 0) continue;
    for (const grid of children) {
      const area = outside.get(grid.code);
      if (area !== undefined && area > containedShare * areaSquareMetres(grid.geometry)) {
        yield { grid, declared: parent };
      }
    }
  }
}

/** Owner number of the grid that is looked for; parent i is owner i + 1. */
const soughtOwner = 0;

/** Answers which of some parents has more than half of a grid. */
class ParentLocator {
  readonly #parents: readonly Grid[];
  readonly #index: EdgeIndex;

  constructor(parents: readonly Grid[]) {
    this.#parents = parents;
    this.#index = new EdgeIndex(new Map(parents.map((parent, index) => [index + 1, parent.geometry])));
  }

  *locate(grid: Grid): Steps<Grid | undefined> {
    const box = boundingBox(grid.geometry);
    if (box === undefined) return undefined;
    const frame: LatticeBox = [box[0] - 1, box[1] - 1, box[2] + 1, box[3] + 1];
    const gatherer = new EdgeGatherer();
    this.#index.gather(frame, gatherer);
    gatherer.addGeometry(grid.geometry, soughtOwner);
    const corner = this.#index.windingsAt(frame[0], frame[1]);
    const { arrangement, labels } = yield* labelCells(gatherer.gathered(), frame, corner);
    const areas = cellAreas(arrangement, frame);
    let whole = 0;
    const shares = new Map<number, number>();
    for (const [cell, label] of labels.entries()) {
      if ((label.get(soughtOwner) ?? 0) % 2 === 0) continue;
      whole += areas[cell]!;
      for (const [owner, winding] of label) {
        if (owner === soughtOwner || winding % 2 === 0) continue;
        shares.set(owner, (shares.get(owner) ?? 0) + areas[cell]!);
      }
    }
    const holders = [...shares].filter(([, share]) => share > containedShare * whole);
    return holders.length === 1 ? this.#parents[holders[0]![0] - 1] : undefined;
  }
}

/** Twice the area of every cell in squared lattice steps, measured from the frame's corner so that doubles keep digits. */
function cellAreas({ nodes, pieces, cellOf, cells }: Arrangement, frame: LatticeBox): Float64Array {
  const areas = new Float64Array(cells);
  for (let half = 0; half < cellOf.length; half += 1) {
    const a = nodes[tailOf(pieces, half)]!;
    const b = nodes[headOf(pieces, half)]!;
    const cross = (a.x - frame[0]) * (b.y - frame[1]) - (b.x - frame[0]) * (a.y - frame[1]);
    areas[cellOf[half]!] = areas[cellOf[half]!]! + cross;
  }
  return areas;
}
