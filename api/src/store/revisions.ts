import { Problem } from '../problem.js';
import type { Heartbeat } from './heartbeat.js';
import { refreshStatistics } from './refresh-statistics.js';
import type { RunStatement, Sql } from './run-sql.js';
import { revisionGone } from './revision-gone.js';
import { listUnswept, sweepDeadBuilds, sweepRevision } from './sweep-revision.js';
import type { Build, RevisionRow, Store } from './types.js';

const selectRevisions = `
  select
    r.revision,
    r.status,
    r.author,
    r.base_revision as "baseRevision",
    r.created_at as "createdAt",
    r.effective_from as "effectiveFrom",
    r.note,
    r.drawn_at is not null as "isDrawn",
    r.drawn_at as "drawnAt"
  from wangge.revision r`;

/** The silence after which `wangge.run_status` calls a run dead. */
const deadAfterMs = 30_000;

type RevisionStore = Pick<
  Store,
  | 'listRevisions'
  | 'getRevision'
  | 'revisionAsOf'
  | 'beginRevision'
  | 'findBuild'
  | 'publishRevision'
  | 'sweepRevision'
>;

export function createRevisionStore(sql: Sql, heartbeat: Heartbeat): RevisionStore {
  /** Undefined when a build that failed meanwhile has to be swept first. */
  const begin = (
    territoryId: string,
    base: number | null,
    note: string | undefined,
    author: string,
  ): Promise<number | undefined> =>
    sql.transaction(async (run) => {
      const current = await lockTerritory(run, territoryId);
      if (current !== base) throw baseMoved(base, current);
      await refuseSecondBuild(run, territoryId);
      if ((await listUnswept(run, territoryId)).length > 0) return undefined;
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
        [territoryId, author, base, note ?? null],
      );
      return firstOf(rows).revision;
    });

  return {
    listRevisions: (territoryId) =>
      sql.read<RevisionRow>(
        `${selectRevisions}
         where r.territory_id = $1::text
         order by r.revision desc`,
        [territoryId],
      ),

    async getRevision(territoryId, revision) {
      const rows = await sql.read<RevisionRow>(
        `${selectRevisions}
         where r.territory_id = $1::text
           and r.revision = $2::bigint`,
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
      let revision: number | undefined;
      while (revision === undefined) {
        await sweepDeadBuilds(sql, territoryId);
        revision = await begin(territoryId, base, note, principal.id);
      }
      heartbeat.start('revision', territoryId, revision);
      return { revision };
    },

    findBuild: (territoryId) => findBuild(sql.read, territoryId),

    async publishRevision(territoryId, revision) {
      await refreshStatistics(sql, 'grids', await countWritten(sql, territoryId, revision));
      await sql.transaction(async (run) => {
        const current = await lockTerritory(run, territoryId);
        const build = await holdBuild(run, territoryId, revision);
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
    `select t.current_revision as current
     from wangge.territory t
     where t.territory_id = $1::text
     for no key update`,
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

/** Takes the revision's row too, so that no sweep can begin before the transaction ends. */
async function holdBuild(
  run: RunStatement,
  territoryId: string,
  revision: number,
): Promise<{ status: RevisionRow['status']; base: number | null }> {
  const rows = await run<{ status: RevisionRow['status']; base: number | null }>(
    `select r.status, r.base_revision as base
     from wangge.revision r
     where r.territory_id = $1::text
       and r.revision = $2::bigint
     for no key update`,
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
     where v.territory_id = $1::text
       and v.revision_from = $2::bigint`,
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
       bbox_west = b.west,
       bbox_south = b.south,
       bbox_east = b.east,
       bbox_north = b.north
     from wangge.revision_box($1::text, $2::bigint) b
     where r.territory_id = $1::text
       and r.revision = $2::bigint
       and r.status = 'building'`,
    [territoryId, revision],
  );
  await run(
    `update wangge.territory t
     set current_revision = $2::bigint
     where t.territory_id = $1::text`,
    [territoryId, revision],
  );
}

async function findBuild(run: RunStatement, territoryId: string): Promise<Build | undefined> {
  const rows = await run<Omit<Build, 'deadAfterMs'>>(
    `select
       r.revision,
       r.author,
       (extract(epoch from clock_timestamp() - r.heartbeat_at) * 1000)::float8 as "silentMs"
     from wangge.revision r
     where r.territory_id = $1::text
       and r.status = 'building'`,
    [territoryId],
  );
  return rows.map((row) => ({ ...row, deadAfterMs }))[0];
}

async function refuseSecondBuild(run: RunStatement, territoryId: string): Promise<void> {
  const other = await findBuild(run, territoryId);
  if (other === undefined) return;
  const seconds = Math.max(1, Math.ceil((other.deadAfterMs - other.silentMs) / 1000));
  throw new Problem({
    type: 'revision-building',
    status: 409,
    detail: `Revision ${other.revision} of territory ${territoryId} is being built by ${other.author}.`,
    fix: `wait until it is published; if its process was killed, try again in ${seconds} s, and it is taken back.`,
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

function describe(revision: number | null): string {
  return revision === null ? 'an empty map' : `revision ${revision}`;
}

function firstOf<Row>(rows: readonly Row[]): Row {
  const row = rows[0];
  if (row === undefined) throw new Error('The statement returned no row');
  return row;
}
