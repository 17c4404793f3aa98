import { Problem } from '../problem.js';
import { encodeMultiPolygon, encodePoint } from './encode-multipolygon.js';
import { revisionGone } from './revision-gone.js';
import type { RunStatement, Sql } from './run-sql.js';
import type { GridChange, Store } from './types.js';

/**
 * A batch is one transaction, and the embedded server gives its single session to nobody else meanwhile. So a batch
 * ends at the first of these.
 */
const batchGrids = 200;
const batchCoordinates = 40_000;
/** Closing a version moves its row only. */
const closeGrids = 500;
const reserveGrids = 5_000;

type ChangeWriter = Pick<Store, 'reserveGridIds' | 'writeChanges' | 'retireGrids'>;

export function createChangeWriter(sql: Sql): ChangeWriter {
  return {
    async reserveGridIds(territoryId, rows) {
      const ids: number[] = [];
      for (const batch of slices(rows, reserveGrids)) ids.push(...(await reserve(sql, territoryId, batch)));
      return ids;
    },

    async writeChanges(territoryId, revision, changes, options = {}) {
      const closed = changes.map((change) => change.gridId);
      const close = slices(closed, closeGrids);
      const write = batchesOf(changes);
      for (const gridIds of close) {
        options.signal?.throwIfAborted();
        await closeVersions(sql, territoryId, revision, gridIds);
      }
      let done = 0;
      for (const batch of write) {
        options.signal?.throwIfAborted();
        await writeBatch(sql, territoryId, revision, batch);
        done += batch.length;
        options.onProgress?.(done, changes.length);
      }
    },

    async retireGrids(territoryId, revision, gridIds) {
      for (const batch of slices(gridIds, closeGrids)) await closeVersions(sql, territoryId, revision, batch);
    },
  };
}

async function reserve(sql: Sql, territoryId: string, rows: readonly { level: string }[]): Promise<number[]> {
  const first = await sql.transaction(async (run) => {
    const next = await run<{ first: number }>(
      `update wangge.territory t
       set next_grid_id = t.next_grid_id + $2::bigint
       where t.territory_id = $1::text
       returning t.next_grid_id - $2::bigint as first`,
      [territoryId, rows.length],
    );
    const start = next[0]?.first;
    if (start === undefined) {
      throw new Problem({
        type: 'territory-not-found',
        status: 404,
        detail: `There is no territory ${territoryId}.`,
      });
    }
    await run(
      `insert into wangge.grid (territory_id, grid_id, level)
       select $1::text, $2::bigint + l.place - 1, l.level
       from unnest($3::text[]) with ordinality as l (level, place)`,
      [territoryId, start, rows.map((row) => row.level)],
    );
    return start;
  });
  return rows.map((_row, index) => first + index);
}

/**
 * Holds the revision's row to the end of the transaction, and refuses unless it is still being built. A sweep begins
 * by marking that row `failed`: it waits for this batch and then takes it back too, or comes first and this batch
 * finds its revision gone. Never is a row written under a revision that has failed.
 */
async function holdBuild(run: RunStatement, territoryId: string, revision: number): Promise<void> {
  const rows = await run(
    `update wangge.revision r
     set heartbeat_at = now()
     where r.territory_id = $1::text
       and r.revision = $2::bigint
       and r.status = 'building'
     returning r.revision`,
    [territoryId, revision],
  );
  if (rows.length === 0) throw revisionGone(revision);
}

async function closeVersions(
  sql: Sql,
  territoryId: string,
  revision: number,
  gridIds: readonly number[],
): Promise<void> {
  await sql.transaction(async (run) => {
    await holdBuild(run, territoryId, revision);
    await run(
      `update wangge.grid_version v
       set revision_to = $2::bigint
       where v.territory_id = $1::text
         and v.grid_id = any ($3::bigint[])
         and v.revision_to is null
         and v.revision_from < $2::bigint`,
      [territoryId, revision, gridIds],
    );
  });
}

/** Writing a batch that is there already changes nothing, so it may be repeated when its fate is unknown. */
async function writeBatch(
  sql: Sql,
  territoryId: string,
  revision: number,
  batch: readonly GridChange[],
): Promise<void> {
  const columns = [
    batch.map((change) => change.gridId),
    batch.map((change) => change.level),
    batch.map((change) => change.code),
    batch.map((change) => change.name),
    batch.map((change) => change.parentId),
    batch.map((change) => change.category),
    batch.map((change) => change.implied),
    batch.map((change) => JSON.stringify(change.attributes)),
    batch.map((change) => (change.original === null ? null : JSON.stringify(change.original))),
    batch.map((change) => encodeMultiPolygon(change.geometry)),
    batch.map((change) => encodePoint(change.labelPoint)),
    batch.map((change) => change.areaSquareMetres),
  ];
  await sql.transaction(async (run) => {
    await holdBuild(run, territoryId, revision);
    await run(
      `insert into wangge.grid_version (
         territory_id, grid_id, revision_from, level, code_scheme, code, name, parent_id, category, implied,
         attributes, original, geometry, label_point, area_square_metres
       )
       select
         t.territory_id, g.grid_id, $2::bigint, g.level, t.code_scheme, g.code, g.name, g.parent_id, g.category,
         g.implied, g.attributes, g.original, g.geometry::geometry, g.label_point::geometry, g.area
       from wangge.territory t
       cross join unnest(
         $3::bigint[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::text[], $9::boolean[], $10::jsonb[],
         $11::jsonb[], $12::text[], $13::text[], $14::float8[]
       ) as g (
         grid_id, level, code, name, parent_id, category, implied, attributes, original, geometry, label_point, area
       )
       where t.territory_id = $1::text
       on conflict on constraint grid_version_pkey do nothing`,
      [territoryId, revision, ...columns],
    );
  });
}

function batchesOf(changes: readonly GridChange[]): GridChange[][] {
  const batches: GridChange[][] = [];
  let batch: GridChange[] = [];
  let coordinates = 0;
  for (const change of changes) {
    const size = change.geometry.flat().reduce((sum, ring) => sum + ring.length, 0);
    if (batch.length === batchGrids || (batch.length > 0 && coordinates + size > batchCoordinates)) {
      batches.push(batch);
      batch = [];
      coordinates = 0;
    }
    batch.push(change);
    coordinates += size;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

function slices<Item>(items: readonly Item[], size: number): Item[][] {
  const result: Item[][] = [];
  for (let start = 0; start < items.length; start += size) result.push(items.slice(start, start + size));
  return result;
}
