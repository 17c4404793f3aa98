import type { Sample, SampleGrid, SampleOptions } from '../sample/types.js';
import type { Principal, Store, Territory } from '../store/types.js';
import { auditTerritory } from './audit-territory.js';
import { afterFailure } from './after-failure.js';
import { describeFailure } from './describe-failure.js';
import type { ReportProgress } from './job-progress.js';
import { makeSample } from './make-sample.js';
import { publishGrids, type Published } from './publish-grids.js';
import type { ReadGrid } from './reading/types.js';

export const sampleTerritoryId = 'sample';

/** What `npm start` shows: the size of Shiyan, and a few dozen defects to look at. */
export const defaultSample = { seed: 1, elements: 7183, defects: 36 } as const satisfies SampleOptions;

export interface LoadSampleRequest {
  readonly store: Store;
  readonly principal: Principal;
  readonly sample?: SampleOptions;
  readonly onProgress?: ReportProgress;
  readonly signal?: AbortSignal;
}

/**
 * Generates the sample city and publishes it as territory `sample`, with its streets, waters and buildings, and
 * audits it. Its vertices are taken as they are, without matching, so that its defects stay.
 *
 * The grids are published last but for the audit: a sample that was stopped on the way has no map yet, and is
 * loaded again at the next start.
 */
export async function loadSample(request: LoadSampleRequest): Promise<{ revision: number }> {
  const { store, principal, onProgress, signal } = request;
  const sample = await makeSample(request.sample ?? defaultSample, onProgress, signal);
  const known = await store.getTerritory(sampleTerritoryId);
  const territory =
    known ??
    (await store.createTerritory(
      {
        territoryId: sampleTerritoryId,
        name: sample.territory.name,
        codeScheme: 'standard',
        codePatterns: {},
        upperLevels: 'drawn',
        displayDatum: 'wgs84',
      },
      principal,
    ));
  await store.replaceReference(sampleTerritoryId, ['street', 'water', 'building'], sample.reference, {
    onProgress: (done, total) => onProgress?.({ step: 'Storing streets, waters and buildings', done, total }),
    ...(signal === undefined ? {} : { signal }),
  });
  const { importId } = await store.beginImport(sampleTerritoryId, principal);
  const revision = await publishSample(request, territory, sample, importId);
  await auditTerritory({ store, territoryId: sampleTerritoryId, revision, principal, onProgress, signal });
  return { revision };
}

async function publishSample(
  request: LoadSampleRequest,
  territory: Territory,
  sample: Sample,
  importId: number,
): Promise<number> {
  const { store, principal, onProgress, signal } = request;
  let published: Published;
  try {
    published = await publishGrids({
      store,
      territory,
      grids: sample.grids.map(toReadGrid),
      replace: true,
      note: 'sample city',
      principal,
      onProgress,
      signal,
    });
  } catch (error) {
    await afterFailure(error, () =>
      store.finishImport(sampleTerritoryId, importId, {
        status: signal?.aborted === true ? 'cancelled' : 'failed',
        revision: null,
        error: describeFailure(error),
      }),
    );
    throw error;
  }
  const revision = published.revision!;
  const report = { format: 'wangge-import/1', levels: published.counts };
  await store.finishImport(sampleTerritoryId, importId, { status: 'done', revision, report });
  return revision;
}

function toReadGrid(grid: SampleGrid, index: number): ReadGrid {
  return {
    file: 'sample city',
    feature: index + 1,
    level: grid.level,
    code: grid.code,
    parentCode: grid.parentCode,
    name: grid.name,
    category: grid.category,
    attributes: grid.attributes,
    geometry: grid.geometry,
    original: grid.original,
  };
}
