import type { ZoomState } from '../coverage/generalise/drawing-types.js';
import { drawingGone } from './drawing-gone.js';
import { refreshStatistics } from './refresh-statistics.js';
import type { Sql } from './run-sql.js';
import type { Store } from './types.js';

type DrawingStore = Pick<Store, 'readZoomStates' | 'finishDrawing' | 'listUndrawnRevisions'>;

export function createDrawingStore(sql: Sql): DrawingStore {
  return {
    async readZoomStates(territoryId, revision) {
      const rows = await sql.read<{ zoom: number; state: ZoomState }>(
        `select z.zoom, z.state
         from wangge.revision r
         join wangge.zoom_drawing z
           on z.territory_id = r.territory_id
           and z.revision = r.revision
         where r.territory_id = $1::text
           and r.revision = $2::bigint
           and r.drawn_at is not null
         order by z.zoom`,
        [territoryId, revision],
      );
      if (rows.length === 0) return undefined;
      return new Map(rows.map(({ zoom, state }) => [zoom, state]));
    },

    async finishDrawing(territoryId, revision) {
      await refreshStatistics(sql, 'drawings', await countDrawn(sql, territoryId, revision));
      const rows = await sql.repeatable(
        `update wangge.revision r
         set drawn_at = coalesce(r.drawn_at, now())
         where r.territory_id = $1::text
           and r.revision = $2::bigint
           and r.status in ('building', 'published')
         returning r.revision`,
        [territoryId, revision],
      );
      if (rows.length === 0) throw drawingGone(revision);
    },

    async listUndrawnRevisions(territoryId) {
      const rows = await sql.read<{ revision: number }>(
        `select r.revision
         from wangge.revision r
         where r.territory_id = $1::text
           and r.status = 'published'
           and r.drawn_at is null
         order by r.revision`,
        [territoryId],
      );
      return rows.map((row) => row.revision);
    },
  };
}

async function countDrawn(sql: Sql, territoryId: string, revision: number): Promise<number> {
  const rows = await sql.read<{ count: number }>(
    `select count(*) as count
     from wangge.grid_drawing d
     where d.territory_id = $1::text
       and d.revision_from = $2::bigint`,
    [territoryId, revision],
  );
  return rows[0]?.count ?? 0;
}
