import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { tessellateCity } from '../test/tessellate.js';
import { printHead, printTable, readCount, tellBar, tellMs } from './bench-report.js';
import { makeSample } from './make-sample.js';
import { loadGeos } from './peer-geos.js';
import { loadMapshaper } from './peer-mapshaper.js';
import { loadPostgis, startPostgis } from './peer-postgis.js';
import { loadTurf } from './peer-turf.js';
import { compareProof, type PeerEntry, type ProofComparison } from './proof-compare.js';

const help = `Proof of a clean map of four levels, ours beside other tools on the same geometry, in the same run.

  npm run bench -- proof [--runs N] [--large] [--huge] [--no-postgis]

  --runs N       counted runs of ours and of GEOS, alternating (default 5); medians are printed
  --large        adds a map of 100 000 elements
  --huge         adds a map of 300 000 elements (some minutes, 4 GB)
  --no-postgis   leaves PostGIS out, whose start takes ten seconds
  --help         this text

Crooked checkerboards of growing size and with ten times the vertices, and the sample city.

Ours proves every parent of all four levels, gaps and the outer border included, and checks every ring and the hierarchy.
The others do less: GEOS and PostGIS look for edges that do not match among the children of each parent, and neither at
the parent nor for gaps; mapshaper cleans the elements (reading and writing the file is timed apart and taken off); turf intersects
neighbours, so it sees overlaps only. Slow peers run once, and on small maps only.

Bars (design.md 6): at most 1/4 of GEOS; 0.5 s for 7 000 elements; 3 s for 100 000; 10 × the elements in at most 12 × the time.
`;

/** Elements across and up (multiples of 12), inner vertices per border. */
interface Size {
  readonly columns: number;
  readonly rows: number;
  readonly verticesPerBorder: number;
}

const small: Size = { columns: 24, rows: 24, verticesPerBorder: 8 };
const city: Size = { columns: 84, rows: 84, verticesPerBorder: 8 };
const detailedCity: Size = { columns: 84, rows: 84, verticesPerBorder: 89 };
const large: Size = { columns: 312, rows: 324, verticesPerBorder: 8 };
const huge: Size = { columns: 540, rows: 564, verticesPerBorder: 8 };

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5' },
    large: { type: 'boolean', default: false },
    huge: { type: 'boolean', default: false },
    'no-postgis': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const runs = readCount(values.runs);
if (values.help) process.stdout.write(help);
else if (runs === undefined) {
  process.stderr.write(`--runs ${values.runs}: must be a whole number of at least 1.\n`);
  process.exitCode = 2;
} else await runBench(runs);

async function runBench(counted: number): Promise<void> {
  printHead(`Medians of ${counted}; a peer marked * ran once.`);
  const postgis = values['no-postgis'] ? undefined : await startPostgis();
  const mapshaperVersion = versionOf('mapshaper');
  const entriesFor = (elements: number, vertices: number): PeerEntry[] => [
    { load: loadGeos, runs: elements > 50_000 ? 1 : counted },
    postgis === undefined
      ? { reason: '– left out' }
      : vertices > 4_000_000
        ? { reason: '– too slow' }
        : { load: (families) => loadPostgis(postgis, families), runs: 1 },
    vertices > 4_000_000
      ? { reason: '– too slow' }
      : { load: (families) => loadMapshaper(elementsOf(families, elements), mapshaperVersion).idle, runs: 1 },
    vertices > 4_000_000
      ? { reason: '– too slow' }
      : { load: (families) => loadMapshaper(elementsOf(families, elements), mapshaperVersion), runs: 1 },
    elements > 1000 ? { reason: '– minutes' } : { load: loadTurf, runs: 1 },
  ];
  const rows: ProofComparison[] = [];
  const sizes = [small, city, detailedCity, ...(values.large ? [large] : []), ...(values.huge ? [huge] : [])];
  for (const size of sizes) {
    const elements = size.columns * size.rows;
    const entries = entriesFor(elements, elements * 4 * (size.verticesPerBorder + 1));
    rows.push(await compareProof(tessellateCity({ seed: 1, ...size }), counted, entries));
  }
  const sample = await compareProof(makeSample({ seed: 1 }), counted, entriesFor(7183, 450_000));
  await postgis?.close();
  printRows([...rows, sample]);
  printBars(rows, sample);
}

/** The elements are the children of the last families. */
function elementsOf<T>(families: readonly (readonly T[])[], elements: number): readonly (readonly T[])[] {
  let from = families.length;
  for (let count = 0; from > 0 && count < elements; from -= 1) count += families[from - 1]!.length;
  return families.slice(from);
}

function printRows(rows: readonly ProofComparison[]): void {
  printTable(
    [
      'elements',
      'vertices',
      'proven',
      'ours ms',
      'GEOS ms',
      'ratio',
      'PostGIS* ms',
      'mapshaper* ms',
      'turf* ms',
    ],
    rows.map((row) => {
      const [geos, postgis, idle, cleaning, turf] = row.peers;
      const msOf = (peer: typeof geos): string =>
        peer === undefined || typeof peer === 'string' ? (peer ?? '–') : tellMs(peer.ms);
      const cleaningMs =
        typeof idle === 'object' && typeof cleaning === 'object'
          ? tellMs(cleaning.ms - idle.ms)
          : msOf(cleaning);
      return [
        String(row.elements),
        String(row.elementVertices),
        `${row.parentsProven}/${row.parents}`,
        tellMs(row.oursMs),
        msOf(geos),
        typeof geos === 'object' ? (row.oursMs / geos.ms).toFixed(3) : '–',
        msOf(postgis),
        cleaningMs,
        msOf(turf),
      ];
    }),
  );
  const names = new Map<string, string>();
  for (const peer of rows.flatMap((row) => row.peers)) {
    if (typeof peer === 'object') names.set(peer.name.split(' of ')[0]!, peer.says);
  }
  for (const [name, says] of names) process.stdout.write(`${name}: last said ${says}\n`);
  process.stdout.write('\n');
}

function printBars(rows: readonly ProofComparison[], sample: ProofComparison): void {
  const byElements = (elements: number): ProofComparison | undefined =>
    rows.find((row) => row.elements === elements);
  for (const row of [...rows, sample]) {
    const [geos] = row.peers;
    if (typeof geos === 'object') {
      tellBar(
        `${row.elements} elements, ${row.elementVertices} vertices, against GEOS`,
        row.oursMs / geos.ms,
        0.25,
      );
    }
  }
  const ofCity = byElements(city.columns * city.rows);
  const ofLarge = byElements(large.columns * large.rows);
  const ofHuge = byElements(huge.columns * huge.rows);
  if (ofCity !== undefined) tellBar('7 000 elements', ofCity.oursMs / 1000, 0.5, ' s');
  tellBar('the sample city', sample.oursMs / 1000, 0.5, ' s');
  if (ofLarge !== undefined) tellBar('100 000 elements', ofLarge.oursMs / 1000, 3, ' s');
  const grownBy = (from: ProofComparison | undefined, to: ProofComparison | undefined): void => {
    if (from === undefined || to === undefined) return;
    const tenfold = ((to.oursMs / from.oursMs) * 10) / (to.elements / from.elements);
    tellBar(`growth ${from.elements} → ${to.elements}, as for ten times`, tenfold, 12, ' ×');
  };
  grownBy(ofCity, ofLarge);
  grownBy(ofLarge, ofHuge);
}

function versionOf(name: string): string {
  const { version } = createRequire(import.meta.url)(`${name}/package.json`) as { readonly version: string };
  return version;
}
