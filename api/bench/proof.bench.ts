import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import type { Grid } from '../src/coverage/types.js';
import { generateSample } from '../src/sample/generate-sample.js';
import { compareProof, type ProofComparison } from './proof-compare.js';
import { tessellateCity } from '../test/tessellate.js';

const help = `Proof of a clean map of four levels, ours against GEOSCoverageIsValid per parent (geos-wasm), same run.

  npm run bench -- proof [--runs N] [--large]

  --runs N   counted runs of each, alternating (default 7); medians are printed
  --large    adds a map of 100 000 elements
  --help     this text

Crooked checkerboards of growing size, and last the sample city.

Bar (design.md 6): at most 1/4 of the peer's time, and 0.5 s for 7 000 elements with 240 000 vertices.
`;

/** Elements across and up (multiples of 12), inner vertices per border. */
const sizes = [
  { columns: 24, rows: 24, verticesPerBorder: 8 },
  { columns: 84, rows: 84, verticesPerBorder: 8 },
  { columns: 84, rows: 84, verticesPerBorder: 40 },
];
const largeSizes = [{ columns: 312, rows: 324, verticesPerBorder: 8 }];

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '7' },
    large: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const runs = Number(values.runs);
if (values.help) process.stdout.write(help);
else if (!Number.isInteger(runs) || runs < 1) {
  process.stderr.write(`--runs ${values.runs}: must be a whole number of at least 1.\n`);
  process.exitCode = 2;
} else await runBench();

function cleanSample(): readonly Grid[] {
  const steps = generateSample({ seed: 1 });
  for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value.grids;
}

async function runBench(): Promise<void> {
  const rows: ProofComparison[] = [];
  for (const size of [...sizes, ...(values.large ? largeSizes : [])]) {
    rows.push(await compareProof(tessellateCity({ seed: 1, ...size }), runs));
  }
  rows.push(await compareProof(cleanSample(), runs));
  const cpu = cpus();
  process.stdout.write(
    `${cpu.length} × ${cpu[0]?.model ?? 'unknown processor'}, Node ${process.version}, GEOS ${rows[0]?.peerVersion ?? ''}, medians of ${runs}\n\n`,
  );
  process.stdout.write('elements  vertices  parents proven/valid by GEOS   ours ms   GEOS ms   ratio\n');
  for (const row of rows) {
    process.stdout.write(
      [
        String(row.elements).padStart(8),
        String(row.elementVertices).padStart(10),
        `${row.parentsProven}/${row.peerValid} of ${row.parents}`.padStart(29),
        row.oursMs.toFixed(1).padStart(10),
        row.peerMs.toFixed(1).padStart(10),
        (row.oursMs / row.peerMs).toFixed(3).padStart(8),
      ].join('') + '\n',
    );
  }
}
