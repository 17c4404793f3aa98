import { hashGeometry } from '../geometry/hash-geometry.js';
import { toGeoJson } from '../geometry/to-geojson.js';
import type { FindingKind } from '../hierarchy/finding-kinds.js';
import type { GridLevel } from '../hierarchy/levels.js';
import { defaultSeverity } from './default-severity.js';
import type { Finding, Grid } from './types.js';

/** A finding that has no identity yet. */
export type DraftFinding = Omit<Finding, 'identity'>;

/** A territory is no grid level: what concerns it is filed under its counties. */
function findingLevel(grid: Grid): GridLevel {
  return grid.level === 'territory' ? 'county' : grid.level;
}

/** What every finding about one grid by itself has, but for its place. */
export function draftGridFinding(
  kind: FindingKind,
  grid: Grid,
  message: string,
): Omit<DraftFinding, 'geometry' | 'geometryHash'> {
  return {
    kind,
    cause: null,
    sizeClass: null,
    severity: defaultSeverity(kind),
    level: findingLevel(grid),
    parent: grid.parentCode,
    areaSquareMetres: null,
    widthMetres: null,
    depth: null,
    grids: [{ code: grid.code, name: grid.name, level: grid.level, areaSquareMetres: null }],
    message,
    causedBy: [],
  };
}

/** A finding whose place is the whole grid. */
export function draftWholeGrid(kind: FindingKind, grid: Grid, predicate: string): DraftFinding {
  return {
    ...draftGridFinding(kind, grid, `${grid.level} ${grid.code} ${predicate}.`),
    geometryHash: hashGeometry(grid.geometry),
    geometry: toGeoJson(grid.geometry),
  };
}
