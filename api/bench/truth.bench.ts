import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeCity } from '../test/truth/city.js';
import { defectRows } from '../test/truth/defect-rows.js';
import { fileRows, type FileVerdict } from '../test/truth/file-rows.js';
import { GeosPlane } from '../test/truth/geos-plane.js';
import { judgeRow } from '../test/truth/judge-row.js';
import { spoilCity } from '../test/truth/spoil-city.js';

const help = `Every kind of defect at many places of the sample city: what the audit finds of them, and what GEOS does.

  npm run bench -- truth [--places N]

  --places N   defects per row (default 20)
  --help       this text

Truth is an overlay by GEOS of the grids concerned, m² by EPSG:6933. Recall: findings the truth asks for that are there. Precision:
findings that a defect explains. A missing share of m² means that no area belongs to the row.

GEOS looks at siblings alone: how many of the defects make GEOSCoverageIsValid call them no valid coverage, and how many edges
CoverageInvalidEdges marks in all, with gap width 0 and 1 m. It tells no kind, no owner and no area. A file is read first, so that a
row of a file has no column of GEOS.

Bar: recall and precision 100 %, nothing wrong, m² within 0.1 %.
`;

const { values } = parseArgs({
  options: { places: { type: 'string', default: '20' }, help: { type: 'boolean', default: false } },
});
const places = Number(values.places);
if (values.help) process.stdout.write(help);
else if (!Number.isInteger(places) || places < 1) {
  process.stderr.write(`--places ${values.places}: must be a whole number of at least 1.\n`);
  process.exitCode = 2;
} else await runBench();

async function runBench(): Promise<void> {
  const city = makeCity();
  const geos = await GeosPlane.load();
  process.stdout.write(
    `${city.elements.length} elements, GEOS ${String(geos.GEOSversion())}, ${places} of each\n\n`,
  );
  const geosColumns = ['GEOS 0', 'edges', 'GEOS 1 m', 'edges'];
  printLine('', ['put in', 'findings', 'recall', 'precision', 'wrong', 'm² off by', ...geosColumns]);
  for (const row of defectRows) {
    const spoilt = spoilCity(city, geos, row, places);
    const { defects, edges } = spoilt.geosFinds;
    const seen = [0, 1].flatMap((at) => [`${defects[at]} of ${spoilt.injected}`, String(edges[at])]);
    printVerdict(row.name, judgeRow(row, spoilt), spoilt.areas.length > 0, seen);
  }
  const folder = mkdtempSync(join(tmpdir(), 'wangge-truth-'));
  for (const row of fileRows) {
    const verdict = await row.judge({ city, geos, path: join(folder, 'city.geojson'), places });
    printVerdict(row.name, verdict, verdict.worstAreaShare > 0, []);
  }
  rmSync(folder, { recursive: true, force: true });
}

function printVerdict(name: string, verdict: FileVerdict, hasAreas: boolean, seen: readonly string[]): void {
  const told = verdict.found + verdict.unexplained.length;
  printLine(name, [
    String(verdict.injected),
    String(told),
    percent(verdict.found, verdict.expected),
    percent(verdict.found, told),
    String(verdict.wrong.length),
    hasAreas ? verdict.worstAreaShare.toExponential(0) : '–',
    ...seen,
  ]);
  const faults = [...verdict.missed, ...verdict.unexplained, ...verdict.wrong];
  for (const fault of faults.slice(0, 3)) process.stdout.write(`    ${fault}\n`);
  if (faults.length > 0 || verdict.injected < places) process.exitCode = 1;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function printLine(name: string, cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(48)}${cells.map((cell) => cell.padStart(11)).join('')}\n`);
}
