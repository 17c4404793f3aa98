import type { Geometry } from 'geojson';
import { hashPoint } from '../geometry/hash-geometry.js';
import { fromLattice, toLattice } from '../geometry/lattice.js';
import { normaliseRings } from '../geometry/normalise-rings.js';
import type { Steps } from '../geometry/run-steps.js';
import type { MultiPolygon } from '../geometry/types.js';
import { childLevel } from '../hierarchy/levels.js';
import { canonicalGeometry } from './canonical-ring.js';
import { countParts } from './count-parts.js';
import { draftGridFinding, draftWholeGrid, type DraftFinding } from './draft-grid-finding.js';
import { findRingFault, type RingFault } from './find-ring-fault.js';
import type { Families } from './group-by-parent.js';
import { identifyFindings } from './identify-finding.js';
import type { Finding, Grid } from './types.js';

/**
 * What is wrong with grids taken one by one: `invalid-ring` (as it is, or as it was before it was repaired),
 * `multipart-element`, `category-missing`, `missing-parent`, `wrong-parent`, `childless`. Areas are not its business.
 *
 * @param faultOf the ring fault of a grid, found once for all
 * @param placements where grids lie that declare another parent or none that exists (`findWrongParents`)
 * @returns findings by level and code
 */
export function* checkHierarchy(
  families: Families,
  faultOf: (grid: Grid) => RingFault | undefined,
  placements: ReadonlyMap<Grid, Grid> = new Map(),
): Steps<Finding[]> {
  const drafts: DraftFinding[] = [];
  for (const grid of families.grids) {
    const invalid = yield* describeInvalidRing(grid, faultOf(grid));
    if (invalid !== undefined) drafts.push(invalid);
    if (grid.level !== 'element') continue;
    const parts = countParts(grid.geometry);
    if (parts > 1) drafts.push(draftWholeGrid('multipart-element', grid, `has ${parts} parts`));
    if (grid.category === null && !grid.implied) {
      drafts.push(draftWholeGrid('category-missing', grid, 'has no known category'));
    }
  }
  const orphans = new Set(families.orphans);
  for (const grid of families.orphans) drafts.push(describeOrphan(grid, placements.get(grid)));
  for (const [grid, holder] of placements) {
    if (!orphans.has(grid)) drafts.push(describeWrongParent(grid, holder));
  }
  for (const grid of families.childless) {
    const level = childLevel(grid.level);
    if (level === undefined) continue;
    drafts.push({ ...draftWholeGrid('childless', grid, `has no ${level}`), level, parent: grid.code });
  }
  return identifyFindings(drafts);
}

/** Orphans, saying where they lie when that is known. */
function describeOrphan(grid: Grid, holder: Grid | undefined): DraftFinding {
  const named =
    grid.parentCode === null ? 'names no parent' : `names parent ${grid.parentCode}, which does not exist`;
  const place =
    holder === undefined ? '' : `; it is counted in ${holder.level} ${holder.code}, which holds it`;
  return withHolder({ ...draftWholeGrid('missing-parent', grid, named + place), parent: null }, holder);
}

/** Grids that lie in another parent than the one they declare. */
function describeWrongParent(grid: Grid, holder: Grid): DraftFinding {
  const predicate = `names parent ${grid.parentCode ?? ''} but lies in ${holder.level} ${holder.code}`;
  return withHolder(draftWholeGrid('wrong-parent', grid, predicate), holder);
}

function withHolder(draft: DraftFinding, holder: Grid | undefined): DraftFinding {
  if (holder === undefined) return draft;
  const { code, name, level } = holder;
  return { ...draft, grids: [...draft.grids, { code, name, level, areaSquareMetres: null }] };
}

function* describeInvalidRing(grid: Grid, present: RingFault | undefined): Steps<DraftFinding | undefined> {
  if (present === undefined && grid.original === undefined) return undefined;
  const fault = present ?? (yield* faultOfOriginal(grid));
  const [x, y] = fault.point;
  const lng = fromLattice(Math.round(x));
  const lat = fromLattice(Math.round(y));
  const state = present === undefined ? '; it is stored repaired' : '';
  return {
    ...draftGridFinding(
      'invalid-ring',
      grid,
      `${grid.level} ${grid.code} has an invalid ring (${fault.fault}) at ${lng.toFixed(7)}, ${lat.toFixed(7)}${state}.`,
    ),
    cause: fault.fault,
    geometryHash: hashPoint(x, y),
    geometry: { type: 'Point', coordinates: [lng, lat] },
  };
}

/** The fault as it was read; where rounding alone has healed it, the least vertex stands for the place. */
function* faultOfOriginal(
  grid: Grid,
): Steps<{ readonly fault: string; readonly point: readonly [number, number] }> {
  const fault =
    grid.original === undefined ? undefined : yield* findRingFault(latticeGeometry(grid.original));
  if (fault !== undefined) return fault;
  const ring = canonicalGeometry(grid.geometry)[0]?.[0];
  return { fault: 'repaired', point: [ring?.[0] ?? 0, ring?.[1] ?? 0] };
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
