import initGeosJs from 'geos-wasm';
import { expect, it } from 'vitest';
import { seededRandom, tessellateVoronoi } from '../../test/tessellate.js';
import type { MultiPolygon } from '../geometry/types.js';
import { doubledNodeArea } from '../geometry/nest-rings.js';
import { dissolveEvenOdd } from './dissolve-even-odd.js';
import { findDefects } from './find-defects.js';
import { proveParent } from './prove-parent.js';
import { runSteps } from '../geometry/run-steps.js';

type Geos = Awaited<ReturnType<typeof initGeosJs>>;

function readPolygon(geos: Geos, geometry: MultiPolygon): number {
  const parts = geometry.map((polygon) => `(${polygon.map((ring) => `(${positions(ring)})`).join(',')})`);
  const text = parts.length === 0 ? 'MULTIPOLYGON EMPTY' : `MULTIPOLYGON (${parts.join(',')})`;
  const size = text.length + 1;
  const memory = geos.Module._malloc(size);
  geos.Module.stringToUTF8(text, memory, size);
  const reader = geos.GEOSWKTReader_create();
  const pointer = geos.GEOSWKTReader_read(reader, memory);
  geos.GEOSWKTReader_destroy(reader);
  geos.Module._free(memory);
  return pointer;
}

function positions(ring: Int32Array): string {
  return Array.from(
    { length: ring.length / 2 },
    (_, index) => `${ring[2 * index]} ${ring[2 * index + 1]}`,
  ).join(',');
}

function areaOf(geos: Geos, pointer: number): number {
  const memory = geos.Module._malloc(8);
  geos.GEOSArea(pointer, memory);
  const area = geos.Module.getValue(memory, 'double') as number;
  geos.Module._free(memory);
  return area;
}

/** Polygons of a geometry; what doubles leave between edges that meet is smaller than any of them. */
function countParts(geos: Geos, pointer: number, leastArea: number): number {
  let parts = 0;
  for (let index = 0; index < geos.GEOSGetNumGeometries(pointer); index += 1) {
    if (areaOf(geos, geos.GEOSGetGeometryN(pointer, index)) > leastArea) parts += 1;
  }
  return parts;
}

it('finds the same gaps, and the same areas of gaps, overlaps by pairs and outside, as the overlay of GEOS when cells are moved at random', async () => {
  const geos = await initGeosJs();
  let parts = 0;
  const totals = { gap: 0, overlap: 0, 'outside-parent': 0 };
  for (let seed = 1; seed <= 12; seed += 1) {
    const random = seededRandom(seed);
    const cells = tessellateVoronoi({ seed, sites: 60, extentSteps: 10_000_000 });
    const parent = runSteps(dissolveEvenOdd(cells));
    const children = cells.map((cell) => {
      if (random() > 0.2) return cell;
      const dx = Math.round((random() - 0.5) * 400_000);
      const dy = Math.round((random() - 0.5) * 400_000);
      return cell.map((polygon) =>
        polygon.map((ring) => ring.map((value, at) => value + (at % 2 === 0 ? dx : dy))),
      );
    });
    const defects = runSteps(findDefects({ children, parent, residual: proveParent(children, parent) }));
    const ours = { gap: 0, overlap: 0, 'outside-parent': 0 };
    for (const { kind, rings } of defects) {
      for (const ring of rings) ours[kind] += doubledNodeArea(ring) / 2;
    }

    const owned = new Map<string, number>();
    let gaps = 0;
    for (const { kind, owners, rings } of defects) {
      if (kind === 'gap') gaps += 1;
      if (kind !== 'overlap') continue;
      const area = rings.reduce((sum, ring) => sum + doubledNodeArea(ring) / 2, 0);
      for (const a of owners) {
        for (const b of owners) if (a < b) owned.set(`${a} ${b}`, (owned.get(`${a} ${b}`) ?? 0) + area);
      }
    }

    const parentPointer = readPolygon(geos, parent);
    const parentArea = areaOf(geos, parentPointer);
    let union = readPolygon(geos, []);
    let twice = readPolygon(geos, []);
    for (const child of children) {
      const pointer = readPolygon(geos, child);
      // A buffer of 0 keeps the polygons of an intersection and drops the lines where cells only touch.
      twice = geos.GEOSUnion(twice, geos.GEOSBuffer(geos.GEOSIntersection(union, pointer), 0, 1));
      union = geos.GEOSUnion(union, pointer);
    }
    const pointers = children.map((child) => readPolygon(geos, child));
    pointers.forEach((a, i) => {
      pointers.forEach((b, j) => {
        if (i >= j) return;
        const both = areaOf(geos, geos.GEOSIntersection(geos.GEOSIntersection(a, b), parentPointer));
        const told = owned.get(`${i} ${j}`) ?? 0;
        expect(Math.abs(told - both) / parentArea, `overlap of ${i} and ${j}`).toBeLessThan(1e-9);
      });
    });
    const difference = geos.GEOSDifference(parentPointer, union);
    expect(gaps).toBe(countParts(geos, difference, 1e-9 * parentArea));
    parts += gaps;

    const peer = {
      gap: areaOf(geos, geos.GEOSDifference(parentPointer, union)),
      overlap: areaOf(geos, geos.GEOSIntersection(twice, parentPointer)),
      'outside-parent': areaOf(geos, geos.GEOSDifference(union, parentPointer)),
    };
    for (const kind of ['gap', 'overlap', 'outside-parent'] as const) {
      totals[kind] += peer[kind];
      // Within a billionth of the parent: what the doubles of the overlay lose.
      expect(Math.abs(ours[kind] - peer[kind]) / parentArea).toBeLessThan(1e-9);
    }
  }
  expect(parts).toBeGreaterThan(50);
  expect(Math.min(...Object.values(totals))).toBeGreaterThan(0);
});
