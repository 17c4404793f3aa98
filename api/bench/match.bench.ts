import { parseArgs } from 'node:util';
import { matchVertices } from '../src/geometry/match-vertices.js';
import type { MatchInput, MatchResult } from '../src/geometry/match-types.js';
import { fromLattice } from '../src/geometry/lattice.js';
import { seededRandom, tessellateCity } from '../test/tessellate.js';
import { median, printHead, printTable, readCount, tellBar, tellMs } from './bench-report.js';

const help = `Matching of nearly equal vertices while a file is read, on all levels of a city.

  npm run bench -- match [--runs N]

  --runs N   counted runs (default 3); medians are printed
  --help     this text

Each city twice: as it is drawn (neighbours share their vertices exactly), and with 0.1 mm of noise on every vertex of
every ring, so that each has its near vertices to find. 0.7 k, 7 k and 70 k elements.

Bar (design.md 6): 10 × the elements in at most 12 × the time.
`;

/** Elements across and up; each ten times the one before. */
const sizes = [
  { columns: 12, rows: 60 },
  { columns: 60, rows: 120 },
  { columns: 120, rows: 600 },
];
const verticesPerBorder = 8;
const matchMetres = 0.002;
/** About 0.1 mm. */
const noiseDegrees = 1e-9;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, help: { type: 'boolean', default: false } },
});
const runs = readCount(values.runs);
if (values.help) process.stdout.write(help);
else if (runs === undefined) {
  process.stderr.write(`--runs ${values.runs}: must be a whole number of at least 1.\n`);
  process.exitCode = 2;
} else runBench(runs);

interface Row {
  readonly elements: number;
  readonly vertices: number;
  readonly isNoisy: boolean;
  readonly ms: number;
  readonly result: MatchResult;
}

function runBench(counted: number): void {
  printHead(`Medians of ${counted}.`);
  const rows = [false, true].flatMap((isNoisy) =>
    sizes.map((size) => timeMatching(size.columns, size.rows, isNoisy, counted)),
  );
  printTable(
    ['', 'elements', 'vertices', 'ms', 'per vertex ns', 'matched', 'inserted', 'growth'],
    rows.map((row, index) => {
      const before = rows[index - 1];
      const growth = before?.isNoisy === row.isNoisy ? `× ${(row.ms / before.ms).toFixed(1)}` : '';
      return [
        row.isNoisy ? '0.1 mm of noise' : 'as drawn',
        String(row.elements),
        String(row.vertices),
        tellMs(row.ms),
        ((row.ms * 1e6) / row.vertices).toFixed(0),
        String(row.result.matchedVertices),
        String(row.result.insertedVertices),
        growth,
      ];
    }),
  );
  for (const [index, row] of rows.entries()) {
    const before = rows[index - 1];
    if (before?.isNoisy !== row.isNoisy) continue;
    const name = row.isNoisy ? 'with noise' : 'as drawn';
    tellBar(`${name}, ${before.elements} → ${row.elements} elements`, row.ms / before.ms, 12, ' ×');
  }
}

function timeMatching(columns: number, rows: number, isNoisy: boolean, counted: number): Row {
  const input = makeInput(columns, rows, isNoisy);
  const times: number[] = [];
  let result: MatchResult | undefined;
  for (let run = 0; run <= counted; run += 1) {
    const start = performance.now();
    result = matchVertices(input, { matchMetres, unit: { kind: 'degrees' } });
    if (run > 0) times.push(performance.now() - start);
  }
  return {
    elements: columns * rows,
    vertices: input.rings.reduce((sum, ring) => sum + ring.length / 2 - 1, 0),
    isNoisy,
    ms: median(times),
    result: result!,
  };
}

function makeInput(columns: number, rows: number, isNoisy: boolean): MatchInput {
  const random = seededRandom(7);
  const noise = (): number => (isNoisy ? (random() - 0.5) * 2 * noiseDegrees : 0);
  const rings = tessellateCity({ seed: 1, columns, rows, verticesPerBorder }).flatMap((grid) =>
    grid.geometry.flat().map((ring) => {
      const moved = Float64Array.from(ring, (steps) => fromLattice(steps) + noise());
      moved[moved.length - 2] = moved[0]!;
      moved[moved.length - 1] = moved[1]!;
      return moved;
    }),
  );
  return { rings, lastDecimals: new Float64Array(rings.length) };
}
