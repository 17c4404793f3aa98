import { auditCoverage } from '../../src/coverage/audit-coverage.js';
import type { AuditOptions, AuditResult, Finding, Grid } from '../../src/coverage/types.js';
import { fromLattice } from '../../src/geometry/lattice.js';
import type { DefectRow } from './defect-row.js';
import { metresPerStepAt } from './measure-face.js';
import type { TrueArea, TrueVertex } from './measure-family.js';
import type { GeosFinds, SpoiltCity } from './spoil-city.js';

/** What the audit made of one row. All lists are empty when it is right. */
export interface Verdict {
  readonly injected: number;
  /** Findings that the truth asks for, and how many of them the audit has. */
  readonly expected: number;
  readonly found: number;
  /** Conditions that the audit does not find. */
  readonly missed: readonly string[];
  /** Findings that no injected defect explains. */
  readonly unexplained: readonly string[];
  /** Findings that are there with a wrong area, cause, class, severity or origin. */
  readonly wrong: readonly string[];
  /** Largest difference of m² from the overlay, as a share. */
  readonly worstAreaShare: number;
  readonly geosFinds: GeosFinds;
}

export function audit(grids: readonly Grid[], options?: AuditOptions): AuditResult {
  const steps = auditCoverage(grids, options);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

/** Audits a spoilt city and holds every finding against the truth. */
export function judgeRow(row: DefectRow, city: SpoiltCity): Verdict {
  return judgeFindings(audit(city.grids, row.options).findings, city);
}

/** Holds findings against the truth about a spoilt city. */
export function judgeFindings(
  findings: readonly Finding[],
  city: Omit<SpoiltCity, 'grids' | 'taken'>,
): Verdict {
  const open = new Set(findings);
  const missed: string[] = [];
  const wrong: string[] = [];
  let worstAreaShare = 0;
  const take = (what: string, candidates: readonly Finding[]): Finding | undefined => {
    const finding = candidates.find((candidate) => open.has(candidate));
    if (finding === undefined) missed.push(what);
    else open.delete(finding);
    return finding;
  };
  const byKey = groupBy(findings, keyOfFinding);
  const vertexFindings = findings.filter((finding) => finding.kind === 'unmatched-vertex');
  for (const vertex of city.vertices) take(keyOfVertex(vertex), byKey.get(keyOfVertex(vertex)) ?? []);
  for (const area of city.areas) {
    const near = (byKey.get(keyOfArea(area)) ?? []).filter((finding) => isSamePlace(finding, area));
    const finding = take(`${keyOfArea(area)} ${area.areaSquareMetres.toFixed(4)} m²`, near);
    if (finding === undefined) continue;
    const share = areaShare(finding, area);
    if (area.areaSquareMetres > leastSquareMetres) worstAreaShare = Math.max(worstAreaShare, share);
    wrong.push(...faultsOf(finding, area, city.vertices, vertexFindings));
  }
  for (const { kind, level, code } of city.remarks)
    take(`${kind} ${level} ${code}`, byKey.get(`${kind} ${level} ${code}`) ?? []);
  const expected = city.areas.length + city.vertices.length + city.remarks.length;
  return {
    injected: city.injected,
    expected,
    found: expected - missed.length,
    missed,
    unexplained: [...open].map((finding) => `${keyOfFinding(finding)}: ${finding.message}`),
    wrong,
    worstAreaShare,
    geosFinds: city.geosFinds,
  };
}

/** Areas are asked to agree to this share, or to this many m²: what doubles leave of an area in a projection. */
const areaTolerance = 0.001;
const leastSquareMetres = 1e-6;

function areaShare(finding: Finding, area: TrueArea): number {
  const difference = Math.abs((finding.areaSquareMetres ?? 0) - area.areaSquareMetres);
  return difference <= leastSquareMetres ? 0 : difference / area.areaSquareMetres;
}

/** Widths this near to a bound of a class may fall on either side of it: a circle is found to 5 cm or 5 %. */
const classMargin = 0.06;

function faultsOf(
  finding: Finding,
  area: TrueArea,
  vertices: readonly TrueVertex[],
  vertexFindings: readonly Finding[],
): string[] {
  const faults: string[] = [];
  const say = (fault: string): void => {
    faults.push(`${keyOfArea(area)}: ${fault}`);
  };
  if (areaShare(finding, area) > areaTolerance)
    say(`${finding.areaSquareMetres} m² where the overlay has ${area.areaSquareMetres}`);
  if (area.expected?.cause !== undefined && finding.cause !== area.expected.cause)
    say(`cause ${finding.cause}, not ${area.expected.cause}`);
  if (area.kind === 'overlap' && finding.depth !== area.codes.length) say(`depth ${finding.depth}`);
  const classOf = (width: number): string => (width <= noiseMetres ? 'noise' : width < 1 ? 'sliver' : 'real');
  const isClear =
    classOf(area.widthMetres * (1 - classMargin)) === classOf(area.widthMetres * (1 + classMargin));
  if (isClear && finding.sizeClass !== classOf(area.widthMetres))
    say(`${finding.sizeClass}, ${finding.widthMetres} m wide, where it is ${area.widthMetres} m`);
  const severity = finding.sizeClass === 'noise' ? 'warning' : 'error';
  if (finding.severity !== severity) say(`severity ${finding.severity} of ${finding.sizeClass}`);
  if (finding.sizeClass === 'noise') faults.push(...faultsOfOrigin(finding, area, vertices, vertexFindings));
  return faults;
}

/** Two lattice steps: what rounding leaves is no wider. */
const noiseMetres = 2 * metresPerStepAt(0)[1];

/** Every unmatched vertex that is a corner of the cell has opened it. */
function faultsOfOrigin(
  finding: Finding,
  area: TrueArea,
  vertices: readonly TrueVertex[],
  vertexFindings: readonly Finding[],
): string[] {
  const corners = new Set(area.places.map(([x, y]) => `${Math.round(x)},${Math.round(y)}`));
  const openers = vertices.filter(
    (vertex) => vertex.parent === area.parent && corners.has(`${vertex.x},${vertex.y}`),
  );
  const named = new Set(finding.causedBy);
  const identityOf = (vertex: TrueVertex): string | undefined =>
    vertexFindings.find((other) => keyOfFinding(other) === keyOfVertex(vertex))?.identity;
  const unnamed = openers.filter((vertex) => !named.has(identityOf(vertex) ?? ''));
  const known = new Set(vertexFindings.map((other) => other.identity));
  const strangers = [...named].filter((identity) => !known.has(identity));
  return [
    ...unnamed.map((vertex) => `${keyOfArea(area)}: does not name ${keyOfVertex(vertex)}`),
    ...strangers.map((identity) => `${keyOfArea(area)}: names ${identity}, which is no unmatched vertex`),
  ];
}

function keyOfArea({ kind, level, parent, codes }: TrueArea): string {
  return `${kind} ${level} in ${parent} ${codes.join(' ')}`;
}

function keyOfVertex({ lacking, x, y }: TrueVertex): string {
  return `unmatched-vertex ${lacking} ${fromLattice(x)},${fromLattice(y)}`;
}

function keyOfFinding(finding: Finding): string {
  const { kind, level, parent, grids, geometry } = finding;
  const codes = grids.map((grid) => grid.code);
  if (kind === 'gap' || kind === 'overlap' || kind === 'outside-parent')
    return `${kind} ${level} in ${parent} ${[...codes].sort().join(' ')}`;
  if (kind === 'unmatched-vertex' && geometry.type === 'Point')
    return `${kind} ${codes[0]} ${geometry.coordinates.join(',')}`;
  return `${kind} ${level} ${codes[0]}`;
}

/** Corners agree to a hundredth of a step: findings are told in thousandths. */
const placeTolerance = 0.01;

function isSamePlace(finding: Finding, area: TrueArea): boolean {
  if (finding.geometry.type !== 'Polygon') return false;
  const box = (points: readonly (readonly number[])[], scale: number): number[] =>
    [0, 1].flatMap((axis) => {
      const values = points.map((point) => point[axis]! * scale);
      return [Math.min(...values), Math.max(...values)];
    });
  const ours = box(finding.geometry.coordinates[0]!, 1e7);
  return box(area.places, 1).every((value, index) => Math.abs(value - ours[index]!) < placeTolerance);
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}
