import { Problem } from '../problem.js';
import type { Heartbeat } from './heartbeat.js';
import { refreshStatistics } from './refresh-statistics.js';
import type { RunStatement, Sql } from './run-sql.js';
import { sweepRevision } from './sweep-revision.js';
import type { RevisionRow, Store } from './types.js';

const selectRevisions = `
  select
    r.revision,
    r.status,
    r.author,
    r.base_revision as "baseRevision",
    r.created_at as "createdAt",
    r.effective_from as "effectiveFrom",
    r.note
  from wangge.revision r`;

type RevisionStore = Pick<
  Store,
  'listRevisions' | 'getRevision' | 'revisionAsOf' | 'beginRevision' | 'publishRevision' | 'sweepRevision'
>;

export function createRevisionStore(sql: Sql, heartbeat: Heartbeat): RevisionStore {
  return {
    listRevisions: (territoryId) =>
      sql.read<RevisionRow>(`${selectRevisions} where r.territory_id = $1::text order by r.revision desc`, [
        territoryId,
      ]),

    async getRevision(territoryId, revision) {
      const rows = await sql.read<RevisionRow>(
        `${selectRevisions} where r.territory_id = $1::text and r.revision = $2::bigint`,
        [territoryId, revision],
      );
      return rows[0];
    },

    async revisionAsOf(territoryId, at) {
      const rows = await sql.read<{ revision: number | null }>(
        'select wangge.revision_as_of($1::text, $2::timestamptz) as revision',
        [territoryId, at.toISOString()],
      );
      return rows[0]?.revision ?? undefined;
    },

    async beginRevision(territoryId, { base, note }, principal) {
      await sweepDeadBuild(sql, territoryId);
      const revision = await sql.transaction(async (run) => {
        const current = await lockTerritory(run, territoryId);
        if (current !== base) throw baseMoved(base, current);
        await refuseSecondBuild(run, territoryId);
        const rows = await run<{ revision: number }>(
          `with number as (
             update wangge.territory t
             set next_revision = t.next_revision + 1
             where t.territory_id = $1::text
             returning t.next_revision - 1 as revision
           )
           insert into wangge.revision (territory_id, revision, status, author, base_revision, note)
           select $1::text, n.revision, 'building', $2::text, $3::bigint, $4::text
           from number n
           returning revision`,
          [territoryId, principal.id, base, note ?? null],
        );
        return firstOf(rows).revision;
      });
      heartbeat.start('revision', territoryId, revision);
      return { revision };
    },

    async publishRevision(territoryId, revision) {
      await refreshStatistics(sql, 'grids', await countWritten(sql, territoryId, revision));
      await sql.transaction(async (run) => {
        const current = await lockTerritory(run, territoryId);
        const build = await readBuild(run, territoryId, revision);
        if (build.status === 'published' && current === revision) return;
        if (build.status !== 'building') throw revisionGone(revision);
        if (build.base !== current) throw baseMoved(build.base, current);
        await publish(run, territoryId, revision);
      });
      heartbeat.stop('revision', territoryId, revision);
    },

    async sweepRevision(territoryId, revision) {
      heartbeat.stop('revision', territoryId, revision);
      await sweepRevision(sql, territoryId, revision);
    },
  };
}

/** Takes the territory's row for this transaction; returns its newest published revision. */
async function lockTerritory(run: RunStatement, territoryId: string): Promise<number | null> {
  const rows = await run<{ current: number | null }>(
    'select t.current_revision as current from wangge.territory t where t.territory_id = $1::text for update',
    [territoryId],
  );
  const row = rows[0];
  if (row !== undefined) return row.current;
  throw new Problem({
    type: 'territory-not-found',
    status: 404,
    detail: `There is no territory ${territoryId}.`,
  });
}

async function readBuild(
  run: RunStatement,
  territoryId: string,
  revision: number,
): Promise<{ status: RevisionRow['status']; base: number | null }> {
  const rows = await run<{ status: RevisionRow['status']; base: number | null }>(
    `select r.status, r.base_revision as base
     from wangge.revision r
     where r.territory_id = $1::text and r.revision = $2::bigint`,
    [territoryId, revision],
  );
  const build = rows[0];
  if (build === undefined) throw revisionGone(revision);
  return build;
}

async function countWritten(sql: Sql, territoryId: string, revision: number): Promise<number> {
  const rows = await sql.read<{ count: number }>(
    `select count(*) as count
     from wangge.grid_version v
     where v.territory_id = $1::text and v.revision_from = $2::bigint`,
    [territoryId, revision],
  );
  return rows[0]?.count ?? 0;
}

/** To the millisecond, as a JavaScript date counts: a date taken right after is never before it. */
async function publish(run: RunStatement, territoryId: string, revision: number): Promise<void> {
  await run(
    `update wangge.revision r
     set
       status = 'published',
       effective_from = date_trunc('milliseconds', clock_timestamp()),
       bbox_west = st_xmin(e.box),
       bbox_south = st_ymin(e.box),
       bbox_east = st_xmax(e.box),
       bbox_north = st_ymax(e.box)
     from (select st_extent(v.geometry) as box from wangge.grids_as_of($1::text, $2::bigint) v) e
     where r.territory_id = $1::text and r.revision = $2::bigint`,
    [territoryId, revision],
  );
  await run('update wangge.territory t set current_revision = $2::bigint where t.territory_id = $1::text', [
    territoryId,
    revision,
  ]);
}

/** A build whose process is gone is swept before the next one begins. */
async function sweepDeadBuild(sql: Sql, territoryId: string): Promise<void> {
  const dead = await sql.read<{ revision: number }>(
    `select r.revision
     from wangge.revision r
     where r.territory_id = $1::text
       and r.status = 'building'
       and wangge.run_status('running', r.heartbeat_at) = 'dead'`,
    [territoryId],
  );
  for (const { revision } of dead) await sweepRevision(sql, territoryId, revision);
}

async function refuseSecondBuild(run: RunStatement, territoryId: string): Promise<void> {
  const rows = await run<{ revision: number; author: string }>(
    `select r.revision, r.author
     from wangge.revision r
     where r.territory_id = $1::text and r.status = 'building'`,
    [territoryId],
  );
  const other = rows[0];
  if (other === undefined) return;
  throw new Problem({
    type: 'revision-building',
    status: 409,
    detail: `Revision ${other.revision} of territory ${territoryId} is being built by ${other.author}.`,
    fix: 'wait until it is published; if its process was killed, it is taken back 30 seconds after its last sign of life.',
  });
}

function baseMoved(base: number | null, current: number | null): Problem {
  return new Problem({
    type: 'base-moved',
    status: 409,
    detail: `The map moved on: the change is based on ${describe(base)}, the current one is ${describe(current)}.`,
    fix: 'compare with the current revision again and repeat the change.',
  });
}

function revisionGone(revision: number): Problem {
  return new Problem({
    type: 'revision-gone',
    status: 409,
    detail: `Revision ${revision} is not being built: it was published, or taken back after its process went silent.`,
    fix: 'begin a new one.',
  });
}

function describe(revision: number | null): string {
  return revision === null ? 'an empty map' : `revision ${revision}`;
}

function firstOf<Row>(rows: readonly Row[]): Row {
  const row = rows[0];
  if (row === undefined) throw new Error('The statement returned no row');
  return row;
}
