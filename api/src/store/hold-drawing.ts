import { drawingGone } from './drawing-gone.js';
import type { RunStatement } from './run-sql.js';

/**
 * Holds the revision's row to the end of the transaction, and refuses unless it is to be drawn: being built, or
 * published and not drawn yet. So a sweep, which begins by marking that row `failed`, comes before a batch or takes it
 * back too, and the batches of two processes never cross.
 *
 * A drawing is what differs from the revision before. So revisions are drawn from the oldest on: the base, and with it
 * every published one before it, is drawn first.
 *
 * @returns whether there is an earlier revision, which may have drawings to be ended
 */
export async function holdDrawing(
  run: RunStatement,
  territoryId: string,
  revision: number,
): Promise<{ hasBase: boolean }> {
  const rows = await run<{ hasBase: boolean }>(
    `update wangge.revision r
     set heartbeat_at = now()
     where r.territory_id = $1::text
       and r.revision = $2::bigint
       and r.status in ('building', 'published')
       and r.drawn_at is null
       and not exists (
         select 1
         from wangge.revision o
         where o.territory_id = r.territory_id
           and o.revision < r.revision
           and o.status = 'published'
           and o.drawn_at is null
       )
     returning r.base_revision is not null as "hasBase"`,
    [territoryId, revision],
  );
  const held = rows[0];
  if (held === undefined) throw drawingGone(revision);
  return held;
}
