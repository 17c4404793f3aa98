import type { Position } from 'geojson';
import { pointInGeometry } from '../geometry/point-in-geometry.js';
import type { CarriedFinding } from './carry-run.js';
import { encodeGeoJson } from './encode-geojson.js';
import type { Sql } from './run-sql.js';

/** A batch is one statement, which holds the embedded server's single session. */
const batchFindings = 250;
const batchHexCharacters = 1_000_000;

/**
 * Stores the findings of a run that is running; for one that was ended meanwhile nothing is written, and nothing can
 * come in between: a batch holds the run's row. A batch that is there already is left as it is, so it may be repeated.
 */
export async function writeFindings(
  sql: Sql,
  territoryId: string,
  auditId: number,
  findings: readonly CarriedFinding[],
): Promise<void> {
  let batch: CarriedFinding[] = [];
  let hexes: string[] = [];
  let characters = 0;
  for (const carried of findings) {
    const hex = encodeGeoJson(carried.finding.geometry);
    if (
      batch.length === batchFindings ||
      (batch.length > 0 && characters + hex.length > batchHexCharacters)
    ) {
      await writeBatch(sql, territoryId, auditId, batch, hexes);
      batch = [];
      hexes = [];
      characters = 0;
    }
    batch.push(carried);
    hexes.push(hex);
    characters += hex.length;
  }
  if (batch.length > 0) await writeBatch(sql, territoryId, auditId, batch, hexes);
}

async function writeBatch(
  sql: Sql,
  territoryId: string,
  auditId: number,
  batch: readonly CarriedFinding[],
  hexes: readonly string[],
): Promise<void> {
  const findings = batch.map((carried) => carried.finding);
  await sql.write(
    `with run as materialized (
       select r.territory_id, r.audit_id
       from wangge.audit_run r
       where r.territory_id = $1::text
         and r.audit_id = $2::bigint
         and r.status = 'running'
       for share
     )
     insert into wangge.finding (
       territory_id, audit_id, kind, cause, size_class, severity, level, parent_code, area_square_metres,
       width_metres, depth, grids, identity, geometry_hash, geometry, message, caused_by, change, first_finding_id,
       point
     )
     select
       r.territory_id, r.audit_id, f.kind, f.cause, f.size_class, f.severity, f.level, f.parent_code, f.area,
       f.width, f.depth, f.grids, f.identity, f.geometry_hash, f.geometry::geometry, f.message, f.caused_by, f.change,
       f.first_finding_id, f.point::geometry
     from run r
     cross join unnest(
       $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::float8[], $10::float8[],
       $11::int[], $12::jsonb[], $13::text[], $14::text[], $15::text[], $16::text[], $17::jsonb[], $18::text[],
       $19::bigint[], $20::text[]
     ) as f (
       kind, cause, size_class, severity, level, parent_code, area, width, depth, grids, identity, geometry_hash,
       geometry, message, caused_by, change, first_finding_id, point
     )
     on conflict on constraint finding_identity_key do nothing`,
    [
      territoryId,
      auditId,
      findings.map((finding) => finding.kind),
      findings.map((finding) => finding.cause),
      findings.map((finding) => finding.sizeClass),
      findings.map((finding) => finding.severity),
      findings.map((finding) => finding.level),
      findings.map((finding) => finding.parent),
      findings.map((finding) => finding.areaSquareMetres),
      findings.map((finding) => finding.widthMetres),
      findings.map((finding) => finding.depth),
      findings.map((finding) => JSON.stringify(finding.grids)),
      findings.map((finding) => finding.identity),
      findings.map((finding) => finding.geometryHash),
      hexes,
      findings.map((finding) => finding.message),
      findings.map((finding) => JSON.stringify(finding.causedBy)),
      batch.map((carried) => carried.change),
      batch.map((carried) => carried.firstFindingId),
      findings.map(({ geometry }) => encodePoint(pointInGeometry(geometry))),
    ],
  );
}

function encodePoint(coordinates: Position | undefined): string | null {
  return coordinates === undefined ? null : encodeGeoJson({ type: 'Point', coordinates });
}
