import { parseArgs } from 'node:util';
import { openLedger, type CoverageLedger } from '../src/coverage/coverage-ledger.js';
import type { Grid } from '../src/coverage/types.js';
import { seededRandom } from '../test/tessellate.js';
import { median, printHead, printTable, readCount, tellBar, tellMs } from './bench-report.js';
import { makeSample } from './make-sample.js';

const help = `One element edited in the sample city that is kept proven: what a planner waits for after each edit.

  npm run bench -- edits [--edits N]

  --edits N   counted edits of each kind (default 200), after 20 that are not counted
  --help      this text

An edit moves one vertex of one element by some metres, which opens a gap, an overlap or both, and the next puts it back. After each
the whole result of the audit is there again, all findings and counts.

Bar: 20 ms for the slowest of 20 edits (95 %).
`;

const uncounted = 20;
const slowShare = 0.95;
/** A moved vertex goes this far at most in each direction, about 5 m. */
const reachSteps = 500;

const { values } = parseArgs({
  options: { edits: { type: 'string', default: '200' }, help: { type: 'boolean', default: false } },
});
const edits = readCount(values.edits);
if (values.help) process.stdout.write(help);
else if (edits === undefined) {
  process.stderr.write(`--edits ${values.edits}: must be a whole number of at least 1.\n`);
  process.exitCode = 2;
} else runBench(edits);

function runBench(counted: number): void {
  printHead();
  const grids = makeSample({ seed: 1 });
  const start = performance.now();
  const ledger = open(grids);
  const openMs = performance.now() - start;
  const elements = grids.filter((grid) => grid.level === 'element');
  const random = seededRandom(3);
  const spoilMs: number[] = [];
  const mendMs: number[] = [];
  let findings = 0;
  for (let edit = 0; edit < counted + uncounted; edit += 1) {
    const element = elements[Math.floor(random() * elements.length)]!;
    const spoilt = change(ledger, moveVertex(element, random));
    const mended = change(ledger, element);
    if (mended.findings > 0) throw new Error(`Putting ${element.code} back left ${mended.findings} findings`);
    findings += spoilt.findings;
    if (edit < uncounted) continue;
    spoilMs.push(spoilt.ms);
    mendMs.push(mended.ms);
  }
  process.stdout.write(
    `${elements.length} elements; the ledger opened in ${tellMs(openMs)} ms; ${findings} findings came and went\n\n`,
  );
  const rows = [
    ['a vertex moved', spoilMs],
    ['put back', mendMs],
  ] as const;
  printTable(
    ['edit', 'median ms', '95 % ms', 'most ms'],
    rows.map(([name, ms]) => [name, tellMs(median(ms)), tellMs(slow(ms)), tellMs(Math.max(...ms))]),
  );
  for (const [name, ms] of rows) tellBar(`95 % of edits, ${name}`, slow(ms), 20, ' ms');
}

function open(grids: readonly Grid[]): CoverageLedger {
  const steps = openLedger(grids);
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
}

function change(ledger: CoverageLedger, grid: Grid): { readonly ms: number; readonly findings: number } {
  const start = performance.now();
  const steps = ledger.change({ put: [grid] });
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return { ms: performance.now() - start, findings: step.value.findings.length };
  }
}

function moveVertex(grid: Grid, random: () => number): Grid {
  const [shell, ...holes] = grid.geometry[0]!;
  const moved = shell!.slice();
  // Never the first vertex, which is also the last.
  const at = 2 * (1 + Math.floor(random() * (moved.length / 2 - 2)));
  moved[at] = moved[at]! + Math.round((random() - 0.5) * 2 * reachSteps);
  moved[at + 1] = moved[at + 1]! + Math.round((random() - 0.5) * 2 * reachSteps);
  return { ...grid, geometry: [[moved, ...holes], ...grid.geometry.slice(1)] };
}

function slow(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(slowShare * (values.length - 1))]!;
}
