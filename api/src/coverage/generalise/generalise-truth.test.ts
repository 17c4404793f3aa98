import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tessellateCity } from '../../../test/tessellate.js';
import { GeosPlane, type Geos } from '../../../test/truth/geos-plane.js';
import { runSteps } from '../../geometry/run-steps.js';
import type { MultiPolygon } from '../../geometry/types.js';
import type { MapGrid } from './drawing-types.js';
import { openDrawing } from './open-drawing.js';
import { worldUnits } from './tile-units.js';

/** A city of five levels on a crooked checkerboard: 288 elements. */
function makeCity(): MapGrid[] {
  const grids = tessellateCity({ seed: 5, columns: 24, rows: 12, verticesPerBorder: 6 });
  const ids = new Map(grids.map(({ level, code }, index) => [`${level} ${code}`, index + 1]));
  const above = { county: 'territory', branch: 'county', 'outlet-area': 'branch', element: 'outlet-area' };
  return grids.map(({ level, parentCode, geometry }, index) => ({
    gridId: index + 1,
    level,
    parentId: level === 'territory' ? null : ids.get(`${above[level]} ${parentCode}`)!,
    geometry,
  }));
}

describe('a drawn city, judged by GEOS', () => {
  let geos: Geos;
  let plane: GeosPlane;
  beforeAll(async () => {
    geos = await GeosPlane.load();
  });
  afterAll(() => plane.release());

  it('is a valid coverage in every family at every zoom, and siblings together are their parent', () => {
    const grids = makeCity();
    const drawing = openDrawing(grids);
    const [west, south] = [worldUnits(16) * 0.8, worldUnits(16) * 0.4];
    plane = new GeosPlane(geos, [0, 0]);
    for (const zoom of drawing.zooms) {
      const { drawn } = runSteps(drawing.draw(zoom));
      // Doubles near the origin: what is common to all coordinates of a zoom is taken away.
      const by = [Math.floor(west / 2 ** (16 - zoom)), Math.floor(south / 2 ** (16 - zoom))];
      const shapes = new Map(
        drawn.map(({ gridId, geometry }) => [
          gridId,
          geometry.map((rings) => rings.map((ring) => ring.map((number, at) => number - by[at % 2]!))),
        ]),
      );
      for (const parent of grids) {
        const children = grids
          .filter(({ parentId, gridId }) => parentId === parent.gridId && shapes.has(gridId))
          .map(({ gridId }) => shapes.get(gridId) as MultiPolygon);
        if (children.length === 0) continue;
        const where = `zoom ${zoom}, ${parent.level} ${parent.gridId}`;
        const handles = children.map((child) => plane.add(child));
        for (const handle of handles) expect(plane.isValid(handle), where).toBe(true);
        expect(plane.judgeCoverage(plane.collect(children), 0).isValid, where).toBe(true);
        const [union, own] = [plane.union(handles), plane.add(shapes.get(parent.gridId)!)];
        expect(plane.area(plane.difference(union, own)), where).toBe(0);
        expect(plane.area(plane.difference(own, union)), where).toBe(0);
        plane.release();
      }
    }
  }, 120_000);

  it('has shells that run clockwise on the screen, y growing to the south, where Web Mercator puts them', () => {
    const [one] = makeCity();
    const drawing = openDrawing([one!]);
    const { drawn } = runSteps(drawing.draw(16));
    const [shell] = drawn[0]!.geometry[0]!;
    let doubled = 0;
    for (let at = 0; at + 3 < shell!.length; at += 2) {
      doubled += shell![at]! * shell![at + 3]! - shell![at + 2]! * shell![at + 1]!;
    }
    expect(doubled).toBeGreaterThan(0);
    // The usual formula of slippy maps, written out once more.
    const units = 4096 * 2 ** 16;
    const [lng, lat] = [one!.geometry[0]![0]![0]! / 1e7, one!.geometry[0]![0]![1]! / 1e7];
    const x = ((lng + 180) / 360) * units;
    const y = ((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * units;
    const places = Array.from(
      { length: shell!.length / 2 },
      (_, at) => `${shell![2 * at]},${shell![2 * at + 1]}`,
    );
    expect(places).toContain(`${Math.round(x)},${Math.round(y)}`);
  });
});
