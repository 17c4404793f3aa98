import { parseArgs } from 'node:util';
import { sampleTerritoryId } from '../src/jobs/load-sample.js';
import { bufferedBox } from '../src/tiles/tile-place.js';
import { drawnZooms } from '../src/coverage/generalise/level-zooms.js';
import { tileSearch } from '../src/tiles/tile-search.js';
import { type TileAt, thinOut, tilesOver } from '../test/tiles-places.js';
import { median, printHead, printTable, readCount, tellBar, tellMs } from './bench-report.js';
import { fetchTile } from './fetch-tile.js';
import { loadServer } from './load-server.js';
import {
  type BenchMap,
  type BenchMaps,
  createBenchApp,
  createStaticApp,
  openBenchMaps,
  serveBench,
} from './tile-servers.js';

const help = `Tiles of the sample city by both ways, per zoom, over HTTP: Martin over PostGIS, and the embedded database.

  npm run bench -- tiles [--tiles N] [--rounds N] [--large]

  --tiles N    tiles of each zoom, taken evenly over the city (default 8)
  --rounds N   times that each is asked for with cold caches (default 3)
  --large      adds a city of 100 000 elements (many minutes)
  --help       this text

SQL is the statement that a way runs, alone and without HTTP. Cold is the first request for a tile, warm the next one.
Last, warm tiles a second against a server that does nothing but send the same bytes from memory.

Bars (design.md 6): cold 1.1 × its SQL; no tile over 300 KB packed, 500 KB of the large city; warm embedded tiles at 60 % of
the static server's rate.
`;

const smallCity = 7183;
const largeCity = 100_000;
const coldBar = 1.1;
const staticShare = 0.6;
/** Tiles that are asked for at the full rate: what a map shows while somebody works. */
const loadZooms = [11, 12, 13, 14];
const loadMs = 2_000;

const { values } = parseArgs({
  options: {
    tiles: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    large: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const tilesPerZoom = readCount(values.tiles);
const rounds = readCount(values.rounds);
if (values.help) process.stdout.write(help);
else if (tilesPerZoom === undefined || rounds === undefined) {
  process.stderr.write('--tiles and --rounds must be whole numbers of at least 1.\n');
  process.exitCode = 2;
} else {
  printHead(`${tilesPerZoom} tiles a zoom, ${rounds} rounds; p50/p95 in milliseconds.`);
  await benchCity(smallCity, 300, tilesPerZoom, rounds);
  if (values.large) await benchCity(largeCity, 500, tilesPerZoom, rounds);
}

/** Milliseconds of every tile and round, by what was measured. */
interface ZoomTimes {
  readonly zoom: number;
  readonly martinSql: number[];
  readonly martinCold: number[];
  readonly martinWarm: number[];
  readonly embeddedSql: number[];
  readonly embeddedCold: number[];
  readonly embeddedWarm: number[];
  readonly bytes: number[];
}

async function benchCity(
  elements: number,
  mostKilobytes: number,
  tiles: number,
  times: number,
): Promise<void> {
  process.stdout.write(`── ${elements} elements\n\n`);
  const maps = await openBenchMaps(elements);
  if (maps === undefined) {
    process.exitCode = 1;
    return;
  }
  try {
    const zooms = Array.from({ length: drawnZooms.last + 1 }, (_, zoom) => zoom);
    const rows: ZoomTimes[] = [];
    for (const zoom of zooms) {
      rows.push(
        await timeZoom(maps, zoom, thinOut(tilesOver(zoom, maps.server.territory.bbox!), tiles), times),
      );
    }
    printTimes(rows);
    tellBars(rows, mostKilobytes);
    await benchRate(maps, tiles);
  } finally {
    await maps.close();
  }
}

async function timeZoom(
  maps: BenchMaps,
  zoom: number,
  tiles: readonly TileAt[],
  times: number,
): Promise<ZoomTimes> {
  const row: ZoomTimes = {
    zoom,
    martinSql: [],
    martinCold: [],
    martinWarm: [],
    embeddedSql: [],
    embeddedCold: [],
    embeddedWarm: [],
    bytes: [],
  };
  // Round 0 warms the databases and is not counted.
  for (let round = 0; round <= times; round += 1) {
    const app = await serveBench(createBenchApp(maps.embedded.store));
    const origin = `http://127.0.0.1:${app.port}`;
    // Somewhere else, so that the territory and its revision are known: what is measured is a tile, not a start.
    await fetchTile(`${origin}/tiles${pathOf({ z: drawnZooms.last, x: 0, y: 0 }, maps.embedded)}`);
    for (const tile of tiles) {
      // The functions do not read `round`: to Martin's cache it is another tile.
      const theirs = `${maps.martin.url}${pathOf(tile, maps.server)}&round=${round}`;
      const ours = `${origin}/tiles${pathOf(tile, maps.embedded)}`;
      const measured = {
        martinSql: await timeMartinSql(maps, tile),
        martinCold: (await fetchTile(theirs)).milliseconds,
        martinWarm: (await fetchTile(theirs)).milliseconds,
        embeddedSql: await timeEmbeddedSql(maps, tile),
        embeddedCold: (await fetchTile(ours)).milliseconds,
        embeddedWarm: (await fetchTile(ours)).milliseconds,
      };
      if (round === 0) {
        row.bytes.push((await fetchTile(theirs)).body.length, (await fetchTile(ours)).body.length);
        continue;
      }
      for (const [name, ms] of Object.entries(measured)) row[name as keyof typeof measured].push(ms);
    }
    await app.close();
  }
  return row;
}

function pathOf({ z, x, y }: TileAt, { revision, madeMs }: BenchMap): string {
  return `/grids/${z}/${x}/${y}?${tileSearch('grids', { territoryId: sampleTerritoryId, revision, madeMs })}`;
}

async function timeMartinSql({ server }: BenchMaps, { z, x, y }: TileAt): Promise<number> {
  const query = { territory: sampleTerritoryId, revision: String(server.revision) };
  const started = performance.now();
  await server.db.pool.query({
    name: 'tile',
    text: 'select tiles.grids($1::integer, $2::integer, $3::integer, $4::json) as tile',
    values: [z, x, y, JSON.stringify(query)],
  });
  return performance.now() - started;
}

async function timeEmbeddedSql({ embedded }: BenchMaps, { z, x, y }: TileAt): Promise<number> {
  const started = performance.now();
  await embedded.store.readTileDrawings(sampleTerritoryId, embedded.revision, z, bufferedBox(x, y));
  return performance.now() - started;
}

function printTimes(rows: readonly ZoomTimes[]): void {
  const cell = (times: readonly number[]): string => `${tellMs(median(times))}/${tellMs(most(times, 0.95))}`;
  printTable(
    ['zoom', 'Martin SQL', 'cold', 'warm', 'embedded SQL', 'cold', 'warm', 'largest KB'],
    rows.map((row) => [
      String(row.zoom),
      cell(row.martinSql),
      cell(row.martinCold),
      cell(row.martinWarm),
      cell(row.embeddedSql),
      cell(row.embeddedCold),
      cell(row.embeddedWarm),
      (Math.max(...row.bytes) / 1000).toFixed(1),
    ]),
  );
}

/** The value that a share of the values does not exceed. */
function most(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function tellBars(rows: readonly ZoomTimes[], mostKilobytes: number): void {
  const sum = (key: 'martinCold' | 'martinSql' | 'embeddedCold' | 'embeddedSql'): number =>
    rows.reduce((total, row) => total + median(row[key]), 0);
  tellBar(
    'Martin cold against its SQL, medians of all zooms',
    sum('martinCold') / sum('martinSql'),
    coldBar,
    ' ×',
  );
  tellBar('embedded cold against its SQL', sum('embeddedCold') / sum('embeddedSql'), coldBar, ' ×');
  const largest = Math.max(...rows.flatMap((row) => row.bytes)) / 1000;
  tellBar('largest tile of those measured, packed', largest, mostKilobytes, ' KB');
}

async function benchRate(maps: BenchMaps, tiles: number): Promise<void> {
  const bbox = maps.server.territory.bbox!;
  const places = loadZooms.flatMap((zoom) => thinOut(tilesOver(zoom, bbox), tiles));
  const ours = await serveBench(createBenchApp(maps.embedded.store));
  const files = new Map<string, Buffer>();
  const martinPaths: string[] = [];
  for (const tile of places) {
    const path = `/tiles${pathOf(tile, maps.embedded)}`;
    const { body } = await fetchTile(`http://127.0.0.1:${ours.port}${path}`);
    if (body.length === 0) continue;
    files.set(path, body);
    martinPaths.push(pathOf(tile, maps.server));
  }
  const plain = await serveBench(createStaticApp(files));
  const paths = [...files.keys()];
  const martinPort = Number(new URL(maps.martin.url).port);
  const rates = { plain: [] as number[], ours: [] as number[], martin: [] as number[] };
  // In turns, so that what else the machine does meets all alike; the first turn warms up.
  for (let turn = 0; turn < 4; turn += 1) {
    const measured = {
      plain: await loadServer(plain.port, paths, loadMs),
      ours: await loadServer(ours.port, paths, loadMs),
      martin: await loadServer(martinPort, martinPaths, loadMs),
    };
    if (turn === 0) continue;
    rates.plain.push(measured.plain);
    rates.ours.push(measured.ours);
    rates.martin.push(measured.martin);
  }
  await ours.close();
  await plain.close();
  const tell = (rate: readonly number[]): string => median(rate).toFixed(0);
  printTable(
    ['warm tiles a second', 'static server', 'embedded', 'Martin'],
    [[`${paths.length} tiles`, tell(rates.plain), tell(rates.ours), tell(rates.martin)]],
  );
  const share = median(rates.plain.map((rate, turn) => rates.ours[turn]! / rate));
  tellBar('static server against warm embedded tiles', 1 / share, Number((1 / staticShare).toFixed(2)), ' ×');
}
