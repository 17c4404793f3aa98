import type { Heartbeat } from './heartbeat.js';
import type { Sql } from './run-sql.js';
import type { ImportRow, Store } from './types.js';

type ImportStore = Pick<Store, 'beginImport' | 'finishImport' | 'getImport'>;

export function createImportStore(sql: Sql, heartbeat: Heartbeat): ImportStore {
  return {
    async beginImport(territoryId, principal) {
      await markDeadImports(sql, territoryId);
      const rows = await sql.write<{ import_id: number }>(
        `insert into wangge.import_run (territory_id, principal)
         values ($1::text, $2::text)
         returning import_id`,
        [territoryId, principal.id],
      );
      const importId = rows[0]?.import_id;
      if (importId === undefined) throw new Error('The import was not recorded');
      heartbeat.start('import', territoryId, importId);
      return { importId };
    },

    async finishImport(territoryId, importId, outcome) {
      heartbeat.stop('import', territoryId, importId);
      await sql.repeatable(
        `update wangge.import_run r
         set
           status = $3::text,
           revision = $4::bigint,
           report = $5::jsonb,
           error = $6::text,
           heartbeat_at = now(),
           finished_at = case when $3::text = 'running' then null else now() end
         where r.territory_id = $1::text
           and r.import_id = $2::bigint`,
        [
          territoryId,
          importId,
          outcome.status,
          outcome.revision,
          outcome.report === undefined ? null : JSON.stringify(outcome.report),
          outcome.error ?? null,
        ],
      );
    },

    async getImport(territoryId, importId) {
      const rows = await sql.read<ImportRow>(
        `select
           r.import_id as "importId",
           r.territory_id as "territoryId",
           wangge.run_status(r.status, r.heartbeat_at) as status,
           r.revision,
           r.principal,
           r.started_at as "startedAt",
           r.finished_at as "finishedAt",
           r.report,
           r.error
         from wangge.import_run r
         where r.territory_id = $1::text
           and r.import_id = $2::bigint`,
        [territoryId, importId],
      );
      return rows[0];
    },
  };
}

async function markDeadImports(sql: Sql, territoryId: string): Promise<void> {
  await sql.write(
    `update wangge.import_run r
     set status = 'dead', finished_at = r.heartbeat_at, error = 'Its process went silent.'
     where r.territory_id = $1::text
       and r.status = 'running'
       and wangge.run_status(r.status, r.heartbeat_at) = 'dead'`,
    [territoryId],
  );
}
