import type { Grid } from '../coverage/types.js';
import { boundingBox } from '../geometry/bounding-box.js';
import type { LatticeBox } from '../geometry/types.js';
import { categories, categoryClasses } from '../hierarchy/categories.js';
import { findingKinds } from '../hierarchy/finding-kinds.js';
import type { AuditReport, ReportedFinding } from './audit-report.js';
import { escapeMarkup } from './escape-markup.js';
import { drawInset } from './html/draw-inset.js';
import { drawOverview } from './html/draw-overview.js';
import { classFills, colourOf, noiseColour, pageStyle } from './html/report-styles.js';
import { writePapers } from './html/write-papers.js';
import {
  nameKind,
  nameLevel,
  showArea,
  showCount,
  writeFindingTable,
  writeLevelTable,
  writeParentTable,
} from './html/write-tables.js';
import { isNoise, type ParentRow } from './tabulate-parents.js';

/** Places that get a picture of their own. */
const mostInsets = 12;

/** Nothing may be loaded and nothing may run, whatever a name in the data says. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * An audit as one HTML page for the person who has to be convinced: verdict, figures, the map with the places marked,
 * the worst places enlarged, tables per level and parent, the certificate. It opens by itself: no script, no font, no
 * picture, no call outside; Chinese and English side by side. Outlines on the pictures are simplified; figures are not.
 *
 * @param rows one per parent, as `tabulateParents` gives them.
 */
export function* writeAuditHtml(
  report: AuditReport,
  rows: readonly ParentRow[],
  grids: readonly Grid[],
): Generator<string> {
  const open = report.findings.filter((finding) => finding.status === 'open');
  const numbered = open.filter((finding) => !isNoise(finding)).slice(0, mostInsets);
  const title = `Wangge 网格 · ${report.subject}`;
  yield `<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeMarkup(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<p class="soft">Wangge 网格 · 无缝审计报告 Coverage audit</p>
<h1>${escapeMarkup(report.subject)}</h1>
${writeVerdict(report)}
${writeFigures(report, open)}
</header>
<main>
`;
  const overview = drawOverview(grids, report.findings, numbered);
  if (overview !== undefined) {
    const leftOut = overview.leftOut.map(nameLevel).join('、');
    yield `<section><h2>地图 Map</h2>\n<div class="map">${overview.svg}${writeLegend(grids, open)}</div>\n`;
    if (leftOut !== '') yield `<p class="soft">图中未画 Not drawn, being too many: ${leftOut}。</p>\n`;
    yield '</section>\n';
  }
  yield* writeInsets(numbered, grids);
  yield `<section><h2>按级别 By level</h2>\n${writeLevelTable(report)}\n`;
  if (report.levels.some((level) => level.outerBorder === 'unknown'))
    yield '<p class="soft">最上一级没有上级边界：外边界是否正确无从判断。 Nothing is drawn above the topmost level: whether the outer border is right is not known.</p>\n';
  yield `</section>\n<section><h2>按上级 By parent</h2>\n${writeParentTable(rows)}\n</section>\n`;
  yield `<section><h2>问题清单 Findings</h2>\n${writeFindingTable(report.findings, numbered)}\n</section>\n`;
  yield `<section><h2>证书 Certificate</h2>\n${writePapers(report)}\n</section>\n`;
  yield `${explanation}\n</main>\n</body>\n</html>\n`;
}

function writeVerdict(report: AuditReport): string {
  const errors = report.findings.filter(
    (finding) => finding.status === 'open' && finding.severity === 'error',
  ).length;
  return report.clean
    ? '<p class="verdict clean"><strong>无缝 Seamless</strong><br>没有未解决的错误。 No error is open.</p>'
    : `<p class="verdict"><strong>尚未无缝 Not seamless</strong><br>${showCount(errors)} 处错误未解决。 ${showCount(errors)} ${errors === 1 ? 'error is' : 'errors are'} open.</p>`;
}

function writeFigures(report: AuditReport, open: readonly ReportedFinding[]): string {
  const sum = (kind: ReportedFinding['kind']): string =>
    showArea(
      open
        .filter((finding) => finding.kind === kind)
        .reduce((total, finding) => total + (finding.areaSquareMetres ?? 0), 0),
    );
  const grids = report.levels.reduce((total, level) => total + level.grids, 0);
  const parents = report.levels.reduce((total, level) => total + level.parents, 0);
  const proven = report.levels.reduce((total, level) => total + level.parentsProven, 0);
  const figures: readonly (readonly [string, string])[] = [
    [showCount(grids), '网格 grids'],
    [`${showCount(proven)} / ${showCount(parents)}`, '已证明上级 parents proven'],
    [sum('gap'), '空白 gaps'],
    [sum('overlap'), '重叠 overlaps'],
    [sum('outside-parent'), '越界 outside'],
    [showCount(open.filter(isNoise).length), '噪声 noise'],
    ...(report.revision === null ? [] : [[String(report.revision), '版本 revision'] as const]),
  ];
  return `<ul class="figures">${figures.map(([figure, name]) => `<li><b>${figure}</b><span>${name}</span></li>`).join('')}</ul>`;
}

function* writeInsets(numbered: readonly ReportedFinding[], grids: readonly Grid[]): Generator<string> {
  if (numbered.length === 0) return;
  const nowhere: LatticeBox = [Infinity, Infinity, -Infinity, -Infinity];
  const boxes = grids.map((grid) => boundingBox(grid.geometry) ?? nowhere);
  yield '<section><h2>最严重处 The worst places</h2>\n<div class="insets">\n';
  for (const [index, finding] of numbered.entries()) {
    yield `<figure>${drawInset(finding, grids, boxes)}<figcaption><span class="tag" style="background:${colourOf(finding.kind)}">${index + 1}</span> <b>${nameKind(finding.kind)}</b> ${finding.areaSquareMetres === null ? '' : showArea(finding.areaSquareMetres)}<br>${escapeMarkup(finding.message)}</figcaption></figure>\n`;
  }
  yield '</div>\n<p class="soft">黄色：有关网格；黑色虚线：上级边界。 Yellow: the grids concerned; dashed black: the parent’s border.</p></section>\n';
}

function writeLegend(grids: readonly Grid[], open: readonly ReportedFinding[]): string {
  const dot = (colour: string, radius: number): string =>
    `<svg width="14" height="14" aria-hidden="true"><circle cx="7" cy="7" r="${radius}" fill="${colour}"/></svg>`;
  const square = (colour: string): string =>
    `<svg width="16" height="14" aria-hidden="true"><rect x="0.5" y="0.5" width="15" height="13" fill="${colour}" stroke="#9aa3ae"/></svg>`;
  const kinds = findingKinds.filter(({ code }) =>
    open.some((finding) => finding.kind === code && !isNoise(finding)),
  );
  const used = new Set(
    grids.map((grid) => categories.find((category) => category.code === grid.category)?.class),
  );
  const items = [
    ...kinds.map(({ code }) => `${dot(colourOf(code), 5.5)}${nameKind(code)}`),
    ...(open.some(isNoise) ? [`${dot(noiseColour, 2.5)}噪声 Noise`] : []),
    ...categoryClasses
      .filter(({ code }) => used.has(code))
      .map(({ code, zh, en }) => `${square(classFills[code])}${zh} ${en}`),
  ];
  return `<ul class="legend">${items.map((item) => `<li>${item}</li>`).join('')}</ul>`;
}

const explanation = `<section><h2>如何证明 How it is proven</h2>
<p>坐标取整到 1e-7°（约 1 厘米）后全部以整数精确计算：每个上级的边界减去其下级的边界，相反的边互相抵消；若一条不剩，则下级恰好覆盖上级一次，不重不漏。剩余之处逐块给出面积、宽度和有关网格。</p>
<p>Coordinates are integers of 1e-7° (about 1 cm) and everything after is exact: the edges of the children and of their parent cancel in pairs; if none is left, the children cover the parent exactly once. Where edges are left, every piece is told with its area, width and grids. 面积为 WGS84 椭球面积 Areas are on the WGS84 ellipsoid. 细缝 Sliver: narrower than 1 m. 噪声 Noise: what rounding and reprojection leave, within about two lattice steps.</p></section>`;
