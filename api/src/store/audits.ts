import type { CertifiedWaiver } from '../coverage/certificate-types.js';
import { Problem } from '../problem.js';
import { carryRun } from './carry-run.js';
import type { Heartbeat } from './heartbeat.js';
import { refreshStatistics } from './refresh-statistics.js';
import type { Sql } from './run-sql.js';
import { fromFindings } from './select-findings.js';
import { sweepFindings, unwriteFindings } from './sweep-findings.js';
import type { AuditRun, Store } from './types.js';
import { writeFindings } from './write-findings.js';

/** `a` the run. Waivers come and go after a run, so whether it is clean is asked anew. */
const selectAudits = `
  select
    a.audit_id as "auditId",
    a.territory_id as "territoryId",
    a.revision,
    wangge.run_status(a.status, a.heartbeat_at) as status,
    a.principal,
    a.started_at as "startedAt",
    a.finished_at as "finishedAt",
    case when a.progress_total is not null
      then jsonb_build_object('done', a.progress_done, 'total', a.progress_total)
    end as progress,
    case when a.status = 'done' then not exists (
      select
      ${fromFindings}
      where f.territory_id = a.territory_id
        and f.audit_id = a.audit_id
        and wangge.severity_number(f.severity) = wangge.severity_number('error')
        and w.reason is null
    ) end as clean,
    a.levels,
    a.error,
    a.compared_with as "comparedWith",
    a.certificate,
    a.second_opinion as "secondOpinion"
  from wangge.audit_run a`;

type AuditStore = Pick<
  Store,
  | 'beginAudit'
  | 'noteAuditProgress'
  | 'finishAudit'
  | 'failAudit'
  | 'listAudits'
  | 'getAudit'
  | 'latestAudit'
  | 'listWaivers'
>;

export function createAuditStore(sql: Sql, heartbeat: Heartbeat): AuditStore {
  return {
    async beginAudit(territoryId, revision, principal) {
      await markDeadAudits(sql, territoryId);
      const rows = await sql.write<{ audit_id: number }>(
        `insert into wangge.audit_run (territory_id, revision, principal)
         select r.territory_id, r.revision, $3::text
         from wangge.revision r
         where r.territory_id = $1::text
           and r.revision = $2::bigint
           and r.status = 'published'
         returning audit_id`,
        [territoryId, revision, principal.id],
      );
      const auditId = rows[0]?.audit_id;
      if (auditId === undefined) throw revisionNotFound(territoryId, revision);
      heartbeat.start('audit', territoryId, auditId);
      return { auditId };
    },

    noteAuditProgress(territoryId, auditId, progress) {
      if (!heartbeat.note('audit', territoryId, auditId, progress)) throw auditNotRunning(auditId);
    },

    async finishAudit(territoryId, auditId, result) {
      // A run of another process may end while this one is being compared and written: then it is done anew.
      for (;;) {
        const before = await newestBefore(sql, territoryId, auditId);
        const carried = await carryRun(sql, territoryId, before, result.findings);
        await writeFindings(sql, territoryId, auditId, carried);
        await refreshStatistics(sql, 'findings', carried.length);
        if (await markDone(sql, territoryId, auditId, before, result)) break;
        if ((await newestBefore(sql, territoryId, auditId)) === before) {
          heartbeat.stop('audit', territoryId, auditId);
          await sweepFindings(sql, territoryId, auditId);
          throw auditNotRunning(auditId);
        }
        await unwriteFindings(sql, territoryId, auditId);
      }
      heartbeat.stop('audit', territoryId, auditId);
    },

    async failAudit(territoryId, auditId, status, error) {
      heartbeat.stop('audit', territoryId, auditId);
      await sql.repeatable(
        `update wangge.audit_run r
         set status = $3::text, finished_at = now(), error = $4::text
         where r.territory_id = $1::text
           and r.audit_id = $2::bigint
           and r.status = 'running'`,
        [territoryId, auditId, status, error],
      );
      await sweepFindings(sql, territoryId, auditId);
    },

    listAudits: (territoryId, limit) =>
      sql.read<AuditRun>(
        `${selectAudits}
         where a.territory_id = $1::text
         order by a.audit_id desc
         limit $2::bigint`,
        [territoryId, limit],
      ),

    async getAudit(territoryId, auditId) {
      const rows = await sql.read<AuditRun>(
        `${selectAudits}
         where a.territory_id = $1::text
           and a.audit_id = $2::bigint`,
        [territoryId, auditId],
      );
      return rows[0];
    },

    async latestAudit(territoryId, revision) {
      const rows = await sql.read<AuditRun>(
        `${selectAudits}
         where a.territory_id = $1::text
           and a.revision = $2::bigint
           and a.status = 'done'
         order by a.audit_id desc
         limit 1`,
        [territoryId, revision],
      );
      return rows[0];
    },

    listWaivers: (territoryId) =>
      sql.read<CertifiedWaiver>(
        `select
           n.identity,
           n.geometry_hash as "geometryHash",
           n.reason,
           n.author,
           to_char(n.expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "expiresAt"
         from (
           select distinct on (x.subject, x.geometry_hash) x.*
           from wangge.waiver x
           where x.territory_id = $1::text
             and x.withdrawn_at is null
           order by x.subject, x.geometry_hash, x.waiver_id desc
         ) n
         where n.expires_at is null or n.expires_at > now()
         order by n.identity, n.geometry_hash`,
        [territoryId],
      ),
  };
}

/** The newest done run before this one, whatever its revision. */
async function newestBefore(sql: Sql, territoryId: string, auditId: number): Promise<number | null> {
  const rows = await sql.read<{ auditId: number | null }>(
    `select max(r.audit_id) as "auditId"
     from wangge.audit_run r
     where r.territory_id = $1::text
       and r.audit_id < $2::bigint
       and r.status = 'done'`,
    [territoryId, auditId],
  );
  return rows[0]?.auditId ?? null;
}

/** False when the run is not running any more, or when `before` is not the newest done one before it any more. */
async function markDone(
  sql: Sql,
  territoryId: string,
  auditId: number,
  before: number | null,
  result: Parameters<Store['finishAudit']>[2],
): Promise<boolean> {
  const rows = await sql.write(
    `update wangge.audit_run r
     set
       status = 'done',
       finished_at = now(),
       clean = $3::boolean,
       levels = $4::jsonb,
       progress_done = r.progress_total,
       compared_with = $5::bigint,
       certificate = $6::jsonb,
       second_opinion = $7::jsonb
     where r.territory_id = $1::text
       and r.audit_id = $2::bigint
       and r.status = 'running'
       and $5::bigint is not distinct from (
         select max(d.audit_id)
         from wangge.audit_run d
         where d.territory_id = $1::text
           and d.audit_id < $2::bigint
           and d.status = 'done'
       )
     returning r.audit_id`,
    [
      territoryId,
      auditId,
      result.clean,
      JSON.stringify(result.levels),
      before,
      result.certificate === null ? null : JSON.stringify(result.certificate),
      result.secondOpinion === null ? null : JSON.stringify(result.secondOpinion),
    ],
  );
  return rows.length > 0;
}

/** Says of runs whose process is gone that they are dead, and takes back what runs that did not end well left. */
async function markDeadAudits(sql: Sql, territoryId: string): Promise<void> {
  await sql.write(
    `update wangge.audit_run r
     set status = 'dead', finished_at = r.heartbeat_at, error = 'Its process went silent.'
     where r.territory_id = $1::text
       and r.status = 'running'
       and wangge.run_status(r.status, r.heartbeat_at) = 'dead'`,
    [territoryId],
  );
  await sweepFindings(sql, territoryId);
}

function revisionNotFound(territoryId: string, revision: number): Problem {
  return new Problem({
    type: 'revision-not-found',
    status: 404,
    detail: `Territory ${territoryId} has no published revision ${revision}.`,
    fix: 'choose one that /revisions lists.',
  });
}

function auditNotRunning(auditId: number): Problem {
  return new Problem({
    type: 'audit-not-running',
    status: 409,
    detail: `Audit ${auditId} is not running: it was cancelled, or its process went silent and it was marked dead.`,
    fix: 'start a new audit.',
  });
}
