import type { Finding } from '../coverage/types.js';
import { encodeGeoJson } from './encode-geojson.js';
import type { Sql } from './run-sql.js';

/** A batch is one statement, which holds the embedded server's single session. */
const batchFindings = 250;
const batchHexCharacters = 1_000_000;

/** Stores the findings of a run. A batch that is there already is left as it is, so it may be repeated. */
export async function writeFindings(
  sql: Sql,
  territoryId: string,
  auditId: number,
  findings: readonly Finding[],
): Promise<void> {
  let batch: Finding[] = [];
  let hexes: string[] = [];
  let characters = 0;
  for (const finding of findings) {
    const hex = encodeGeoJson(finding.geometry);
    if (
      batch.length === batchFindings ||
      (batch.length > 0 && characters + hex.length > batchHexCharacters)
    ) {
      await writeBatch(sql, territoryId, auditId, batch, hexes);
      batch = [];
      hexes = [];
      characters = 0;
    }
    batch.push(finding);
    hexes.push(hex);
    characters += hex.length;
  }
  if (batch.length > 0) await writeBatch(sql, territoryId, auditId, batch, hexes);
}

async function writeBatch(
  sql: Sql,
  territoryId: string,
  auditId: number,
  batch: readonly Finding[],
  hexes: readonly string[],
): Promise<void> {
  await sql.write(
    `insert into wangge.finding (
       territory_id, audit_id, kind, cause, size_class, severity, level, parent_code, area_square_metres,
       width_metres, depth, grids, identity, geometry_hash, geometry, message
     )
     select
       $1::text, $2::bigint, f.kind, f.cause, f.size_class, f.severity, f.level, f.parent_code, f.area,
       f.width, f.depth, f.grids, f.identity, f.geometry_hash, f.geometry::geometry, f.message
     from unnest(
       $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::float8[], $10::float8[],
       $11::int[], $12::jsonb[], $13::text[], $14::text[], $15::text[], $16::text[]
     ) as f (
       kind, cause, size_class, severity, level, parent_code, area, width, depth, grids, identity, geometry_hash,
       geometry, message
     )
     on conflict on constraint finding_identity_key do nothing`,
    [
      territoryId,
      auditId,
      batch.map((finding) => finding.kind),
      batch.map((finding) => finding.cause),
      batch.map((finding) => finding.sizeClass),
      batch.map((finding) => finding.severity),
      batch.map((finding) => finding.level),
      batch.map((finding) => finding.parent),
      batch.map((finding) => finding.areaSquareMetres),
      batch.map((finding) => finding.widthMetres),
      batch.map((finding) => finding.depth),
      batch.map((finding) => JSON.stringify(finding.grids)),
      batch.map((finding) => finding.identity),
      batch.map((finding) => finding.geometryHash),
      hexes,
      batch.map((finding) => finding.message),
    ],
  );
}
