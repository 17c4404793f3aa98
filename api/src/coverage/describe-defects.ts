import type { Polygon as GeoJsonPolygon } from 'geojson';
import { hashGeometry } from '../geometry/hash-geometry.js';
import { metresPerStep } from '../geometry/metres-per-step.js';
import { workPerStep, type Steps } from '../geometry/run-steps.js';
import { ringPositions } from '../geometry/to-geojson.js';
import type { GridLevel } from '../hierarchy/levels.js';
import { classifySize } from './classify-size.js';
import { defaultSeverity } from './default-severity.js';
import { exactRings, measureRings, roundRings } from './defect-rings.js';
import type { Defect } from './find-defects.js';
import { formatNumber } from './format-number.js';
import { identifyFindings } from './identify-finding.js';
import { measureWidth } from './measure-width.js';
import { tellCodes } from './tell-codes.js';
import type { Finding, FindingGrid, Grid } from './types.js';

/** What the width and the hash of a small finding cost, against one of its vertices. */
const workPerFinding = 2000;

/** A place is told in thousandths of a lattice step (about 10 µm): crossings lie between lattice points. */
export const fractionsPerStep = 1000;

/**
 * Turns the defects of one parent into findings: m² and width taken before any rounding, size class, grids
 * with their shares, identity by place from west to east (by geometry hash where two begin at one point), geometry hash, one sentence.
 *
 * @param parent undefined where there is no boundary
 * @param edgeBow see `AuditOptions`
 */
export function* describeDefects(
  defects: readonly Defect[],
  level: GridLevel,
  parent: Grid | undefined,
  children: readonly Grid[],
  edgeBow = 0,
): Steps<Finding[]> {
  const drafts: PlacedDraft[] = [];
  let work = 0;
  for (const defect of defects) {
    const draft = draftFinding(defect, level, parent, children, edgeBow);
    drafts.push(draft);
    work += workPerFinding + defect.rings.reduce((sum, ring) => sum + ring.length, 0);
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  drafts.sort(
    (a, b) =>
      a.place[0] - b.place[0] ||
      a.place[1] - b.place[1] ||
      compareText(a.draft.geometryHash, b.draft.geometryHash),
  );
  return identifyFindings(drafts.map(({ draft }) => draft));
}

interface PlacedDraft {
  readonly draft: Omit<Finding, 'identity'>;
  readonly place: readonly [x: number, y: number];
}

function draftFinding(
  defect: Defect,
  level: GridLevel,
  parent: Grid | undefined,
  children: readonly Grid[],
  edgeBow: number,
): PlacedDraft {
  const exact = exactRings(defect);
  const areaSquareMetres = measureRings(exact);
  const rings = roundRings(exact);
  const widthMetres = measureWidth(exact, areaSquareMetres);
  const sizeClass = classifySize(widthMetres, edgeBow === 0 ? 0 : edgeBow * longestEdgeMetres(exact) ** 2);
  const isGap = defect.kind === 'gap';
  const concerned = isGap ? defect.neighbours : defect.owners;
  const grids = concerned.map((index): FindingGrid => {
    const grid = children[index]!;
    return { code: grid.code, name: grid.name, level, areaSquareMetres: isGap ? 0 : areaSquareMetres };
  });
  const geometry: GeoJsonPolygon = { type: 'Polygon', coordinates: rings.map(ringPositions) };
  const draft: PlacedDraft['draft'] = {
    kind: defect.kind,
    cause: defect.cause ?? null,
    sizeClass,
    severity: defaultSeverity(defect.kind, sizeClass),
    level,
    parent: parent?.code ?? null,
    areaSquareMetres,
    widthMetres,
    depth: defect.kind === 'overlap' ? defect.owners.length : null,
    grids,
    geometryHash: hashGeometry([rings]),
    geometry,
    message: tellDefect(defect, level, parent, grids, areaSquareMetres, widthMetres),
    causedBy: [],
  };
  return { draft, place: leastVertex(rings[0] ?? []) };
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function longestEdgeMetres(rings: readonly Float64Array[]): number {
  let longest = 0;
  for (const ring of rings) {
    for (let at = 0; at + 3 < ring.length; at += 2) {
      const { east, north } = metresPerStep(ring[at + 1]!);
      longest = Math.max(
        longest,
        Math.hypot((ring[at + 2]! - ring[at]!) * east, (ring[at + 3]! - ring[at + 1]!) * north),
      );
    }
  }
  return longest;
}

function leastVertex(ring: ArrayLike<number>): readonly [number, number] {
  let x = Infinity;
  let y = Infinity;
  for (let at = 0; at + 1 < ring.length; at += 2) {
    if (ring[at]! < x || (ring[at] === x && ring[at + 1]! < y)) {
      x = ring[at]!;
      y = ring[at + 1]!;
    }
  }
  return [x, y];
}

function tellDefect(
  defect: Defect,
  level: GridLevel,
  parent: Grid | undefined,
  grids: readonly FindingGrid[],
  areaSquareMetres: number,
  widthMetres: number,
): string {
  const size = `${formatNumber(areaSquareMetres)} m², ${formatNumber(widthMetres)} m wide`;
  const place = parent === undefined ? '' : ` in ${parent.level} ${parent.code}`;
  const codes = tellCodes(grids.map((grid) => grid.code));
  if (defect.kind === 'gap') {
    const beside = grids.length === 0 ? '' : `, beside ${codes}`;
    return `Gap of ${size}${place}: no ${level} covers it${beside}.`;
  }
  if (defect.kind === 'outside-parent') {
    return `${grids.length === 1 ? `${level} ${codes} reaches` : `${level}s ${codes} reach`} outside ${parent?.level ?? 'parent'} ${parent?.code ?? ''} by ${size}.`;
  }
  if (defect.cause === 'duplicate') return `${level}s ${codes} are the same area${place}: ${size}.`;
  return `${level}s ${codes} overlap${place} by ${size}${defect.cause === 'contained' ? '; one lies wholly inside another' : ''}.`;
}
