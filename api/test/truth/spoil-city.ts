import type { Grid } from '../../src/coverage/types.js';
import { levelNumber, parentLevel } from '../../src/hierarchy/levels.js';
import { seededRandom } from '../tessellate.js';
import type { City } from './city.js';
import type { DefectRow, ExpectedRemark, Proposal } from './defect-row.js';
import type { Geos } from './geos-plane.js';
import {
  measureFamily,
  planeAt,
  type FamilyTruth,
  type MeasuredFaces,
  type TrueArea,
  type TrueVertex,
} from './measure-family.js';
import { Site } from './site.js';

export interface SpoiltCity {
  readonly grids: readonly Grid[];
  readonly injected: number;
  readonly areas: readonly TrueArea[];
  readonly vertices: readonly TrueVertex[];
  readonly remarks: readonly ExpectedRemark[];
  /** What GEOS sees in the children of the parents concerned: with no gap width, and with a metre. */
  readonly geosFinds: GeosFinds;
  /** Codes of the outlet areas at or beside a defect. */
  readonly taken: ReadonlySet<string>;
}

/** Defects that make GEOS call the siblings an invalid coverage, and the edges it marks as invalid, both by gap width. */
export interface GeosFinds {
  readonly defects: readonly [noGapWidth: number, oneMetre: number];
  readonly edges: readonly [noGapWidth: number, oneMetre: number];
}

/** A metre in lattice steps, about. */
const metreInSteps = 90;

/**
 * Puts the same defect at up to `count` places of a clean city, no two near each other, and says the truth about the
 * map that results: an overlay by GEOS of every family concerned, measured by a projection. A place where the overlay
 * contradicts the row's definition (a dent that meets a third border, say) is not used.
 *
 * @param avoid outlet areas that stay as they are
 */
export function spoilCity(
  city: City,
  geos: Geos,
  row: DefectRow,
  count: number,
  avoid: ReadonlySet<string> = new Set(),
): SpoiltCity {
  const work = new Workshop(city, geos, row, avoid);
  const order = shuffle(city.elements.length, 20_260_701);
  for (let at = 0; at < order.length && work.injected < count; at += 1) {
    const site = new Site(city, geos, city.elements[order[at]!]!, work.injected, work.find);
    if (work.isTaken([site.element])) continue;
    for (const proposal of row.propose(site)) if (work.accepts(proposal, site.element)) break;
  }
  return work.finish();
}

class Workshop {
  injected = 0;
  readonly #grids: Map<string, Grid>;
  readonly #liesIn = new Map<string, string>();
  readonly #added: Grid[] = [];
  readonly #taken = new Set<string>();
  readonly #truth = new Map<string, FamilyTruth>();
  readonly #measured: MeasuredFaces = new Map();
  readonly #remarks: ExpectedRemark[] = [];
  readonly #geosDefects: [number, number] = [0, 0];
  readonly #geosEdges: [number, number] = [0, 0];

  constructor(
    readonly city: City,
    readonly geos: Geos,
    readonly row: DefectRow,
    readonly avoid: ReadonlySet<string>,
  ) {
    this.#grids = new Map(city.grids.map((grid) => [keyOf(grid), grid]));
  }

  isTaken(grids: readonly Grid[]): boolean {
    return grids.some((grid) => this.#neighbourhood(grid).some((code) => this.#isTaken(code)));
  }

  #isTaken(code: string): boolean {
    return this.#taken.has(code) || this.avoid.has(code);
  }

  accepts(proposal: Proposal, element: Grid): boolean {
    const removals = proposal.removals ?? [];
    const touched = [element, ...proposal.changes, ...removals].filter((grid) => grid.level === 'element');
    const also = proposal.alsoTakes ?? [];
    if (this.isTaken(touched) || also.some((code) => this.#isTaken(code))) return false;
    const undo = this.#apply(proposal);
    const families = this.#familiesOf(proposal);
    const truths: FamilyTruth[] = [];
    for (const family of families) {
      const truth = this.#overlay(family, proposal);
      if (truth === undefined || this.#hasUnasked(truth, proposal)) break;
      truths.push(truth);
    }
    if (truths.length < families.length || !this.#isAsDefined(truths, proposal)) {
      undo();
      return false;
    }
    families.forEach((family, index) => this.#truth.set(keyOf(family), truths[index]!));
    [0, metreInSteps].forEach((width, index) => {
      const said = families.map((family) => this.#askGeos(family, width));
      this.#geosEdges[index]! += said.reduce((sum, { invalidEdges }) => sum + invalidEdges, 0);
      this.#geosDefects[index]! += said.every(({ isValid }) => isValid) ? 0 : 1;
    });
    for (const grid of touched) for (const code of this.#neighbourhood(grid)) this.#taken.add(code);
    for (const code of also) this.#taken.add(code);
    this.#remarks.push(...(proposal.remarks ?? []));
    this.injected += 1;
    return true;
  }

  finish(): SpoiltCity {
    const truths = [...this.#truth.values()];
    return {
      grids: [...this.#grids.values()],
      injected: this.injected,
      areas: truths.flatMap((truth) => truth.areas),
      vertices: truths.flatMap((truth) => truth.vertices),
      remarks: this.#remarks,
      geosFinds: { defects: this.#geosDefects, edges: this.#geosEdges },
      taken: this.#taken,
    };
  }

  /** Outlet areas that a defect at an element may concern, its neighbours' too. */
  #neighbourhood(element: Grid): string[] {
    const original = this.city.find('element', element.code);
    const around = original === undefined ? [] : [original, ...this.city.neighboursOf(original)];
    return [...new Set(around.map((grid) => grid.parentCode!))];
  }

  #apply(proposal: Proposal): () => void {
    const removals = proposal.removals ?? [];
    const touched = [...removals, ...proposal.changes].map(keyOf);
    const before = touched.map((key) => [key, this.#grids.get(key)] as const);
    for (const grid of removals) this.#grids.delete(keyOf(grid));
    for (const grid of proposal.changes) this.#grids.set(keyOf(grid), grid);
    for (const [code, parent] of proposal.liesIn ?? []) this.#liesIn.set(code, parent);
    const added = this.#added.length;
    this.#added.push(...proposal.changes);
    return () => {
      this.#added.length = added;
      for (const [key, grid] of before) {
        if (grid === undefined) this.#grids.delete(key);
        else this.#grids.set(key, grid);
      }
      for (const code of proposal.liesIn?.keys() ?? []) this.#liesIn.delete(code);
    };
  }

  /** Parents whose children or whose own border the proposal touches, smallest first. */
  #familiesOf(proposal: Proposal): Grid[] {
    const parents = new Map<string, Grid>();
    for (const grid of [...proposal.changes, ...(proposal.removals ?? [])]) {
      const above = parentLevel(grid.level)!;
      for (const code of [grid.parentCode, this.#liesIn.get(grid.code), ...(proposal.alsoTakes ?? [])]) {
        const parent = this.find(above, code);
        if (parent !== undefined) parents.set(keyOf(parent), parent);
      }
      if (grid.level !== 'element') parents.set(keyOf(grid), this.#grids.get(keyOf(grid))!);
    }
    return [...parents.values()]
      .filter((parent) => this.#childrenOf(parent).length > 0)
      .sort((a, b) => levelNumber(b.level) - levelNumber(a.level));
  }

  /** A grid as it is now. */
  readonly find = (level: Grid['level'], code: string | null | undefined): Grid | undefined =>
    level === 'territory'
      ? this.city.grids.find((grid) => grid.level === 'territory')
      : this.#grids.get(`${level} ${code}`);

  #childrenOf(parent: Grid): Grid[] {
    const original = this.city.find(parent.level, parent.code) ?? parent;
    const candidates = new Map<string, Grid>();
    for (const child of [...this.city.childrenOf(original), ...this.#added]) {
      const grid = this.#grids.get(keyOf(child));
      if (grid === undefined || parentLevel(grid.level) !== parent.level) continue;
      const isChild =
        parent.level === 'territory' || (this.#liesIn.get(grid.code) ?? grid.parentCode) === parent.code;
      if (isChild) candidates.set(keyOf(grid), grid);
    }
    return [...candidates.values()];
  }

  /** Undefined where a changed grid is invalid and should not be, or the other way round. */
  #overlay(parent: Grid, proposal: Proposal): FamilyTruth | undefined {
    const invalid = new Set(proposal.invalid ?? []);
    const plane = planeAt(this.geos, parent);
    const isSound = proposal.changes.every(
      (grid) => plane.isValid(plane.add(grid.geometry)) !== invalid.has(grid.code),
    );
    plane.release();
    return isSound
      ? measureFamily(this.geos, parent, this.#childrenOf(parent), {
          invalid,
          expected: proposal.areas,
          measured: this.#measured,
        })
      : undefined;
  }

  /** True where there is a face that the row does not ask for: then the other families need not be looked at. */
  #hasUnasked({ areas }: FamilyTruth, proposal: Proposal): boolean {
    if (proposal.areas === undefined) return false;
    return areas.some((area) => area.expected === undefined && !this.#isKnown(area));
  }

  #isAsDefined(truths: readonly FamilyTruth[], proposal: Proposal): boolean {
    const { widthMetres, leastAreas = 0, leastVertices = 0 } = this.row;
    const areas = truths.flatMap((truth) => truth.areas);
    const vertices = truths.flatMap((truth) => truth.vertices);
    const fresh = areas.filter((area) => !this.#isKnown(area));
    if (proposal.areas !== undefined && fresh.length !== proposal.areas.length) return false;
    const first = fresh[0];
    if (widthMetres !== undefined && first !== undefined) {
      if (first.widthMetres < widthMetres[0] || first.widthMetres > widthMetres[1]) return false;
    }
    return areas.length >= leastAreas && vertices.length >= leastVertices;
  }

  /** True for a face that an earlier defect left in the same family. */
  #isKnown(area: TrueArea): boolean {
    const known = this.#truth.get(`territory ${area.parent}`)?.areas ?? [];
    return known.some((other) => String(other.places[0]) === String(area.places[0]));
  }

  #askGeos(parent: Grid, gapWidth: number): { isValid: boolean; invalidEdges: number } {
    const plane = planeAt(this.geos, parent);
    const children = this.#childrenOf(parent).map((child) => child.geometry);
    const said = plane.judgeCoverage(plane.collect(children), gapWidth);
    plane.release();
    return said;
  }
}

function keyOf(grid: Grid): string {
  return `${grid.level} ${grid.code}`;
}

function shuffle(count: number, seed: number): number[] {
  const random = seededRandom(seed);
  const order = Array.from({ length: count }, (_, index) => index);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
