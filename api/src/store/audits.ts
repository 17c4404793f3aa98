import type { CertifiedWaiver } from '../coverage/certificate-types.js';
import { Problem } from '../problem.js';
import { carryRun } from './carry-run.js';
import type { Heartbeat } from './heartbeat.js';
import { lastDone, markDone } from './mark-done.js';
import { refreshStatistics } from './refresh-statistics.js';
import type { Sql } from './run-sql.js';
import { fromFindings } from './select-findings.js';
import { settleRun } from './settle-run.js';
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
    case when a.status = 'running' then (
      select max(o.audit_id)
      from wangge.audit_run o
      where o.territory_id = a.territory_id
        and o.revision = a.revision
        and o.audit_id <> a.audit_id
        and wangge.run_status(o.status, o.heartbeat_at) = 'running'
    ) end as alongside,
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
  | 'findRunningAudit'
  | 'listWaivers'
>;

export function createAuditStore(sql: Sql, heartbeat: Heartbeat): AuditStore {
  return {
    async beginAudit(territoryId, revision, principal) {
      await markDeadAudits(sql, territoryId);
      await sweepFindings(sql, territoryId);
      const last = await lastDone(sql, territoryId);
      if (last !== null) await settleRun(sql, territoryId, last);
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
        const before = await lastDone(sql, territoryId);
        const carried = await carryRun(sql, territoryId, before, result.findings);
        await writeFindings(sql, territoryId, auditId, carried);
        await refreshStatistics(sql, 'findings', carried.length);
        if (await markDone(sql, territoryId, auditId, before, result)) break;
        if ((await lastDone(sql, territoryId)) === before) {
          heartbeat.stop('audit', territoryId, auditId);
          await sweepFindings(sql, territoryId, auditId);
          throw auditNotRunning(auditId);
        }
        await unwriteFindings(sql, territoryId, auditId);
      }
      heartbeat.stop('audit', territoryId, auditId);
      await settleRun(sql, territoryId, auditId);
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
      readAudits(
        sql,
        territoryId,
        `
         where a.territory_id = $1::text
         order by a.audit_id desc
         limit $2::bigint`,
        [territoryId, limit],
      ),

    async getAudit(territoryId, auditId) {
      const rows = await readAudits(
        sql,
        territoryId,
        `
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

    async findRunningAudit(territoryId, revision) {
      const rows = await sql.read<{ auditId: number }>(
        `select r.audit_id as "auditId"
         from wangge.audit_run r
         where r.territory_id = $1::text
           and r.revision = $2::bigint
           and wangge.run_status(r.status, r.heartbeat_at) = 'running'
         order by r.audit_id desc`,
        [territoryId, revision],
      );
      const runs = rows.map(({ auditId }) => ({
        auditId,
        isOurs: heartbeat.has('audit', territoryId, auditId),
      }));
      return runs.find((run) => run.isOurs) ?? runs[0];
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
             and x.lapsed_at is null
           order by x.subject, x.geometry_hash, x.waiver_id desc
         ) n
         where n.expires_at is null or n.expires_at > now()
         order by n.identity, n.geometry_hash`,
        [territoryId],
      ),
  };
}

/** Says of runs whose process is gone that they are dead, when each was last alive, and why that counts. */
async function markDeadAudits(sql: Sql, territoryId: string): Promise<void> {
  await sql.repeatable(
    `update wangge.audit_run r
     set
       status = 'dead',
       finished_at = now(),
       error = 'No sign of life since ' || to_char(r.heartbeat_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
         || ': its process was ended or stopped. A run that is silent for 30 seconds counts as dead.'
     where r.territory_id = $1::text
       and r.status = 'running'
       and wangge.run_status(r.status, r.heartbeat_at) = 'dead'`,
    [territoryId],
  );
}

/** Reads runs; one that turns out to be dead is marked so first, so that it tells when and why. */
async function readAudits(
  sql: Sql,
  territoryId: string,
  rest: string,
  values: readonly unknown[],
): Promise<AuditRun[]> {
  const read = (): Promise<AuditRun[]> => sql.read<AuditRun>(`${selectAudits}${rest}`, values);
  const runs = await read();
  if (!runs.some((run) => run.status === 'dead' && run.finishedAt === null)) return runs;
  await markDeadAudits(sql, territoryId);
  return read();
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
