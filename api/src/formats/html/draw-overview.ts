import { boundingBox } from '../../geometry/bounding-box.js';
import { toLattice } from '../../geometry/lattice.js';
import type { LatticeBox } from '../../geometry/types.js';
import { categories } from '../../hierarchy/categories.js';
import { levels, type Level } from '../../hierarchy/levels.js';
import type { Grid } from '../../coverage/types.js';
import type { ReportedFinding } from '../audit-report.js';
import { findPlace } from '../find-place.js';
import { isNoise } from '../tabulate-parents.js';
import { drawPath } from './draw-path.js';
import { makeFrame, type PictureFrame } from './picture-frame.js';
import { classFills, colourOf, noiseColour } from './report-styles.js';

/** Units of the longer side: four to a pixel of a page 1 100 pixels wide. */
const longestUnits = 4400;
const unitsPerPixel = 4;
/** Under half a pixel, where nobody sees that neighbours are simplified apart. */
const toleranceUnits = 1.6;
/** A page of more small grids than this is too heavy to open; the levels above show the place. */
const mostGridsDrawn = 20_000;
/** Marks beyond these would cover each other. */
const mostMarks = 2000;
const mostNoiseDots = 5000;

const strokes: Readonly<Record<Level, { readonly colour: string; readonly pixels: number }>> = {
  territory: { colour: '#20262e', pixels: 2.4 },
  county: { colour: '#20262e', pixels: 1.8 },
  branch: { colour: '#4a535f', pixels: 1.1 },
  'outlet-area': { colour: '#87919d', pixels: 0.4 },
  element: { colour: '#b4bbc4', pixels: 0.15 },
};

const classOf = new Map<string, keyof typeof classFills>(categories.map((each) => [each.code, each.class]));

export interface Overview {
  readonly svg: string;
  /** Levels that are too many to draw. */
  readonly leftOut: readonly Level[];
}

/**
 * The whole map with the places of its findings, as inline SVG.
 *
 * @param numbered findings that have a picture of their own, in the order of their numbers.
 */
export function drawOverview(
  grids: readonly Grid[],
  findings: readonly ReportedFinding[],
  numbered: readonly ReportedFinding[],
): Overview | undefined {
  const box = boundingBoxOf(grids);
  if (box === undefined) return undefined;
  const frame = makeFrame(box, longestUnits);
  const present = levels.filter((level) => grids.some((grid) => grid.level === level));
  const leftOut = present.filter(
    (level) => grids.filter((grid) => grid.level === level).length > mostGridsDrawn,
  );
  const lowest = present.filter((level) => !leftOut.includes(level)).at(-1);
  const parts: string[] = [];
  if (lowest !== undefined) parts.push(drawFills(grids, lowest, frame));
  for (const level of [...present].reverse()) {
    if (!leftOut.includes(level)) parts.push(drawOutlines(grids, level, frame));
  }
  parts.push(drawFindings(findings, frame), drawNumbers(numbered, frame));
  const margin = 12 * unitsPerPixel;
  const view = `${-margin} ${-margin} ${frame.width + 2 * margin} ${frame.height + 2 * margin}`;
  return {
    svg: `<svg viewBox="${view}" role="img" aria-label="地图 Map">${parts.join('')}</svg>`,
    leftOut,
  };
}

function boundingBoxOf(grids: readonly Grid[]): LatticeBox | undefined {
  return boundingBox(grids.flatMap((grid) => grid.geometry));
}

function drawFills(grids: readonly Grid[], level: Level, frame: PictureFrame): string {
  const byClass = new Map<keyof typeof classFills, string>();
  for (const grid of grids) {
    if (grid.level !== level) continue;
    const name = (grid.category === null ? undefined : classOf.get(grid.category)) ?? 'none';
    const path = drawPath(grid.geometry.flat(), frame, toleranceUnits);
    byClass.set(name, (byClass.get(name) ?? '') + path);
  }
  const stroke = strokes[level];
  return [...byClass]
    .map(
      ([name, path]) =>
        `<path d="${path}" fill="${classFills[name]}" fill-rule="evenodd" stroke="${stroke.colour}" stroke-width="${stroke.pixels * unitsPerPixel}"/>`,
    )
    .join('');
}

function drawOutlines(grids: readonly Grid[], level: Level, frame: PictureFrame): string {
  if (level === 'element') return '';
  const path = grids
    .filter((grid) => grid.level === level)
    .map((grid) => drawPath(grid.geometry.flat(), frame, toleranceUnits))
    .join('');
  const { colour, pixels } = strokes[level];
  return `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${pixels * unitsPerPixel}" stroke-linejoin="round"/>`;
}

function drawFindings(findings: readonly ReportedFinding[], frame: PictureFrame): string {
  const places = (which: readonly ReportedFinding[]): string =>
    which
      .flatMap((finding) => {
        const at = pointOf(finding, frame);
        return at === undefined ? [] : [`M${at[0]} ${at[1]}h0`];
      })
      .join('');
  const dots = (path: string, colour: string, pixels: number): string =>
    path === ''
      ? ''
      : `<path d="${path}" stroke="${colour}" stroke-width="${pixels * unitsPerPixel}" stroke-linecap="round" fill="none"/>`;
  const open = findings.filter((finding) => finding.status === 'open');
  const noise = open.filter(isNoise).slice(0, mostNoiseDots);
  const marked = open.filter((finding) => !isNoise(finding)).slice(0, mostMarks);
  const colours = [...new Set(marked.map((finding) => colourOf(finding.kind)))];
  return [
    dots(places(noise), noiseColour, 2.5),
    ...colours.flatMap((colour) => {
      const path = places(marked.filter((finding) => colourOf(finding.kind) === colour));
      return [dots(path, '#ffffff', 11), dots(path, colour, 8)];
    }),
  ].join('');
}

function drawNumbers(numbered: readonly ReportedFinding[], frame: PictureFrame): string {
  const radius = 10 * unitsPerPixel;
  const drawn = numbered.map((finding, index) => {
    const at = pointOf(finding, frame);
    if (at === undefined) return '';
    return `<circle cx="${at[0]}" cy="${at[1]}" r="${radius}" fill="${colourOf(finding.kind)}" stroke="#fff" stroke-width="${1.5 * unitsPerPixel}"/><text x="${at[0]}" y="${at[1]}" dy="0.36em">${index + 1}</text>`;
  });
  // The worst comes last, and so on top.
  return `<g font-size="${12 * unitsPerPixel}" font-weight="700" fill="#fff" text-anchor="middle" font-family="sans-serif">${drawn.reverse().join('')}</g>`;
}

function pointOf(finding: ReportedFinding, frame: PictureFrame): readonly [number, number] | undefined {
  const place = findPlace(finding.geometry);
  if (place === undefined) return undefined;
  return [Math.round(frame.x(toLattice(place[0]))), Math.round(frame.y(toLattice(place[1])))];
}
