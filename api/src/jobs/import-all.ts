import { checkBundle, readBundle } from '../formats/read-bundle.js';
import type { BundleHead } from '../formats/bundle-types.js';
import { Problem } from '../problem.js';
import { bundleTables } from '../store/bundle-tables.js';
import type { BundleStore, BundleTableName } from '../store/bundle-types.js';
import type { Store } from '../store/types.js';
import { territoryExists } from '../store/write-bundle.js';
import { afterFailure } from './after-failure.js';
import { tellTable } from './export-all.js';
import type { ReportProgress } from './job-progress.js';

export interface ImportAllRequest {
  readonly store: Pick<Store, 'getTerritory'>;
  readonly bundles: BundleStore;
  readonly path: string;
  /** Only this one of the bundle; all of them when absent. */
  readonly territoryId?: string | undefined;
  /** Makes what the bundle leaves out, of a territory that is not seen yet. */
  readonly draw: (territoryId: string) => Promise<void>;
  readonly onProgress?: ReportProgress | undefined;
  readonly signal: AbortSignal;
}

export interface ImportAllReport {
  readonly format: 'wangge-bundle/1';
  /** SHA-256 of the bundle's lines. */
  readonly sha256: string;
  readonly territories: BundleHead['territories'];
  /** Rows written, by table. */
  readonly rows: Readonly<Record<string, number>>;
}

/** Well under the 30 seconds of silence after which a territory counts as left behind. */
const keepMs = 5_000;

/**
 * Brings in what `exportAll` wrote: first the whole file is checked, then the rows are written where nobody sees
 * them, then everything is shown by one statement. Whatever stops it before (an error, `signal`), what it wrote is
 * taken back; after a kill the next import of the same territory does that.
 *
 * @throws Problem `not-a-bundle`, `bundle-version`, `bundle-damaged`, `territory-exists`, `territory-arriving`,
 *   `unknown-territory` for one that the bundle lacks; the reason of `signal`.
 */
export async function importAll(request: ImportAllRequest): Promise<ImportAllReport> {
  const { store, bundles, path, territoryId, onProgress, signal } = request;
  const { head, end } = await checkBundle(
    path,
    (done) => onProgress?.({ step: 'Checking the bundle, rows', done }),
    signal,
  );
  const territories = chooseTerritories(path, head, territoryId);
  for (const each of territories) {
    if ((await store.getTerritory(each.territoryId)) !== undefined) throw territoryExists(each.territoryId);
  }
  const total = Object.values(end.rows).reduce((sum, count) => sum + count, 0);
  const ids = territories.map((each) => each.territoryId);
  const begun: string[] = [];
  const keeper = setInterval(() => {
    // A sign of life that is missed is made good by the next one; what is really wrong the writing itself tells.
    bundles.keepArrivals(begun).catch(() => undefined);
  }, keepMs);
  try {
    const rows = await writeRows(request, ids, begun, total);
    for (const id of ids) {
      onProgress?.({ step: `Settling ${id}` });
      await bundles.settleArrival(id);
      await request.draw(id);
    }
    signal.throwIfAborted();
    await bundles.showArrivals(ids);
    return { format: 'wangge-bundle/1', sha256: end.sha256, territories, rows };
  } catch (error) {
    await afterFailure(error, async () => {
      for (const id of begun) await bundles.removeArrival(id);
    });
    throw error;
  } finally {
    clearInterval(keeper);
  }
}

function chooseTerritories(
  path: string,
  { territories }: BundleHead,
  territoryId: string | undefined,
): BundleHead['territories'] {
  if (territoryId === undefined) return territories;
  const chosen = territories.filter((each) => each.territoryId === territoryId);
  if (chosen.length > 0) return chosen;
  throw new Problem({
    type: 'unknown-territory',
    status: 404,
    file: path,
    detail: `The bundle has no territory ${territoryId}.`,
    fix: `Use one of ${territories.map((each) => each.territoryId).join(', ')}.`,
  });
}

async function writeRows(
  { bundles, path, onProgress, signal }: ImportAllRequest,
  ids: readonly string[],
  begun: string[],
  total: number,
): Promise<Record<string, number>> {
  const written: Record<string, number> = {};
  let territoryId = '';
  let done = 0;
  for await (const page of readBundle(path)) {
    signal.throwIfAborted();
    for (const [table, rows] of runsOfTables(page)) {
      done += rows.length;
      if (table === 'territory') {
        territoryId = (JSON.parse(rows[0]!) as { territory_id: string }).territory_id;
        if (!ids.includes(territoryId)) continue;
        begun.push(territoryId);
        await beginOrForget(bundles, territoryId, rows[0]!, begun);
      } else if (ids.includes(territoryId)) {
        await bundles.writeBundleRows(territoryId, requireTable(path, table), rows);
      } else continue;
      written[table] = (written[table] ?? 0) + rows.length;
      onProgress?.({ step: `Writing ${territoryId}: ${tellTable(table)}`, done, total });
    }
  }
  return written;
}

/** A territory that is somebody else's is not ours to take back. */
async function beginOrForget(
  bundles: BundleStore,
  territoryId: string,
  row: string,
  begun: string[],
): Promise<void> {
  try {
    await bundles.beginArrival(territoryId, row);
  } catch (error) {
    begun.pop();
    throw error;
  }
}

/** Neighbouring rows of one table together; a territory's own row always by itself. */
function* runsOfTables(page: readonly { table: string; row: string }[]): Generator<[string, string[]]> {
  let run: [string, string[]] | undefined;
  for (const { table, row } of page) {
    if (run !== undefined && run[0] === table && table !== 'territory') {
      run[1].push(row);
      continue;
    }
    if (run !== undefined) yield run;
    run = [table, [row]];
  }
  if (run !== undefined) yield run;
}

function requireTable(path: string, name: string): BundleTableName {
  const table = bundleTables.find((each) => each.name === name);
  if (table !== undefined) return table.name;
  throw new Problem({
    type: 'bundle-damaged',
    status: 422,
    file: path,
    detail: `The bundle has rows of an unknown table ${name}.`,
    fix: 'Export it again with the version of Wangge that reads it.',
  });
}
