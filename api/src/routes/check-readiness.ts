import { mapError, StoreUnavailable } from '../store/map-error.js';
import type { Store } from '../store/types.js';
import type { MartinTiles } from '../tiles/create-martin-tiles.js';
import { rememberSettled, type TileRouteStore } from './remember-settled.js';

export const checkNames = ['database', 'migrations', 'tiles', 'maps'] as const;

export type CheckName = (typeof checkNames)[number];

export interface CheckResult {
  readonly status: 'ok' | 'failed' | 'unknown';
  readonly detail?: string;
}

export type Checks = Readonly<Record<CheckName, CheckResult>>;

export interface ReadinessOptions {
  readonly store: TileRouteStore & Pick<Store, 'checkReady' | 'listTerritories'>;
  /** Names of migrations that the database lacks. */
  readonly listPendingMigrations?: (() => Promise<readonly string[]>) | undefined;
  /** Where tiles come from, when that is not this server. */
  readonly martin?: Pick<MartinTiles, 'checkHealth'> | undefined;
  /** How long one check may take. */
  readonly checkMs?: number;
  /** How long results are given to others who ask. */
  readonly sharedMs?: number;
}

/** What one check finds: undefined when all is well, otherwise one line. */
type Check = () => Promise<string | undefined>;

/** What became of a check. */
interface Outcome {
  readonly result: CheckResult;
  /** It failed because the database does, though another check may have found that there. */
  readonly isOfDatabase: boolean;
}

const defaultCheckMs = 2_000;
const defaultSharedMs = 1_000;

const ok: CheckResult = { status: 'ok' };
const well: Outcome = { result: ok, isOfDatabase: false };
const unknown: CheckResult = { status: 'unknown' };

/**
 * Finds out what stands behind the server. Probes of several watchers share one round of checks, and a check that hangs
 * is not asked again before it has answered: being watched costs next to nothing.
 */
export function createReadiness(options: ReadinessOptions): () => Promise<Checks> {
  const { listPendingMigrations, martin, checkMs = defaultCheckMs, sharedMs = defaultSharedMs } = options;
  const store = {
    ...rememberSettled(options.store).remembered,
    listTerritories: () => options.store.listTerritories(),
  };
  const limited = (check: Check): (() => Promise<Outcome>) => limit(check, checkMs);
  const database = limited(() => options.store.checkReady());
  const tiles = limited(async () => martin?.checkHealth());
  const migrations = limited(async () => describePending((await listPendingMigrations?.()) ?? []));
  const maps = limited(() => findUndrawn(store));

  const checkAll = async (): Promise<Checks> => {
    const [first, served] = await Promise.all([database(), tiles()]);
    if (first.result.status !== 'ok') {
      const own = martin === undefined ? unknown : served.result;
      return { database: first.result, migrations: unknown, tiles: own, maps: unknown };
    }
    const [schema, drawn] = await Promise.all([migrations(), maps()]);
    // These two ask at the same time: it may be the second connection that the database does not give.
    const refused = [schema, drawn].find(({ isOfDatabase }) => isOfDatabase);
    return refused === undefined
      ? { database: ok, migrations: schema.result, tiles: served.result, maps: drawn.result }
      : { database: refused.result, migrations: unknown, tiles: served.result, maps: unknown };
  };

  let shared: { readonly at: number; readonly checks: Promise<Checks> } | undefined;
  return () => {
    const now = performance.now();
    if (shared === undefined || now - shared.at >= sharedMs) shared = { at: now, checks: checkAll() };
    return shared.checks;
  };
}

/** A check that takes too long has failed; the next round waits for the same run of it. */
function limit(check: Check, checkMs: number): () => Promise<Outcome> {
  let underWay: Promise<Outcome> | undefined;
  return async () => {
    underWay ??= run(check).finally(() => (underWay = undefined));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<Outcome>((resolve) => {
      timer = setTimeout(() => resolve(failed(`No answer within ${checkMs} ms.`)), checkMs);
    });
    try {
      return await Promise.race([underWay, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}

async function run(check: Check): Promise<Outcome> {
  try {
    const fault = await check();
    return fault === undefined ? well : failed(fault);
  } catch (thrown) {
    const error = mapError(thrown);
    return failed(error instanceof Error ? error.message : String(error), error instanceof StoreUnavailable);
  }
}

function failed(detail: string, isOfDatabase = false): Outcome {
  return { result: { status: 'failed', detail }, isOfDatabase };
}

function describePending(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  return `The database lacks ${names.length === 1 ? 'a migration' : `${names.length} migrations`} (${names[0]}${names.length === 1 ? '' : ', …'}).`;
}

async function findUndrawn(
  store: TileRouteStore & Pick<Store, 'listTerritories'>,
): Promise<string | undefined> {
  for (const { territoryId, currentRevision } of await store.listTerritories()) {
    if (currentRevision === null) continue;
    const row = await store.getRevision(territoryId, currentRevision);
    if (row?.isDrawn === false)
      return `The map of revision ${currentRevision} of territory ${territoryId} is still being drawn.`;
  }
  return undefined;
}
