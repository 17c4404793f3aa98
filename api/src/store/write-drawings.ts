import type { GridDrawing, ZoomDrawing } from '../coverage/generalise/drawing-types.js';
import { boundingBox } from '../geometry/bounding-box.js';
import { encodeTwkb } from './encode-twkb.js';
import { holdDrawing } from './hold-drawing.js';
import type { RunStatement, Sql } from './run-sql.js';
import type { Store } from './types.js';

/**
 * A batch is one transaction, and the embedded server gives its single session to nobody else meanwhile. So a batch
 * ends at the first of these.
 */
const batchRows = 500;
const batchBytes = 1_000_000;
/** Ending a drawing moves its row only. */
const endRows = 1_000;

/** A row to be written, encoded. */
interface DrawingRow {
  readonly gridId: number;
  readonly box: readonly [number, number, number, number];
  readonly shape: Buffer;
}

export function createDrawingWriter(sql: Sql): Pick<Store, 'writeZoomDrawing'> {
  return {
    async writeZoomDrawing(territoryId, revision, drawing, options = {}) {
      const { zoom, drawn, gone, state } = drawing;
      for (let start = 0; start < gone.length; start += endRows) {
        options.signal?.throwIfAborted();
        const gridIds = gone.slice(start, start + endRows);
        await sql.transaction(async (run) => {
          await holdDrawing(run, territoryId, revision);
          await endDrawings(run, territoryId, revision, zoom, gridIds);
        });
      }
      let done = 0;
      for (const batch of batchesOf(drawn)) {
        options.signal?.throwIfAborted();
        await writeBatch(sql, territoryId, revision, zoom, batch);
        done += batch.length;
        options.onProgress?.(done, drawn.length);
      }
      options.signal?.throwIfAborted();
      await writeState(sql, territoryId, revision, zoom, state);
    },
  };
}

/** Writing a batch that is there already changes nothing, so it may be repeated when its fate is unknown. */
async function writeBatch(
  sql: Sql,
  territoryId: string,
  revision: number,
  zoom: number,
  batch: readonly DrawingRow[],
): Promise<void> {
  const gridIds = batch.map((row) => row.gridId);
  await sql.transaction(async (run) => {
    const { hasBase } = await holdDrawing(run, territoryId, revision);
    if (hasBase) await endDrawings(run, territoryId, revision, zoom, gridIds);
    await run(
      `insert into wangge.grid_drawing (territory_id, zoom, grid_id, revision_from, box, shape)
       select
         $1::text, $3::smallint, d.grid_id, $2::bigint, box(point(d.west, d.north), point(d.east, d.south)), d.shape
       from unnest($4::bigint[], $5::int[], $6::int[], $7::int[], $8::int[], $9::bytea[])
         as d (grid_id, west, north, east, south, shape)
       on conflict on constraint grid_drawing_pkey do nothing`,
      [
        territoryId,
        revision,
        zoom,
        gridIds,
        ...[0, 1, 2, 3].map((side) => batch.map((row) => row.box[side])),
        batch.map((row) => row.shape),
      ],
    );
  });
}

async function endDrawings(
  run: RunStatement,
  territoryId: string,
  revision: number,
  zoom: number,
  gridIds: readonly number[],
): Promise<void> {
  await run(
    `update wangge.grid_drawing d
     set revision_to = $2::bigint
     where d.territory_id = $1::text
       and d.zoom = $3::smallint
       and d.grid_id = any ($4::bigint[])
       and d.revision_to is null
       and d.revision_from < $2::bigint`,
    [territoryId, revision, zoom, gridIds],
  );
}

/** Last of a zoom: where there is a state, all its rows are there. */
async function writeState(
  sql: Sql,
  territoryId: string,
  revision: number,
  zoom: number,
  state: ZoomDrawing['state'],
): Promise<void> {
  await sql.transaction(async (run) => {
    await holdDrawing(run, territoryId, revision);
    await run(
      `insert into wangge.zoom_drawing (territory_id, revision, zoom, state)
       values ($1::text, $2::bigint, $3::smallint, $4::jsonb)
       on conflict on constraint zoom_drawing_pkey do nothing`,
      [territoryId, revision, zoom, JSON.stringify(state)],
    );
  });
}

function* batchesOf(drawn: readonly GridDrawing[]): Generator<DrawingRow[]> {
  let batch: DrawingRow[] = [];
  let bytes = 0;
  for (const { gridId, geometry } of drawn) {
    const box = boundingBox(geometry);
    // What has no area at a zoom is among those that are gone.
    if (box === undefined) throw new Error(`The drawing of grid ${gridId} is empty`);
    const shape = encodeTwkb(geometry);
    if (batch.length === batchRows || (batch.length > 0 && bytes + shape.length > batchBytes)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push({ gridId, box, shape });
    bytes += shape.length;
  }
  if (batch.length > 0) yield batch;
}
