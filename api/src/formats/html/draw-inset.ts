import type { Geometry, Position } from 'geojson';
import type { Grid } from '../../coverage/types.js';
import { boundingBox } from '../../geometry/bounding-box.js';
import { labelPoint } from '../../geometry/label-point.js';
import { latticeStepsPerDegree, toLattice } from '../../geometry/lattice.js';
import { metresPerStep } from '../../geometry/metres-per-step.js';
import type { LatticeBox } from '../../geometry/types.js';
import { parentLevel } from '../../hierarchy/levels.js';
import type { ReportedFinding } from '../audit-report.js';
import { escapeMarkup } from '../escape-markup.js';
import { boxOf } from '../../coverage/box-of.js';
import { clipRing } from './clip-ring.js';
import { drawPath } from './draw-path.js';
import { makeFrame, type PictureFrame } from './picture-frame.js';
import { colourOf } from './report-styles.js';

/** Side of the picture; it is shown at about half of that in pixels. */
const sideUnits = 560;
/** The finding fills about this share of the picture. */
const findingShare = 0.45;
/** However small the finding, this much of its surroundings is shown. */
const leastSideMetres = 12;
/** What is drawn reaches beyond what is shown, so that cut edges do not show. */
const overhang = 0.1;
/** Codes of grids beyond these would cover each other. */
const mostLabels = 5;
const labelUnits = 23;
/** About how wide a digit is, as a share of the letters' size. */
const digitShare = 0.57;
/** Lengths a scale bar may have. */
const barMetres = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000];

/** A picture of one place: the grids around it, the parent's border, the finding, codes and a scale. */
export function drawInset(
  finding: ReportedFinding,
  grids: readonly Grid[],
  boxes: readonly LatticeBox[],
): string {
  const window = chooseWindow(finding.geometry);
  if (window === undefined) return '';
  const frame = makeFrame(window, sideUnits);
  const wide = widen(window);
  const concerned = new Set(finding.grids.map((grid) => `${grid.level} ${grid.code}`));
  const around = grids.flatMap((grid, index) => {
    const isShown = grid.level === finding.level || isParent(grid, finding);
    if (!isShown || !meets(boxes[index]!, wide)) return [];
    const rings = grid.geometry.flatMap((polygon) =>
      polygon.flatMap((ring) => {
        const clipped = clipRing(ring, wide);
        return clipped.length < 8 ? [] : [clipped];
      }),
    );
    return rings.length === 0 ? [] : [{ grid, rings, path: drawPath(rings, frame, 0.5) }];
  });
  const children = around.filter(({ grid }) => grid.level === finding.level);
  const isConcerned = ({ grid }: { readonly grid: Grid }): boolean =>
    concerned.has(`${grid.level} ${grid.code}`);
  const parts = [
    ...children.map((each) => drawArea(each.path, isConcerned(each) ? '#ffe9a8' : '#eef1f4', '#8b95a1', 1.5)),
    ...children.filter(isConcerned).map((each) => drawArea(each.path, 'none', '#8a5a00', 3)),
    ...around
      .filter(({ grid }) => isParent(grid, finding))
      .map((each) => drawArea(each.path, 'none', '#20262e', 5, '14 7')),
    drawFinding(finding, frame),
    drawLabels(children.filter(isConcerned).slice(0, mostLabels), frame, window),
    drawScale(frame),
  ];
  return `<svg viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${escapeMarkup(finding.message)}">${parts.join('')}</svg>`;
}

/** A square around the finding, in lattice steps. */
function chooseWindow(geometry: Geometry): LatticeBox | undefined {
  const box = boxOf(geometry);
  if (box === undefined) return undefined;
  const [west, south, east, north] = box.map((degrees) => degrees * latticeStepsPerDegree) as [
    number,
    number,
    number,
    number,
  ];
  const step = metresPerStep((south + north) / 2);
  const longest = Math.max((east - west) * step.east, (north - south) * step.north);
  const half = Math.max(leastSideMetres, longest / findingShare) / 2;
  const [x, y] = [(west + east) / 2, (south + north) / 2];
  return [x - half / step.east, y - half / step.north, x + half / step.east, y + half / step.north];
}

function widen([west, south, east, north]: LatticeBox): LatticeBox {
  const [x, y] = [(east - west) * overhang, (north - south) * overhang];
  return [west - x, south - y, east + x, north + y];
}

function meets(a: LatticeBox, b: LatticeBox): boolean {
  return a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];
}

function isParent(grid: Grid, finding: ReportedFinding): boolean {
  return grid.level === parentLevel(finding.level) && grid.code === finding.parent;
}

function drawArea(path: string, fill: string, stroke: string, width: number, dash?: string): string {
  const dashes = dash === undefined ? '' : ` stroke-dasharray="${dash}"`;
  return `<path d="${path}" fill="${fill}" fill-rule="evenodd" stroke="${stroke}" stroke-width="${width}"${dashes}/>`;
}

function drawFinding(finding: ReportedFinding, frame: PictureFrame): string {
  const colour = colourOf(finding.kind);
  const { geometry } = finding;
  if (geometry.type === 'Polygon' || geometry.type === 'MultiPolygon') {
    const rings: Position[][] =
      geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
    const path = drawPath(rings.map(toSteps), frame, 0.3);
    const drawn = path === '' ? drawLines(rings.map(toSteps), frame) : path;
    return `<path d="${drawn}" fill="${colour}" fill-opacity="0.45" fill-rule="evenodd" stroke="${colour}" stroke-width="3.5" stroke-linejoin="round"/>`;
  }
  const box = boxOf(geometry);
  if (box === undefined) return '';
  const x = Math.round(frame.x(toLattice((box[0] + box[2]) / 2)));
  const y = Math.round(frame.y(toLattice((box[1] + box[3]) / 2)));
  return `<circle cx="${x}" cy="${y}" r="16" fill="${colour}" fill-opacity="0.35" stroke="${colour}" stroke-width="4"/>`;
}

function toSteps(ring: readonly Position[]): number[] {
  return ring.flatMap(([lng, lat]) => [lng! * latticeStepsPerDegree, lat! * latticeStepsPerDegree]);
}

/** What is too thin for an area is drawn as a line, so that it is seen. */
function drawLines(rings: readonly (readonly number[])[], frame: PictureFrame): string {
  return rings
    .map((ring) => {
      const points: string[] = [];
      for (let i = 0; i + 1 < ring.length; i += 2)
        points.push(`${Math.round(frame.x(ring[i]!))} ${Math.round(frame.y(ring[i + 1]!))}`);
      return `M${points.join('L')}`;
    })
    .join('');
}

/** Codes inside their grids, in the picture, one below the other where two would meet. */
function drawLabels(
  labelled: readonly { readonly grid: Grid; readonly rings: readonly (readonly number[])[] }[],
  frame: PictureFrame,
  window: LatticeBox,
): string {
  const placed: { readonly x: number; readonly y: number; readonly half: number }[] = [];
  const texts = labelled.map(({ grid, rings }) => {
    const at = placeLabel(rings, window);
    if (at === undefined) return '';
    const half = (grid.code.length * labelUnits * digitShare) / 2 + 4;
    const x = Math.min(Math.max(half, frame.x(at[0])), frame.width - half);
    let y = Math.min(Math.max(labelUnits + 4, frame.y(at[1])), frame.height - 2 * labelUnits);
    while (
      placed.some((other) => Math.abs(other.x - x) < other.half + half && Math.abs(other.y - y) < labelUnits)
    )
      y += labelUnits;
    placed.push({ x, y, half });
    return `<text x="${Math.round(x)}" y="${Math.round(y)}">${escapeMarkup(grid.code)}</text>`;
  });
  return `<g font-size="${labelUnits}" font-family="sans-serif" text-anchor="middle" fill="#1f2630" stroke="#fff" stroke-width="5" paint-order="stroke">${texts.join('')}</g>`;
}

/** In the middle of what is seen of the grid. */
function placeLabel(
  rings: readonly (readonly number[])[],
  window: LatticeBox,
): readonly [number, number] | undefined {
  const shown = rings
    .map((ring) => clipRing(ring, window))
    .filter((ring) => ring.length >= 8)
    .sort((a, b) => extentOf(b) - extentOf(a));
  const [largest] = shown;
  return largest === undefined ? undefined : labelPoint([[Int32Array.from(largest, Math.round)]]);
}

function extentOf(ring: readonly number[]): number {
  const box = boundingBox([[Int32Array.from(ring, Math.round)]]);
  return box === undefined ? 0 : (box[2] - box[0]) * (box[3] - box[1]);
}

function drawScale(frame: PictureFrame): string {
  const longest = (frame.width / frame.unitsPerMetre) * 0.3;
  const metres = barMetres.filter((length) => length <= longest).at(-1) ?? barMetres[0]!;
  const length = Math.round(metres * frame.unitsPerMetre);
  const y = frame.height - 18;
  const text = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  return `<path d="M18 ${y - 8}v8h${length}v-8" fill="none" stroke="#fff" stroke-width="7"/><path d="M18 ${y - 8}v8h${length}v-8" fill="none" stroke="#1f2630" stroke-width="3"/><text x="${26 + length}" y="${y}" font-size="22" font-family="sans-serif" fill="#1f2630" stroke="#fff" stroke-width="5" paint-order="stroke">${text}</text>`;
}
