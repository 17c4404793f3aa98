import type { Geometry } from 'geojson';
import { hashGeometry, hashPoint } from '../geometry/hash-geometry.js';
import { fromLattice, toLattice } from '../geometry/lattice.js';
import { normaliseRings } from '../geometry/normalise-rings.js';
import type { Steps } from '../geometry/run-steps.js';
import { toGeoJson } from '../geometry/to-geojson.js';
import type { MultiPolygon } from '../geometry/types.js';
import type { FindingKind } from '../hierarchy/finding-kinds.js';
import { childLevel, type GridLevel } from '../hierarchy/levels.js';
import { defaultSeverity } from './default-severity.js';
import { findRingFault, type RingFault } from './find-ring-fault.js';
import type { Families } from './group-by-parent.js';
import { identifyFindings } from './identify-finding.js';
import type { Finding, Grid } from './types.js';

type Draft = Omit<Finding, 'identity'>;

/**
 * What is wrong with grids taken one by one: `invalid-ring` (as it is, or as it was before it was repaired),
 * `multipart-element`, `category-missing`, `missing-parent`, `childless`. Areas are not its business.
 *
 * @param faultOf the ring fault of a grid, found once for all
 * @returns findings by level and code
 */
export function* checkHierarchy(
  families: Families,
  faultOf: (grid: Grid) => RingFault | undefined,
): Steps<Finding[]> {
  const drafts: Draft[] = [];
  for (const grid of families.grids) {
    const invalid = yield* describeInvalidRing(grid, faultOf(grid));
    if (invalid !== undefined) drafts.push(invalid);
    if (grid.level !== 'element') continue;
    if (grid.geometry.length > 1) {
      drafts.push(wholeGrid('multipart-element', grid, `has ${grid.geometry.length} parts`));
    }
    if (grid.category === null && !grid.implied) {
      drafts.push(wholeGrid('category-missing', grid, 'has no known category'));
    }
  }
  for (const grid of families.orphans) {
    const named =
      grid.parentCode === null ? 'names no parent' : `names parent ${grid.parentCode}, which does not exist`;
    drafts.push(wholeGrid('missing-parent', grid, named));
  }
  for (const grid of families.childless) {
    const level = childLevel(grid.level);
    if (level === undefined) continue;
    drafts.push({ ...wholeGrid('childless', grid, `has no ${level}`), level, parent: grid.code });
  }
  return identifyFindings(drafts);
}

/** A territory is no grid level: what concerns it is filed under its counties. */
function findingLevel(grid: Grid): GridLevel {
  return grid.level === 'territory' ? 'county' : grid.level;
}

function wholeGrid(kind: FindingKind, grid: Grid, predicate: string): Draft {
  return {
    ...draftFor(kind, grid, `${grid.level} ${grid.code} ${predicate}.`),
    geometryHash: hashGeometry(grid.geometry),
    geometry: toGeoJson(grid.geometry),
  };
}

function draftFor(kind: FindingKind, grid: Grid, message: string): Omit<Draft, 'geometry' | 'geometryHash'> {
  return {
    kind,
    cause: null,
    sizeClass: null,
    severity: defaultSeverity(kind),
    level: findingLevel(grid),
    parent: kind === 'missing-parent' ? null : grid.parentCode,
    areaSquareMetres: null,
    widthMetres: null,
    depth: null,
    grids: [{ code: grid.code, name: grid.name, level: grid.level, areaSquareMetres: null }],
    message,
    causedBy: [],
  };
}

function* describeInvalidRing(grid: Grid, present: RingFault | undefined): Steps<Draft | undefined> {
  if (present === undefined && grid.original === undefined) return undefined;
  const fault = present ?? (yield* faultOfOriginal(grid));
  const [x, y] = fault.point;
  const lng = fromLattice(Math.round(x));
  const lat = fromLattice(Math.round(y));
  const state = present === undefined ? '; it is stored repaired' : '';
  return {
    ...draftFor(
      'invalid-ring',
      grid,
      `${grid.level} ${grid.code} has an invalid ring (${fault.fault}) at ${lng.toFixed(7)}, ${lat.toFixed(7)}${state}.`,
    ),
    cause: fault.fault,
    geometryHash: hashPoint(x, y),
    geometry: { type: 'Point', coordinates: [lng, lat] },
  };
}

/** The fault as it was read; where rounding alone has healed it, the first vertex stands for the place. */
function* faultOfOriginal(
  grid: Grid,
): Steps<{ readonly fault: string; readonly point: readonly [number, number] }> {
  const fault =
    grid.original === undefined ? undefined : yield* findRingFault(latticeGeometry(grid.original));
  const ring = grid.geometry[0]?.[0];
  return fault ?? { fault: 'repaired', point: [ring?.[0] ?? 0, ring?.[1] ?? 0] };
}

function latticeGeometry(geometry: Geometry): MultiPolygon {
  const polygons =
    geometry.type === 'Polygon'
      ? [geometry.coordinates]
      : geometry.type === 'MultiPolygon'
        ? geometry.coordinates
        : [];
  const rings = polygons.map((polygon) =>
    polygon.map((ring) =>
      Int32Array.from(ring.flatMap(([lng = 0, lat = 0]) => [toLattice(lng), toLattice(lat)])),
    ),
  );
  return normaliseRings(rings).geometry;
}
