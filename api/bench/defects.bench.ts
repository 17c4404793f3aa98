import { parseArgs } from 'node:util';
import type { Grid } from '../src/coverage/types.js';
import { countEdges } from '../src/geometry/signed-edges.js';
import { tessellateCity } from '../test/tessellate.js';
import { printHead, printTable, readCount, tellBar, tellMs } from './bench-report.js';
import { makeSample } from './make-sample.js';
import { makeSprawl } from './make-sprawl.js';
import { measureMemory } from './measure-memory.js';
import { loadGeos } from './peer-geos.js';
import { compareProof, type ProofComparison } from './proof-compare.js';
import { spoilCity } from './spoil-city.js';

const help = `Audit of maps with defects, all geometry, m² and widths included; GEOS beside (it tells edges only).

  npm run bench -- defects [--runs N] [--large]

  --runs N   counted runs (default 3); medians are printed; of the large maps of 3. and 4. one alone counts
  --large    adds growth from 30 000 to 300 000 elements (minutes, 4 GB)
  --help     this text

1. The sample city with 1 000 defects against the same city clean. 2. What the audit takes of memory beside the geometry.
3. Checkerboards with a vertex moved in one element of seven, ten times the size. 4. One grid whose single ring of
100 000 vertices runs between 5 000 small ones, clean and with defects, against an ordinary city, per vertex.

Bars (design.md 6): 3 × the clean proof; memory 3 × the geometry; 10 × the elements in 12 × the time.
`;

const defects = 1000;
const oneIn = 7;
const verticesPerBorder = 8;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '3' },
    large: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const runs = readCount(values.runs);
if (values.help) process.stdout.write(help);
else if (runs === undefined) {
  process.stderr.write(`--runs ${values.runs}: must be a whole number of at least 1.\n`);
  process.exitCode = 2;
} else await runBench(runs);

interface Row extends ProofComparison {
  readonly name: string;
  readonly vertices: number;
}

async function time(name: string, grids: readonly Grid[], counted: number): Promise<Row> {
  const geos = { load: loadGeos, runs: 1 };
  const vertices = grids.reduce((sum, grid) => sum + countEdges(grid.geometry), 0);
  return { name, vertices, ...(await compareProof(grids, counted, [geos])) };
}

async function runBench(counted: number): Promise<void> {
  printHead(`Medians of ${counted}; GEOS ran once.`);
  const cleanGrids = makeSample({ seed: 1 });
  const spoiltGrids = makeSample({ seed: 1, defects });
  const clean = await time('sample city, clean', cleanGrids, counted);
  const spoilt = await time(`sample city, ${defects} defects`, spoiltGrids, counted);
  printRows([clean, spoilt]);
  tellBar(`${defects} defects against the clean proof`, spoilt.oursMs / clean.oursMs, 3, ' ×');
  const cleanMemory = measureMemory(cleanGrids);
  const spoiltMemory = measureMemory(spoiltGrids);

  const growth: [Row, Row][] = [];
  const pairs = [[84, 84, 84, 840], ...(values.large ? [[84, 360, 504, 600]] : [])] as const;
  for (const [columns, rows, moreColumns, moreRows] of pairs) {
    const city = (across: number, up: number): readonly Grid[] =>
      spoilCity(tessellateCity({ seed: 1, columns: across, rows: up, verticesPerBorder }), 'element', oneIn);
    growth.push([
      await time('checkerboard, 1 in 7 spoilt', city(columns!, rows!), 1),
      await time('checkerboard, 1 in 7 spoilt', city(moreColumns!, moreRows!), 1),
    ]);
  }

  const sprawl = makeSprawl(71, 70, 10);
  const sprawls = [
    await time('sprawling grid, clean', sprawl, 1),
    await time('sprawling grid, 50 defects', spoilCity(sprawl, 'county', 100), 1),
  ];
  printRows([...growth.flat(), ...sprawls]);
  printMemory([
    ['sample city, clean', cleanMemory],
    [`sample city, ${defects} defects`, spoiltMemory],
  ]);
  tellBar('memory in use beside the geometry', spoiltMemory.usedBytes / spoiltMemory.geometryBytes, 3, ' ×');
  for (const [from, to] of growth) {
    tellBar(`growth ${from.elements} → ${to.elements}`, to.oursMs / from.oursMs, 12, ' ×');
  }
  const perVertex = (row: Row): number => row.oursMs / row.vertices;
  for (const row of sprawls) {
    process.stdout.write(
      `${row.name}: ${(perVertex(row) / perVertex(clean)).toFixed(2)} × the sample's cost a vertex\n`,
    );
  }
}

function printRows(rows: readonly Row[]): void {
  printTable(
    ['', 'elements', 'vertices', 'proven', 'findings', 'ours ms', 'ns a vertex', 'GEOS ms', 'ratio'],
    rows.map((row) => {
      const [geos] = row.peers;
      const geosMs = typeof geos === 'object' ? geos.ms : Number.NaN;
      return [
        row.name,
        String(row.elements),
        String(row.vertices),
        `${row.parentsProven}/${row.parents}`,
        String(row.findings),
        tellMs(row.oursMs),
        ((row.oursMs * 1e6) / row.vertices).toFixed(0),
        tellMs(geosMs),
        (row.oursMs / geosMs).toFixed(3),
      ];
    }),
  );
}

function printMemory(rows: readonly (readonly [string, ReturnType<typeof measureMemory>])[]): void {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  printTable(
    ['memory beside the geometry', 'geometry MB', 'in use MB', 'ratio', 'with garbage MB'],
    rows.map(([name, memory]) => [
      name,
      megabytes(memory.geometryBytes),
      megabytes(memory.usedBytes),
      (memory.usedBytes / memory.geometryBytes).toFixed(2),
      megabytes(memory.peakBytes),
    ]),
  );
}
