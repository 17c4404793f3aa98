import type { Heartbeat } from './heartbeat.js';
import { Problem } from '../problem.js';
import { refreshStatistics } from './refresh-statistics.js';
import type { Sql } from './run-sql.js';
import type { AuditRun, Store } from './types.js';
import { writeFindings } from './write-findings.js';

const selectAudits = `
  select
    r.audit_id as "auditId",
    r.territory_id as "territoryId",
    r.revision,
    wangge.run_status(r.status, r.heartbeat_at) as status,
    r.principal,
    r.started_at as "startedAt",
    r.finished_at as "finishedAt",
    case when r.progress_total is not null
      then jsonb_build_object('done', r.progress_done, 'total', r.progress_total)
    end as progress,
    r.clean,
    r.levels,
    r.error
  from wangge.audit_run r`;

type AuditStore = Pick<
  Store,
  'beginAudit' | 'noteAuditProgress' | 'finishAudit' | 'failAudit' | 'listAudits' | 'getAudit' | 'latestAudit'
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
      heartbeat.note('audit', territoryId, auditId, progress);
    },

    async finishAudit(territoryId, auditId, result) {
      await writeFindings(sql, territoryId, auditId, result.findings);
      await refreshStatistics(sql, 'findings', result.findings.length);
      heartbeat.stop('audit', territoryId, auditId);
      const rows = await sql.write(
        `update wangge.audit_run r
         set
           status = 'done',
           finished_at = now(),
           clean = $3::boolean,
           levels = $4::jsonb,
           progress_done = r.progress_total
         where r.territory_id = $1::text
           and r.audit_id = $2::bigint
           and r.status = 'running'
         returning r.audit_id`,
        [territoryId, auditId, result.clean, JSON.stringify(result.levels)],
      );
      if (rows.length === 0) throw auditNotRunning(auditId);
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
    },

    listAudits: (territoryId, limit) =>
      sql.read<AuditRun>(
        `${selectAudits}
         where r.territory_id = $1::text
         order by r.audit_id desc
         limit $2::bigint`,
        [territoryId, limit],
      ),

    async getAudit(territoryId, auditId) {
      const rows = await sql.read<AuditRun>(
        `${selectAudits}
         where r.territory_id = $1::text
           and r.audit_id = $2::bigint`,
        [territoryId, auditId],
      );
      return rows[0];
    },

    async latestAudit(territoryId, revision) {
      const rows = await sql.read<AuditRun>(
        `${selectAudits}
         where r.territory_id = $1::text
           and r.revision = $2::bigint
           and r.status = 'done'
         order by r.audit_id desc
         limit 1`,
        [territoryId, revision],
      );
      return rows[0];
    },
  };
}

async function markDeadAudits(sql: Sql, territoryId: string): Promise<void> {
  await sql.write(
    `update wangge.audit_run r
     set status = 'dead', finished_at = r.heartbeat_at, error = 'Its process went silent.'
     where r.territory_id = $1::text
       and r.status = 'running'
       and wangge.run_status(r.status, r.heartbeat_at) = 'dead'`,
    [territoryId],
  );
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
