import { parseArgs } from 'node:util';
import { printHead, printTable, readCount, tellMs } from './bench-report.js';
import { engines, type Engine, type Pair } from './clipping-engines.js';
import {
  degeneratePairs,
  residualPairs,
  sliverPairs,
  swissNeighbours,
  swissRevisions,
} from './clipping-pairs.js';

const help = `Clipping engines on the pairs of grids an audit meets: is the common area right, and how fast.

  npm run bench -- clipping [--one-in N]

  --one-in N   of the neighbours on the Swiss map (default 40): the whole map takes minutes
  --help       this text

Truth is the exact cells of the audit (api/src/geometry). "throws" counts exceptions; "lost" pairs with a common area
of half a square step or more for which an engine finds none; "false" the reverse; "wrong" those that differ by more than 0.1 % and
half a square step. Areas in square lattice steps (about 1 cm²). Each engine runs once over all pairs, after one pass to warm up.
`;

const wrongShare = 0.001;
const halfStep = 0.5;

const { values } = parseArgs({
  options: { 'one-in': { type: 'string', default: '40' }, help: { type: 'boolean', default: false } },
});
const oneIn = readCount(values['one-in']);
if (values.help) process.stdout.write(help);
else if (oneIn === undefined) {
  process.stderr.write(`--one-in ${values['one-in']}: must be a whole number of at least 1.\n`);
  process.exitCode = 2;
} else await runBench(oneIn);

async function runBench(share: number): Promise<void> {
  printHead();
  const sets: [string, readonly Pair[]][] = [
    ['sample city, pairs of findings', residualPairs()],
    ['Swiss neighbours 2024', await swissNeighbours('2024', share)],
    ['Swiss municipalities 2023 against 2024', await swissRevisions('2023', '2024', share)],
    ['slivers of single steps', sliverPairs(500)],
    ['degenerate pairs', degeneratePairs()],
  ];
  const [exact] = engines;
  for (const [name, pairs] of sets) {
    const truths = pairs.map((pair) => exact!.prepare(pair)());
    const withArea = truths.filter((area) => area >= halfStep).length;
    printTable(
      [
        `${name}: ${pairs.length} pairs, ${withArea} with a common area`,
        'throws',
        'lost',
        'false',
        'wrong',
        'ms',
        'µs a pair',
      ],
      engines.map((engine) => tellEngine(engine, pairs, truths)),
    );
  }
}

function tellEngine(engine: Engine, pairs: readonly Pair[], truths: readonly number[]): string[] {
  const works = pairs.map((pair) => engine.prepare(pair));
  let throws = 0;
  let lost = 0;
  let invented = 0;
  let wrong = 0;
  works.forEach((work, index) => {
    const truth = truths[index]!;
    let area: number;
    try {
      area = work();
    } catch {
      // That an engine refuses a pair is what is counted here.
      throws += 1;
      return;
    }
    if (truth >= halfStep && area === 0) lost += 1;
    else if (truth === 0 && area > halfStep) invented += 1;
    else if (Math.abs(area - truth) > Math.max(halfStep, wrongShare * truth)) wrong += 1;
  });
  const start = performance.now();
  for (const work of works) {
    try {
      work();
    } catch {
      // Counted above; the time until it gives up is time all the same.
    }
  }
  const ms = performance.now() - start;
  return [
    engine.name,
    String(throws),
    String(lost),
    String(invented),
    String(wrong),
    tellMs(ms),
    ((ms * 1000) / pairs.length).toFixed(0),
  ];
}
