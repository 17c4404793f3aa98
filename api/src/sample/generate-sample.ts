import type { MultiPolygon } from '../geometry/types.js';
import { assignCategories } from './assign-categories.js';
import { bendBorders } from './bend-borders.js';
import { projection } from './projection.js';
import { collectGrids, type Outlines } from './collect-grids.js';
import { buildMesh } from './build-mesh.js';
import { createRandom, type Random } from './create-random.js';
import { drawRivers, drawRoads } from './draw-curves.js';
import { formElements } from './form-elements.js';
import { formUpperLevels } from './form-upper-levels.js';
import { gatherElements } from './gather-elements.js';
import { injectDefects } from './inject-defects.js';
import { layBuildings } from './lay-buildings.js';
import { classifyEdges, layStreets } from './lay-streets.js';
import { layLanes } from './lay-lanes.js';
import { layWater } from './lay-water.js';
import { collectReference } from './collect-reference.js';
import { createStreetNamer, nameCity } from './name-city.js';
import { territoryName } from './name-stock.js';
import { placeHamlets } from './place-hamlets.js';
import { placeSites } from './place-sites.js';
import { makeTownField } from './make-town-field.js';
import { placeTowns } from './place-towns.js';
import { defaultElements, planCity } from './plan-city.js';
import { shapeTerritory } from './shape-territory.js';
import { findCurveEdges, makeTerrainCosts } from './site-graph.js';
import { mapStreets } from './map-streets.js';
import { traceRegions } from './trace-regions.js';
import type { Sample, SampleOptions, SampleProgress } from './types.js';

const territoryCode = '420300';

/**
 * Makes up a city shaped after Shiyan's figures: territory, counties, branches, outlet areas and elements that
 * nest and tile exactly on the lattice, with streets, water and houses under them.
 *
 * A generator so that the caller can show progress and let others run between the steps; the sample is its
 * return value. The same options give the same sample.
 *
 *     outline → rivers → towns → roads → sites → mesh → elements → upper levels → borders → rings → names
 *
 * @throws Problem for a size out of range, or more defects than the city has room for.
 * Cost: about 3 s for 7 183 elements, growing with n log n.
 */
export function* generateSample(options: SampleOptions): Generator<SampleProgress, Sample> {
  const { seed, elements: elementCount = defaultElements, defects = 0 } = options;
  const random = (stream: string): Random => createRandom(seed, stream);
  let done = 0;
  const report = (step: string): SampleProgress => ({ step, done: done++, total: 10 });
  const plan = planCity(elementCount);

  yield report('rivers and towns');
  const shape = shapeTerritory(plan.areaSquareMetres, seed);
  const rivers = drawRivers(shape, random('rivers'), seed);
  const { towns, seats, districtCount } = placeTowns(plan, shape, rivers, random('towns'));
  const curves = [...rivers, ...drawRoads(towns, plan.counties + 5, seed)];

  yield report('street grids');
  const field = makeTownField(towns, seed);
  const { sites, grids } = placeSites(shape, curves, towns, field, random('sites'), seed);

  yield report('mesh');
  const mesh = buildMesh(sites);
  const isCurve = findCurveEdges(mesh, sites, curves);

  yield report('elements');
  const urbanCount = plan.elements - plan.villages;
  const costs = makeTerrainCosts(mesh, sites, isCurve, seed);
  const labels = formElements({
    mesh,
    sites,
    grids,
    isInside: (site) => shape.outsideMetres(sites.xs[site] as number, sites.ys[site] as number) < 0,
    isCurve,
    costs,
    urbanCount,
    villageCount: plan.villages,
    random: random('villages'),
  });
  const elements = gatherElements(mesh, sites, labels.of, labels.towns, plan.elements);

  yield report('upper levels');
  const seatPlaces = seats.map((town) => towns[town] as { x: number; y: number });
  const upper = formUpperLevels(mesh, elements, labels.of, isCurve, seatPlaces, plan, random('upper'));

  yield report('borders');
  const borders = bendBorders(mesh, sites, curves, labels.of, labels.towns, seed);

  yield report('outlines');
  const through = (parents?: Int32Array): ((site: number) => number) => {
    if (parents === undefined) return (site) => labels.of[site] as number;
    return (site) => (labels.of[site] === -1 ? -1 : (parents[labels.of[site] as number] as number));
  };
  const trace = (count: number, parents?: Int32Array): MultiPolygon[] =>
    traceRegions(mesh, borders, through(parents), count);
  const outlines: Outlines = {
    territory: trace(1, new Int32Array(plan.elements))[0] as MultiPolygon,
    county: trace(plan.counties, upper.countyOf),
    branch: trace(plan.branches, upper.branchOf),
    'outlet-area': trace(plan.outletAreas, upper.outletAreaOf),
    element: trace(plan.elements),
  };

  yield report('categories and names');
  const kinds = classifyEdges(mesh, sites, grids, isCurve, (curve) => curves[curve]?.kind === 'river');
  const categories = assignCategories(
    mesh,
    sites,
    labels.of,
    kinds,
    elements,
    urbanCount,
    towns,
    plan.categories,
    random('categories'),
  );
  const nameStreet = createStreetNamer(random('streets'));
  const streets = layStreets(mesh, sites, grids, borders, isCurve, labels.of, labels.towns, nameStreet);
  const streetOf = mapStreets(mesh, sites, grids, labels.of, nameStreet);
  const names = nameCity(elements, upper, plan, districtCount, categories, towns, streetOf, random('names'));
  const city = collectGrids(
    territoryCode,
    outlines,
    elements,
    upper,
    names,
    categories,
    random('attributes'),
  );

  yield report('streets, water, houses');
  const hamlets = placeHamlets(sites, elements, categories, random('hamlets'));
  const isOpen = (site: number): boolean => (labels.of[site] as number) >= urbanCount;
  const reference = collectReference(
    curves,
    shape,
    streets,
    layLanes(mesh, sites, curves, isCurve, costs, isOpen, hamlets.flat(), projection),
    layWater(curves, shape, projection),
    layBuildings(mesh, sites, elements, categories, hamlets, towns, projection, random('houses')),
    random('reference'),
  );

  yield report('defects');
  const spoilt = injectDefects(
    city.grids,
    renumber(upper.neighbours, city.elementOrder),
    defects,
    random('defects'),
  );
  return {
    territory: { code: territoryCode, name: territoryName },
    grids: spoilt.grids,
    reference,
    truth: spoilt.truth,
  };
}

/** Neighbours by position in the sorted list of elements instead of by index. */
function renumber(neighbours: readonly (readonly number[])[], order: readonly number[]): number[][] {
  const position = new Int32Array(order.length);
  order.forEach((element, at) => (position[element] = at));
  return order.map((element) =>
    (neighbours[element] as readonly number[]).map((other) => position[other] as number),
  );
}
