import { childLevel, levels, type Level } from '../../hierarchy/levels.js';
import { workPerStep, type Steps } from '../../geometry/run-steps.js';
import { countEdges, SignedEdges } from '../../geometry/signed-edges.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { proveParent } from '../prove-parent.js';
import type { ShownMap } from './shown-map.js';
import type { ZoomDraft } from './zoom-draft.js';

/** A parent and its children one level down, by index. */
export interface Family {
  readonly parent: number;
  readonly children: readonly number[];
}

/** A family that tiles on the map and does not in the zoom. */
export interface BrokenFamily extends Family {
  readonly edgesLeft: number;
}

/** Families whose two levels are both shown. */
export function listFamilies({ grids }: ShownMap): Family[] {
  const indices = new Map(grids.map((grid, index) => [grid.gridId, index]));
  const children = new Map<number, number[]>();
  for (const [index, { parentId, level }] of grids.entries()) {
    const parent = parentId === null ? undefined : indices.get(parentId);
    if (parent === undefined || childLevel(grids[parent]!.level) !== level) continue;
    const known = children.get(parent);
    if (known === undefined) children.set(parent, [index]);
    else known.push(index);
  }
  return [...children].map(([parent, own]) => ({ parent, children: own }));
}

/** How often arcs are run along, forwards less backwards. */
class ArcCounts {
  readonly #map: ShownMap;
  readonly #counts = new Map<number, number>();

  constructor(map: ShownMap) {
    this.#map = map;
  }

  add(grid: number, sign: 1 | -1): void {
    for (const rings of this.#map.topology.geometries[grid]!) {
      for (const ring of rings) {
        for (const signed of ring) {
          const arc = signed < 0 ? ~signed : signed;
          const count = (this.#counts.get(arc) ?? 0) + (signed < 0 ? -sign : sign);
          if (count === 0) this.#counts.delete(arc);
          else this.#counts.set(arc, count);
        }
      }
    }
  }

  /** Arcs that do not cancel, and how often they are left. */
  left(): ReadonlyMap<number, number> {
    return this.#counts;
  }
}

/** What proving families found. */
export interface FamilyProof {
  /** Those that tile on the map and do not in the zoom; empty = proven. */
  readonly broken: readonly BrokenFamily[];
  /** The children of all families that tile. */
  readonly proven: ReadonlySet<number>;
}

/**
 * Proves that the families that tile their parent exactly on the map (an edge belongs to one arc, so their arcs cancel) do in the
 * zoom, by `proveParent` on what is drawn.
 *
 * Precondition, part of the proof: every shape that says so is sound (`assembleGeometry` proves it).
 */
export function* proveFamilies(draft: ZoomDraft, families: Iterable<Family>): Steps<FamilyProof> {
  const table = new SignedEdges();
  const broken: BrokenFamily[] = [];
  const proven = new Set<number>();
  let work = 0;
  for (const family of families) {
    const counts = new ArcCounts(draft.map);
    for (const child of family.children) counts.add(child, 1);
    counts.add(family.parent, -1);
    if (counts.left().size > 0) continue;
    const children: MultiPolygon[] = [];
    for (const child of family.children) children.push((yield* draft.shapeOf(child)).geometry);
    const parent = (yield* draft.shapeOf(family.parent)).geometry;
    const left = proveParent(children, parent, table);
    if (left.length > 0) broken.push({ ...family, edgesLeft: left.length / 4 });
    else for (const child of family.children) proven.add(child);
    work += 2 * children.reduce((sum, child) => sum + countEdges(child), countEdges(parent));
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  return { broken, proven };
}

/**
 * Proves levels as a whole, across families and where there is no parent: the drawn edges of all grids together, less the
 * borders that do not cancel between them on the map, leave nothing. So what lies seamless on the map does in the zoom.
 *
 * Where every grid of a level is in a proven family nothing is to be done: all its grids together are all their parents
 * together, sum by sum up to a level that is proven here.
 *
 * @param grids of any levels; those not sound are left out, as they are drawn otherwise than their borders run
 * @throws Error of ours that names zoom and level
 */
export function* proveLevels(
  draft: ZoomDraft,
  grids: Iterable<number>,
  proven: ReadonlySet<number>,
): Steps<void> {
  const { map, zoom } = draft;
  const byLevel = new Map<Level, number[]>(levels.map((level) => [level, []]));
  for (const grid of grids) byLevel.get(map.grids[grid]!.level)!.push(grid);
  const table = new SignedEdges();
  for (const [level, members] of byLevel) {
    if (members.every((grid) => proven.has(grid))) continue;
    const counts = new ArcCounts(map);
    table.reset(0);
    let work = 0;
    for (const grid of members) {
      const { geometry, isSound } = yield* draft.shapeOf(grid);
      if (!isSound) continue;
      table.addGeometry(geometry, 1);
      counts.add(grid, 1);
      work += countEdges(geometry);
      if (work < workPerStep) continue;
      work = 0;
      yield;
    }
    for (const [arc, count] of counts.left()) {
      const path = [[draft.pathOf(arc)]];
      for (let time = 0; time < Math.abs(count); time += 1) table.addGeometry(path, count > 0 ? -1 : 1);
    }
    const left = table.countLeft();
    if (left > 0)
      throw new Error(`Zoom ${zoom}: ${left} edges of level ${level} do not cancel as they do on the map`);
    yield;
  }
}
