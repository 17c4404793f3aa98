import { Problem } from '../problem.js';
import { BundleRowFault, describeRefusal, readRefusal } from './bundle-row-fault.js';
import {
  type BundleTable,
  bundleTables,
  declareColumns,
  isGeometry,
  territoryColumns,
} from './bundle-tables.js';
import type { BundleStore } from './bundle-types.js';
import { tableOf } from './read-bundle.js';
import { refreshStatistics } from './refresh-statistics.js';
import { removeArrival } from './remove-arrival.js';
import type { RunStatement, Sql } from './run-sql.js';

/** A batch is one transaction, and the embedded server gives its single session to nobody else meanwhile. */
const batchRows = 200;
const batchCharacters = 1_000_000;

/** A sequence goes on in steps that hold the session some ten milliseconds. */
const sequenceStep = 100_000;

type BundleWriter = Omit<
  BundleStore,
  'openScope' | 'countBundleRows' | 'readBundleRows' | 'readTerritoryRow'
>;

export function createBundleWriter(sql: Sql): BundleWriter {
  return {
    async beginArrival(territoryId, row) {
      await takeOverArrival(sql, territoryId);
      const columns = Object.keys(territoryColumns);
      const statement = `
        insert into wangge.territory (${columns.join(', ')}, arriving_at)
        select ${columns.map((name) => `r.${name}`).join(', ')}, now()
        from jsonb_to_recordset($1::jsonb) as r (${declareColumns(territoryColumns)})`;
      await sql.write(statement, [`[${row}]`]).catch(async (error: unknown) => {
        const refusal = readRefusal(error);
        // Somebody else may have been quicker.
        if (refusal === undefined || refusal.constraint === 'territory_pkey') throw error;
        throw new BundleRowFault(0, await describeRefusal(sql.read, refusal), error);
      });
    },

    async writeBundleRows(territoryId, name, rows) {
      const table = tableOf(name);
      const statement = table.source === undefined ? insertStatement(table) : compareStatement(table.columns);
      const write = (batch: readonly string[]): Promise<void> =>
        sql.transaction(async (run) => {
          await holdArrival(run, territoryId);
          await run(statement, [territoryId, `[${batch.join(',')}]`]);
        });
      let done = 0;
      for (const batch of batchesOf(rows)) {
        await write(batch).catch(async (error: unknown) => {
          if (readRefusal(error) !== undefined) await blameRow(sql, write, batch, done);
          throw error;
        });
        done += batch.length;
      }
    },

    async keepArrivals(territoryIds) {
      await sql.write(
        `update wangge.territory t
         set arriving_at = now()
         where t.territory_id = any ($1::text[])
           and t.arriving_at is not null`,
        [territoryIds],
      );
    },

    async settleArrival(territoryId) {
      await showLayers(sql, territoryId);
      for (const table of bundleTables) {
        if ('identity' in table) await moveSequence(sql, territoryId, table.name, table.identity);
      }
      await refreshStatistics(sql, 'grids', Infinity);
      await refreshStatistics(sql, 'findings', Infinity);
      await refreshStatistics(sql, 'reference', Infinity);
    },

    async showArrivals(territoryIds) {
      const shown = await sql.repeatable(
        `update wangge.territory t
         set
           arriving_at = null,
           current_revision = (
             select max(r.revision)
             from wangge.revision r
             where r.territory_id = t.territory_id
               and r.status = 'published'
           )
         where t.territory_id = any ($1::text[])
           and (
             select count(*)
             from wangge.territory x
             where x.territory_id = any ($1::text[])
           ) = cardinality($1::text[])
         returning t.territory_id`,
        [territoryIds],
      );
      if (shown.length !== territoryIds.length) throw arrivalGone(territoryIds.join(', '));
    },

    removeArrival: (territoryId) => removeArrival(sql, territoryId),
  };
}

/**
 * Writes rows one by one that were refused together, to find the one. None of them is to stay: the territory is taken
 * back.
 *
 * @throws BundleRowFault
 */
async function blameRow(
  sql: Sql,
  write: (batch: readonly string[]) => Promise<void>,
  rows: readonly string[],
  before: number,
): Promise<void> {
  for (const [at, row] of rows.entries()) {
    await write([row]).catch(async (error: unknown) => {
      const refusal = readRefusal(error);
      if (refusal === undefined) throw error;
      throw new BundleRowFault(before + at, await describeRefusal(sql.read, refusal), error);
    });
  }
}

/** Ids are written as they came: the sequences that would have given them follow in `moveSequence`. */
function insertStatement(table: BundleTable): string {
  const names = Object.keys(table.columns);
  const values = Object.entries(table.columns).map(([name, type]) =>
    isGeometry(type) ? `r.${name}::geometry` : `r.${name}`,
  );
  const more = Object.entries(table.writes ?? {});
  return `
    insert into wangge.${table.name} (${['territory_id', ...names, ...more.map(([name]) => name)].join(', ')})
    overriding system value
    select ${['$1::text', ...values, ...more.map(([, value]) => value)].join(', ')}
    from jsonb_to_recordset($2::jsonb) as r (${declareColumns(table.columns)})`;
}

function compareStatement(columns: BundleTable['columns']): string {
  return `
    update wangge.audit_run a
    set compared_with = r.compared_with
    from jsonb_to_recordset($2::jsonb) as r (${declareColumns(columns)})
    where a.territory_id = $1::text
      and a.audit_id = r.audit_id`;
}

/** Holds the territory's row to the end of the transaction, so that nobody removes what is being written. */
async function holdArrival(run: RunStatement, territoryId: string): Promise<void> {
  const held = await run(
    `update wangge.territory t
     set arriving_at = now()
     where t.territory_id = $1::text
       and t.arriving_at is not null
     returning t.territory_id`,
    [territoryId],
  );
  if (held.length === 0) throw arrivalGone(territoryId);
}

/** Removes what a process that died has left of the territory; refused where it is alive, or the territory is there. */
async function takeOverArrival(sql: Sql, territoryId: string): Promise<void> {
  const rows = await sql.write<{ status: string; silent: number }>(
    `select
       case when t.arriving_at is null then 'here' else wangge.run_status('running', t.arriving_at) end as status,
       ceil(extract(epoch from now() - t.arriving_at))::integer as silent
     from wangge.territory t
     where t.territory_id = $1::text`,
    [territoryId],
  );
  const present = rows[0];
  if (present === undefined) return;
  if (present.status === 'here') throw territoryExists(territoryId);
  if (present.status === 'running') {
    throw new Problem({
      type: 'territory-arriving',
      status: 409,
      detail: `Territory ${territoryId} is being brought in by another process, which gave a sign of life ${present.silent} s ago.`,
      fix: 'wait for its end; where it was killed, try again 30 s after that, and what it left is taken back.',
    });
  }
  await removeArrival(sql, territoryId);
}

export function territoryExists(territoryId: string): Problem {
  return new Problem({
    type: 'territory-exists',
    status: 409,
    detail: `There is a territory ${territoryId} here already.`,
    fix: 'import into a database without it, or bring in another one of the bundle with --territory NAME.',
  });
}

function arrivalGone(territoryId: string): Problem {
  return new Problem({
    type: 'arrival-gone',
    status: 409,
    detail: `What was written of ${territoryId} was taken back by another process, since this one had been silent for too long.`,
    fix: 'run the import again.',
  });
}

async function showLayers(sql: Sql, territoryId: string): Promise<void> {
  await sql.transaction(async (run) => {
    await holdArrival(run, territoryId);
    await run(
      `insert into wangge.reference_layer (territory_id, kind, generation)
       select distinct f.territory_id, f.kind, f.generation
       from wangge.reference_feature f
       where f.territory_id = $1::text
       on conflict do nothing`,
      [territoryId],
    );
  });
}

/** Numbers are drawn, not set: nobody else who draws at the same time can get one twice. */
async function moveSequence(sql: Sql, territoryId: string, table: string, column: string): Promise<void> {
  const name = `wangge.${table}`;
  for (;;) {
    const rows = await sql.write<{ drawn: number }>(
      `with behind as (
         select greatest(0, coalesce(max(r.${column}), 0)
           - coalesce(pg_sequence_last_value(pg_get_serial_sequence($2::text, $3::text)::regclass), 0)) as count
         from ${name} r
         where r.territory_id = $1::text
       )
       select count(nextval(pg_get_serial_sequence($2::text, $3::text)::regclass)) as drawn
       from behind b
       cross join generate_series(1, least(b.count, $4::bigint)) as n`,
      [territoryId, name, column, sequenceStep],
    );
    if ((rows[0]?.drawn ?? 0) < sequenceStep) return;
  }
}

function* batchesOf(rows: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let characters = 0;
  for (const row of rows) {
    if (batch.length === batchRows || (batch.length > 0 && characters + row.length > batchCharacters)) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(row);
    characters += row.length;
  }
  if (batch.length > 0) yield batch;
}
