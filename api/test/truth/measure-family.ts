import type { Grid } from '../../src/coverage/types.js';
import type { GridLevel } from '../../src/hierarchy/levels.js';
import type { ExpectedArea } from './defect-row.js';
import { GeosPlane, type Face, type Geos } from './geos-plane.js';
import { areaOfFace, widthOfFace } from './measure-face.js';
import { nearVertices, type NearVertex } from './near-vertices.js';
import { overlayFamily, type OverlayFace } from './overlay-family.js';

/** A face of the overlay, measured. */
export interface TrueArea extends OverlayFace {
  readonly level: GridLevel;
  readonly parent: string;
  readonly areaSquareMetres: number;
  readonly widthMetres: number;
  /** Its corners in lattice steps. */
  readonly places: readonly (readonly [number, number])[];
  /** As the row says it; undefined where only the overlay does. */
  readonly expected: ExpectedArea | undefined;
}

export interface TrueVertex extends NearVertex {
  readonly parent: string;
  readonly level: GridLevel;
}

export interface FamilyTruth {
  readonly areas: readonly TrueArea[];
  readonly vertices: readonly TrueVertex[];
}

/** Size of every face met before, by its corners: a defect stays as it is while others are put in beside it. */
export type MeasuredFaces = Map<string, Pick<TrueArea, 'areaSquareMetres' | 'widthMetres'>>;

export interface MeasureOptions {
  /** Codes of children to read even-odd. */
  readonly invalid?: ReadonlySet<string>;
  readonly expected?: readonly ExpectedArea[] | undefined;
  readonly measured?: MeasuredFaces;
}

/**
 * The truth about the children of one parent: the faces of a GEOS overlay with m² and width, and the unmatched vertices
 * by brute force (elements only; their number above would cost minutes).
 *
 * @param invalid codes of children to read even-odd
 */
export function measureFamily(
  geos: Geos,
  parent: Grid,
  children: readonly Grid[],
  { invalid = new Set(), expected, measured = new Map() }: MeasureOptions = {},
): FamilyTruth {
  const level = children[0]!.level as GridLevel;
  const plane = planeAt(geos, parent);
  const { origin } = plane;
  const measure = (face: Face): Pick<TrueArea, 'areaSquareMetres' | 'widthMetres'> => {
    const key = `${String(origin)} ${String(face)}`;
    const known = measured.get(key);
    if (known !== undefined) return known;
    const size = { areaSquareMetres: areaOfFace(face, origin), widthMetres: widthOfFace(plane, face) };
    measured.set(key, size);
    return size;
  };
  const areas = overlayFamily(plane, parent, children, invalid).map((area): TrueArea => ({
    ...area,
    ...measure(area.face),
    level,
    parent: parent.code,
    places: area.face[0]!.map(([x, y]) => [x + origin[0], y + origin[1]] as const),
    expected: expected?.find((one) => isSameCondition(one, area)),
  }));
  plane.release();
  const vertices = level === 'element' ? nearVertices(parent, children) : [];
  return { areas, vertices: vertices.map((vertex) => ({ ...vertex, parent: parent.code, level })) };
}

/** A plane whose origin is a vertex of the grid. */
export function planeAt(geos: Geos, grid: Grid): GeosPlane {
  const shell = grid.geometry[0]![0]!;
  return new GeosPlane(geos, [shell[0]!, shell[1]!]);
}

function isSameCondition({ kind, codes }: ExpectedArea, area: OverlayFace): boolean {
  return kind === area.kind && (codes === undefined || [...codes].sort().join() === area.codes.join());
}
