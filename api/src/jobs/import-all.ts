import { stat } from 'node:fs/promises';
import type { BundleHead, BundleLine } from '../formats/bundle-types.js';
import { type BundlePapers, checkBundle, readBundle } from '../formats/read-bundle.js';
import { Problem } from '../problem.js';
import { BundleRowFault } from '../store/bundle-row-fault.js';
import type { BundleStore, BundleTableName } from '../store/bundle-types.js';
import type { Store } from '../store/types.js';
import { territoryExists } from '../store/write-bundle.js';
import { afterFailure } from './after-failure.js';
import { tellTable } from './export-all.js';
import type { ReportProgress } from './job-progress.js';
import { judgeBundle, rowDamaged } from './judge-bundle.js';

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
  const total = toKilobytes((await stat(path)).size);
  const papers = await checkBundle(
    path,
    (head) => judgeBundle(path, head),
    (bytes) => onProgress?.({ step: 'Checking the bundle, kB', done: toKilobytes(bytes), total }),
    signal,
  );
  const { head, end } = papers;
  const territories = chooseTerritories(path, head, territoryId);
  for (const each of territories) {
    if ((await store.getTerritory(each.territoryId)) !== undefined) throw territoryExists(each.territoryId);
  }
  const ids = territories.map((each) => each.territoryId);
  const begun: string[] = [];
  const keeper = setInterval(() => {
    // A sign of life that is missed is made good by the next one; what is really wrong the writing itself tells.
    bundles.keepArrivals(begun).catch(() => undefined);
  }, keepMs);
  try {
    const rows = await writeRows(request, papers, ids, begun);
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
      for (const id of begun) {
        onProgress?.({ step: `Taking back ${id}` });
        await bundles.removeArrival(id);
      }
    });
    throw error;
  } finally {
    clearInterval(keeper);
  }
}

function toKilobytes(bytes: number): number {
  return Math.ceil(bytes / 1000);
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
  papers: BundlePapers,
  ids: readonly string[],
  begun: string[],
): Promise<Record<string, number>> {
  const total = Object.values(papers.end.rows).reduce((sum, count) => sum + count, 0);
  const written: Record<string, number> = {};
  let territoryId = '';
  let done = 0;
  for await (const page of readBundle(path, papers)) {
    signal.throwIfAborted();
    for (const lines of runsOfTables(page)) {
      const { table, row } = lines[0]!;
      const rows = lines.map((each) => each.row);
      done += rows.length;
      if (table === 'territory') territoryId = (JSON.parse(row) as { territory_id: string }).territory_id;
      if (!ids.includes(territoryId)) continue;
      await tellingLines(path, lines, async () => {
        if (table !== 'territory')
          return bundles.writeBundleRows(territoryId, table as BundleTableName, rows);
        begun.push(territoryId);
        return beginOrForget(bundles, territoryId, row, begun);
      });
      written[table] = (written[table] ?? 0) + rows.length;
      onProgress?.({ step: `Writing ${territoryId}: ${tellTable(table)}`, done, total });
    }
  }
  return written;
}

/** A row that the database refuses is told by its line. */
async function tellingLines(
  path: string,
  lines: readonly BundleLine[],
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    const line = error instanceof BundleRowFault ? lines[error.at] : undefined;
    if (!(error instanceof BundleRowFault) || line === undefined) throw error;
    throw rowDamaged(path, line, JSON.parse(line.row) as Record<string, unknown>, error.fault, error);
  }
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
function* runsOfTables(page: readonly BundleLine[]): Generator<BundleLine[]> {
  let run: BundleLine[] = [];
  for (const line of page) {
    if (run.length > 0 && (run[0]!.table !== line.table || line.table === 'territory')) {
      yield run;
      run = [];
    }
    run.push(line);
  }
  if (run.length > 0) yield run;
}
