import { parseArgs } from 'node:util';
import { makeCity } from '../test/truth/city.js';
import { defectRows } from '../test/truth/defect-rows.js';
import { GeosPlane } from '../test/truth/geos-plane.js';
import { judgeRow } from '../test/truth/judge-row.js';
import { spoilCity } from '../test/truth/spoil-city.js';

const help = `Every kind of defect at many places of the sample city: what the audit finds of them, and what GEOS does.

  npm run bench -- truth [--places N]

  --places N   defects per row (default 20)
  --help       this text

Truth is an overlay by GEOS of the grids concerned, m² by EPSG:6933. Recall: findings the truth asks for that are there. Precision:
findings that a defect explains. GEOS: defects whose siblings are no valid coverage for GEOSCoverageIsValid, with gap width 0 and 1 m.
A missing share of m² means that no area belongs to the row.

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
  const columns = ['put in', 'findings', 'recall', 'precision', 'wrong', 'm² off by', 'GEOS 0', 'GEOS 1 m'];
  printLine('', columns);
  for (const row of defectRows) {
    const spoilt = spoilCity(city, geos, row, places);
    const verdict = judgeRow(row, spoilt);
    const told = verdict.found + verdict.unexplained.length;
    printLine(row.name, [
      String(verdict.injected),
      String(told),
      percent(verdict.found, verdict.expected),
      percent(verdict.found, told),
      String(verdict.wrong.length),
      spoilt.areas.length === 0 ? '–' : verdict.worstAreaShare.toExponential(0),
      ...verdict.geosFinds.map((count) => `${count} of ${verdict.injected}`),
    ]);
    const faults = [...verdict.missed, ...verdict.unexplained, ...verdict.wrong];
    for (const fault of faults.slice(0, 3)) process.stdout.write(`    ${fault}\n`);
    if (faults.length > 0 || verdict.injected < places) process.exitCode = 1;
  }
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`;
}

function printLine(name: string, cells: readonly string[]): void {
  process.stdout.write(`${name.padEnd(48)}${cells.map((cell) => cell.padStart(11)).join('')}\n`);
}
