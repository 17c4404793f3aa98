import { basename } from 'node:path';
import type { Level } from '../hierarchy/levels.js';
import { Problem } from '../problem.js';
import type { CodeScheme, LocalText, Principal, Store, Territory } from '../store/types.js';
import { auditTerritory } from './audit-territory.js';
import type { LevelCounts } from './compare-grids.js';
import { afterFailure } from './after-failure.js';
import { describeFailure } from './describe-failure.js';
import { describeReading } from './describe-reading.js';
import { describeUnknownTerritory } from './describe-unknown-territory.js';
import type { ReportProgress } from './job-progress.js';
import { publishGrids } from './publish-grids.js';
import { readGrids } from './read-grids.js';
import type { FileSpec, ReadReport } from './reading/types.js';
import type { ResolveReport } from './resolve-hierarchy.js';

/** Characters of file names that a revision's note keeps. */
const longestNote = 500;

export interface ImportOptions {
  /** Vertices this near, in metres, become one while reading; 0 = off. */
  readonly matchMetres: number;
  /** Joins the records of one code into one grid. */
  readonly mergeSameCode: boolean;
  /** Lets an import retire more than half of a level. */
  readonly replace: boolean;
  /** Audits the new revision and stores the run. */
  readonly audit: boolean;
  /** Refused where the territory has another one. */
  readonly codeScheme?: CodeScheme;
  /** What a territory that does not exist yet is created with; without it an unknown territory is refused. */
  readonly create?: { readonly name: LocalText; readonly codeScheme: CodeScheme };
}

export interface ImportRequest {
  readonly store: Store;
  readonly territoryId: string;
  readonly files: readonly FileSpec[];
  readonly options: ImportOptions;
  readonly principal: Principal;
  readonly onProgress?: ReportProgress;
  readonly signal?: AbortSignal;
}

/** What an import did; stored with its row and printed by `--json`. */
export interface ImportReport {
  readonly format: 'wangge-import/1';
  readonly territory: string;
  readonly importId: number;
  /** The revision in force afterwards. */
  readonly revision: number | null;
  /** False when the files hold what the map has already, so that no revision was made. */
  readonly changed: boolean;
  readonly levels: Readonly<Partial<Record<Level, LevelCounts>>>;
  readonly read: ReadReport;
  readonly resolved: ResolveReport;
  readonly audit: { readonly auditId: number; readonly clean: boolean } | null;
}

/**
 * Reads files, settles codes and parents, and publishes what differs from the present revision as one new
 * revision; then audits it. All or nothing: a Problem, an error, an abort or a kill at any moment leaves the
 * present map as it was, and levels that no file holds stay as they are. A territory that the import made itself is
 * removed again when it fails.
 *
 * @throws Problem for what the files or the request do wrong; the reason of `signal` when it is aborted.
 */
export async function importGrids(request: ImportRequest): Promise<ImportReport> {
  const { store, territoryId, options } = request;
  const known = await store.getTerritory(territoryId);
  if (known !== undefined) refuseOtherScheme(known, options.codeScheme);
  else if (options.create === undefined) throw await describeUnknownTerritory(store, territoryId);

  const report = await readAndPublish(request, known);
  const audit = options.audit ? await auditNew(request, report) : null;
  return { ...report, audit };
}

async function readAndPublish(
  request: ImportRequest,
  known: Territory | undefined,
): Promise<Omit<ImportReport, 'audit'>> {
  const { store, territoryId, files, options, principal, onProgress, signal } = request;
  // A territory that does not exist yet is made only once its files are known to be good.
  let importId = known === undefined ? undefined : (await store.beginImport(territoryId, principal)).importId;
  let isCreated = false;
  let report: Omit<ImportReport, 'audit'>;
  try {
    const { grids, report: read } = await readGrids([...files], {
      matchMetres: options.matchMetres,
      mergeSameCode: options.mergeSameCode,
      ...(signal === undefined ? {} : { signal }),
      onProgress: (progress) => onProgress?.(describeReading(progress)),
    });
    signal?.throwIfAborted();
    const published = await publishGrids({
      store,
      territory: known ?? { territoryId, codeScheme: options.create!.codeScheme },
      grids,
      replace: options.replace,
      note: `import ${files.map((file) => basename(file.path)).join(', ')}`.slice(0, longestNote),
      principal,
      onProgress,
      signal,
      beforeWriting: async () => {
        if (importId !== undefined) return;
        await store.createTerritory(newTerritory(territoryId, options.create!), principal);
        isCreated = true;
        importId = (await store.beginImport(territoryId, principal)).importId;
      },
    });
    report = {
      format: 'wangge-import/1',
      territory: territoryId,
      importId: importId!,
      revision: published.revision,
      changed: published.changed,
      levels: published.counts,
      read,
      resolved: published.report,
    };
  } catch (error) {
    const failedId = importId;
    await afterFailure(error, async () => {
      if (failedId !== undefined) await recordFailure(request, failedId, error);
      if (isCreated) await store.removeEmptyTerritory(territoryId);
    });
    throw error;
  }
  await store.finishImport(territoryId, report.importId, {
    status: 'done',
    revision: report.revision,
    report: { ...report },
  });
  return report;
}

async function recordFailure(
  { store, territoryId, signal }: ImportRequest,
  importId: number,
  error: unknown,
): Promise<void> {
  await store.finishImport(territoryId, importId, {
    status: signal?.aborted === true ? 'cancelled' : 'failed',
    revision: null,
    error: describeFailure(error),
  });
}

/** An unchanged map is audited too where a run is missing, for instance after a kill between the two. */
async function auditNew(
  request: ImportRequest,
  report: Omit<ImportReport, 'audit'>,
): Promise<ImportReport['audit']> {
  const { store, territoryId, principal, onProgress, signal } = request;
  const { revision } = report;
  if (revision === null) return null;
  const latest = report.changed ? undefined : await store.latestAudit(territoryId, revision);
  if (latest !== undefined) return { auditId: latest.auditId, clean: latest.clean === true };
  const { auditId, result } = await auditTerritory({
    store,
    territoryId,
    revision,
    principal,
    onProgress,
    signal,
  });
  return { auditId, clean: result.clean };
}

function newTerritory(
  territoryId: string,
  create: NonNullable<ImportOptions['create']>,
): Parameters<Store['createTerritory']>[0] {
  return { territoryId, ...create, codePatterns: {}, upperLevels: 'drawn', displayDatum: 'wgs84' };
}

function refuseOtherScheme(known: Territory, wanted: CodeScheme | undefined): void {
  if (wanted === undefined || wanted === known.codeScheme) return;
  throw new Problem({
    type: 'code-scheme-fixed',
    status: 409,
    field: '--code-scheme',
    detail: `Territory ${known.territoryId} has the code scheme ${known.codeScheme}.`,
    fix: `Leave the flag out, or import into another territory.`,
  });
}
