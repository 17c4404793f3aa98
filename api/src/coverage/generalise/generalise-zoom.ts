import { workPerStep, type Steps } from '../../geometry/run-steps.js';
import { SignedEdges } from '../../geometry/signed-edges.js';
import type { MultiPolygon } from '../../geometry/types.js';
import { dissolveEvenOdd } from '../dissolve-even-odd.js';
import { assembleGeometry, joinRings } from './assemble-geometry.js';
import type { ArcRing } from './build-topology.js';
import { roundArcs } from './round-arcs.js';
import { worldUnits } from './tile-units.js';
import type { WeighedTopology } from './weigh-topology.js';

/** A vertex whose triangle is smaller than this many square units is left out: a screen pixel is 8 × 8 units. */
const leastWeightUnits = 12;

/** A geometry that comes out turned over gets the vertices back that are this many times lighter, … */
const lighter = 16;
/** … and after so many times all of them. */
const mostTries = 5;

/** How often a zoom may be made again to give collapsed geometries an area. */
const mostRescues = 64;

/** What a geometry costs besides its edges, in elementary operations. */
const workPerGeometry = 200;

/** Steps from a place to those around it. */
const around = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
] as const;

/** A map as it is drawn at one zoom. */
export interface ZoomCoverage {
  /** Per geometry, in whole tile units of the zoom, y to the north; empty where one has collapsed. */
  readonly geometries: readonly MultiPolygon[];
  /** Geometries smaller than a tile unit that no move of a vertex gives an area, ascending. */
  readonly collapsed: readonly number[];
  /** Geometries that turn over even with all their vertices, ascending: the map is not valid there; drawn even-odd. */
  readonly unsound: readonly number[];
}

/** What one zoom is made from, and what is tried with it. */
interface Draft {
  readonly weighed: WeighedTopology;
  /** Places in units of the zoom; vertices of collapsed geometries are moved here. */
  readonly places: Float64Array;
  readonly leastWeight: number;
  /** Per arc how often it has been given vertices back. */
  readonly tries: Uint8Array;
  readonly table: SignedEdges;
  /** How often the zoom has been made again for collapsed geometries. */
  rescues: number;
}

/**
 * Generalises a whole map for one zoom as a coverage. Borders lose the vertices that cannot be seen, each once for all
 * grids and levels that share it; then they are rounded to whole tile units as a coverage (`roundArcs`), so that
 * nothing is left to round when a tile is cut.
 *
 * Proven, not hoped: every geometry's area is what its arcs surround, once (`assembleGeometry`). Since grids share arcs,
 * equal edges cancel as they did in the map: where the map's children tile their parent they do at every zoom.
 * A geometry that comes out turned over, because a simplified border crossed another, gets its vertices back. One that
 * collapses has a vertex moved by a unit, if that harms no other.
 *
 * Does not detect: what is wrong with the map itself; gaps and overlaps wider than a unit stay what they are.
 *
 * @param zoom 0 … 16: the world's units fit 28 bits
 * @yields every few milliseconds
 * Cost: about linear in the edges; once more for each round of giving back or moving, which are few.
 */
export function* generaliseZoom(weighed: WeighedTopology, zoom: number): Steps<ZoomCoverage> {
  const units = worldUnits(zoom);
  const draft: Draft = {
    weighed,
    places: weighed.places.map((place) => place * units),
    leastWeight: leastWeightUnits / units ** 2,
    tries: new Uint8Array(weighed.topology.arcs.length),
    table: new SignedEdges(),
    rescues: 0,
  };
  let made = yield* makeSound(draft);
  const hopeless = new Set<number>();
  while (draft.rescues < mostRescues) {
    const lost = made.collapsed.find((index) => !hopeless.has(index));
    if (lost === undefined) break;
    const rescued = yield* rescue(draft, made, lost);
    if (rescued === undefined) hopeless.add(lost);
    else made = rescued;
  }
  return made;
}

/** Makes the zoom, giving vertices back until no geometry turns over or all are given back. */
function* makeSound(draft: Draft): Steps<ZoomCoverage> {
  const { geometries } = draft.weighed.topology;
  for (;;) {
    const made = yield* make(draft);
    const arcs = new Set(made.unsound.flatMap((index) => arcsOf(geometries[index]!)));
    const wanting = [...arcs].filter((arc) => draft.tries[arc]! < mostTries);
    if (wanting.length === 0) return made;
    for (const arc of wanting) draft.tries[arc] = draft.tries[arc]! + 1;
  }
}

function* make({ weighed, places, leastWeight, tries, table }: Draft): Steps<ZoomCoverage> {
  const { topology, weights } = weighed;
  const paths = yield* roundArcs(topology.arcs, places, (arc, at) => {
    const tried = tries[arc]!;
    return tried === mostTries || weights[arc]![at]! >= leastWeight / lighter ** tried;
  });
  const geometries: MultiPolygon[] = [];
  const unsound: number[] = [];
  let work = 0;
  for (const [index, polygons] of topology.geometries.entries()) {
    const geometry = yield* assembleGeometry(polygons, paths, table);
    if (geometry === undefined) unsound.push(index);
    geometries.push(geometry ?? (yield* dissolveEvenOdd([joinRings(polygons, paths)])));
    work += workPerGeometry;
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  const collapsed = [...geometries.keys()].filter((index) => geometries[index]!.length === 0);
  return { geometries, collapsed, unsound };
}

/**
 * Gives a collapsed geometry its vertices back, then moves one or two of them by a unit, until it has an area and
 * nothing else is worse.
 *
 * @returns undefined when nothing tried does; the draft is then as it was
 */
function* rescue(draft: Draft, before: ZoomCoverage, lost: number): Steps<ZoomCoverage | undefined> {
  const { weighed, places, tries } = draft;
  const { arcs, geometries } = weighed.topology;
  const own = arcsOf(geometries[lost]!);
  const triesBefore = own.map((arc) => tries[arc]!);
  for (const arc of own) tries[arc] = mostTries;
  const vertices = [...new Set(own.flatMap((arc) => [...arcs[arc]!.vertices]))];
  for (const moves of [[], ...movesOf(vertices)]) {
    if (draft.rescues >= mostRescues) break;
    draft.rescues += 1;
    const placesBefore = moves.map(({ vertex }) => places.slice(2 * vertex, 2 * vertex + 2));
    for (const { vertex, by } of moves) {
      places[2 * vertex] = Math.round(places[2 * vertex]!) + by[0];
      places[2 * vertex + 1] = Math.round(places[2 * vertex + 1]!) + by[1];
    }
    const made = yield* make(draft);
    const isBetter =
      made.geometries[lost]!.length > 0 &&
      made.collapsed.length < before.collapsed.length &&
      made.unsound.length <= before.unsound.length;
    if (isBetter) return made;
    moves.forEach(({ vertex }, index) => places.set(placesBefore[index]!, 2 * vertex));
  }
  own.forEach((arc, index) => (tries[arc] = triesBefore[index]!));
  return undefined;
}

interface Move {
  readonly vertex: number;
  readonly by: readonly [number, number];
}

/** Two vertices to two sides of the third, counter-clockwise, for what lies in one place; else one vertex to any side. */
function movesOf(vertices: readonly number[]): Move[][] {
  const second = vertices[Math.floor(vertices.length / 3)]!;
  const third = vertices[Math.floor((2 * vertices.length) / 3)]!;
  const pairs = around.slice(0, 4).map((by, turn): Move[] => [
    { vertex: second, by },
    { vertex: third, by: around[(turn + 1) % 4]! },
  ]);
  const singles = [vertices[0]!, second, third].flatMap((vertex) =>
    around.map((by): Move[] => [{ vertex, by }]),
  );
  return [...pairs, ...singles];
}

function arcsOf(polygons: readonly (readonly ArcRing[])[]): number[] {
  return [...new Set(polygons.flat().flatMap((ring) => [...ring].map((arc) => (arc < 0 ? ~arc : arc))))];
}
