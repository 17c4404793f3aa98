import type { BundleEnd, BundleHead, BundleRow } from '../formats/bundle-types.js';
import { writeBundle } from '../formats/write-bundle.js';
import { Problem } from '../problem.js';
import { bundleTables } from '../store/bundle-tables.js';
import type { BundleScope, BundleStore } from '../store/bundle-types.js';
import type { Store } from '../store/types.js';
import { describeUnknownTerritory } from './describe-unknown-territory.js';
import type { ReportProgress } from './job-progress.js';

export interface ExportAllRequest {
  readonly store: Pick<Store, 'listTerritories'>;
  readonly bundles: BundleStore;
  /** Only this one; all of them when absent. */
  readonly territoryId?: string | undefined;
  /** Version of the product. */
  readonly product: string;
  readonly createdAt: Date;
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Bundle {
  readonly head: BundleHead;
  /** The compressed file, part by part. */
  readonly parts: AsyncIterable<Buffer>;
  /** What the last line says; undefined until the last part was read. */
  end(): BundleEnd | undefined;
}

/**
 * Everything of some territories as one file that `importAll` takes in elsewhere: policy, categories, every published
 * revision with its date and author, grids with their identities, reference layers, imports, audit runs, findings,
 * work items and waivers. It is the state at the begin of the export: what is published or audited meanwhile is left
 * out. Drawings are not in it; they are made anew. A page is held at a time.
 *
 * @throws Problem `unknown-territory`, `nothing-to-export`; the reason of `signal`.
 */
export async function exportAll(request: ExportAllRequest): Promise<Bundle> {
  const { store, bundles, territoryId, product, createdAt } = request;
  const all = await store.listTerritories();
  const wanted = territoryId === undefined ? all : all.filter((each) => each.territoryId === territoryId);
  if (territoryId !== undefined && wanted.length === 0)
    throw await describeUnknownTerritory(store, territoryId);
  const scopes: BundleScope[] = [];
  for (const { territoryId: id } of wanted) {
    const scope = await bundles.openScope(id);
    if (scope !== undefined) scopes.push(scope);
  }
  if (scopes.length === 0) throw nothingToExport();
  const head: BundleHead = {
    format: 'wangge-bundle/1',
    product,
    createdAt: createdAt.toISOString(),
    territories: scopes.map((scope) => ({
      territoryId: scope.territoryId,
      name: wanted.find((each) => each.territoryId === scope.territoryId)!.name,
      currentRevision: scope.head,
    })),
  };
  let end: BundleEnd | undefined;
  const parts = writeBundle(head, readPages(scopes, request), (told) => {
    end = told;
  });
  return { head, parts, end: () => end };
}

/** An empty bundle looks like a backup and is none. */
function nothingToExport(): Problem {
  return new Problem({
    type: 'nothing-to-export',
    status: 404,
    detail: 'There is no territory in this database.',
    fix: 'Check that it is the one you mean: --data-dir DIR or --database-url URL.',
  });
}

async function* readPages(
  scopes: readonly BundleScope[],
  { bundles, onProgress, signal }: ExportAllRequest,
): AsyncGenerator<BundleRow[]> {
  for (const scope of scopes) {
    const territory = await bundles.readTerritoryRow(scope);
    if (territory === undefined)
      throw new Error(`Territory ${scope.territoryId} vanished while it was exported`);
    yield [{ table: 'territory', row: territory }];
    for (const { name } of bundleTables) {
      const total = await bundles.countBundleRows(scope, name);
      let done = 0;
      for await (const rows of bundles.readBundleRows(scope, name)) {
        signal?.throwIfAborted();
        done += rows.length;
        onProgress?.({ step: `Exporting ${scope.territoryId}: ${tellTable(name)}`, done, total });
        yield rows.map((row) => ({ table: name, row }));
      }
    }
  }
}

/** `grid_version` → `grid versions`. */
export function tellTable(name: string): string {
  return name === 'element_category' ? 'categories' : `${name.replaceAll('_', ' ')}s`;
}
