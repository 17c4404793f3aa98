import { setImmediate } from 'node:timers/promises';
import { decodeGeoJson } from './decode-geojson.js';
import { encodeGeoJson } from './encode-geojson.js';
import { refreshStatistics } from './refresh-statistics.js';
import type { Sql } from './run-sql.js';
import type { ReferenceFeature, ReferenceKind, Store, StoredReference } from './types.js';

/** A batch is one statement, which holds the embedded server's single session. */
const batchFeatures = 1_000;
const batchHexCharacters = 1_000_000;
/** Some 20 ms to decode. */
const pageFeatures = 2_000;

interface EncodedFeature {
  readonly feature: ReferenceFeature;
  readonly hex: string;
}

export function createReferenceStore(
  sql: Sql,
): Pick<Store, 'replaceReference' | 'readReference' | 'readReferenceLoads'> {
  return {
    /**
     * The new load is written beside the present one under a number of its own and shown by one statement; then
     * the old one is removed. A kill in between shows the old layers, and the next load removes what was left.
     */
    async replaceReference(territoryId, kinds, features, options = {}) {
      const generation = await nextGeneration(sql);
      const wanted = features.filter((feature) => kinds.includes(feature.kind));
      let done = 0;
      for (const batch of batchesOf(wanted)) {
        options.signal?.throwIfAborted();
        await writeBatch(sql, territoryId, generation, batch);
        done += batch.length;
        options.onProgress?.(done, wanted.length);
      }
      await show(sql, territoryId, kinds, generation);
      await removeHidden(sql, territoryId, kinds);
      await refreshStatistics(sql, 'reference', wanted.length);
    },

    async readReference(territoryId) {
      const features: StoredReference[] = [];
      for (let after = 0; ;) {
        const page = await readPage(sql, territoryId, after);
        for (const { reference_id, kind, rank, name, geometry } of page) {
          features.push({ referenceId: reference_id, kind, rank, name, geometry: decodeGeoJson(geometry) });
        }
        const last = page.at(-1);
        if (last === undefined || page.length < pageFeatures) return features;
        after = last.reference_id;
        // What has come meanwhile gets its turn between two pages.
        await setImmediate();
      }
    },

    async readReferenceLoads(territoryId) {
      // Generations begin anew in a database that took the place of another one; its transactions are others.
      const rows = await sql.read<{ kind: ReferenceKind; generation: number; written: string }>(
        `select l.kind, l.generation, l.xmin::text as written
         from wangge.reference_layer l
         where l.territory_id = $1::text
         order by l.kind`,
        [territoryId],
      );
      return rows.map(({ kind, generation, written }) => `${kind} ${generation} ${written}`).join(', ');
    },
  };
}

interface ReferenceRecord {
  readonly reference_id: number;
  readonly kind: ReferenceKind;
  readonly rank: number;
  readonly name: string | null;
  readonly geometry: string;
}

async function nextGeneration(sql: Sql): Promise<number> {
  const rows = await sql.write<{ generation: number }>(
    `select nextval('wangge.reference_generation'::regclass) as generation`,
  );
  const generation = rows[0]?.generation;
  if (generation === undefined) throw new Error('The sequence gave no number');
  return generation;
}

async function writeBatch(
  sql: Sql,
  territoryId: string,
  generation: number,
  batch: readonly EncodedFeature[],
): Promise<void> {
  await sql.write(
    `insert into wangge.reference_feature (territory_id, generation, kind, rank, name, geometry)
     select $1::text, $2::bigint, f.kind, f.rank, f.name, f.geometry::geometry
     from unnest($3::text[], $4::smallint[], $5::text[], $6::text[]) as f (kind, rank, name, geometry)`,
    [
      territoryId,
      generation,
      batch.map(({ feature }) => feature.kind),
      batch.map(({ feature }) => feature.rank),
      batch.map(({ feature }) => feature.name),
      batch.map(({ hex }) => hex),
    ],
  );
}

async function show(
  sql: Sql,
  territoryId: string,
  kinds: readonly ReferenceKind[],
  generation: number,
): Promise<void> {
  await sql.write(
    `insert into wangge.reference_layer (territory_id, kind, generation)
     select $1::text, k.kind, $3::bigint
     from unnest($2::text[]) as k (kind)
     on conflict on constraint reference_layer_pkey do update
     set generation = excluded.generation
     where reference_layer.generation < excluded.generation`,
    [territoryId, [...new Set(kinds)], generation],
  );
}

async function removeHidden(sql: Sql, territoryId: string, kinds: readonly ReferenceKind[]): Promise<void> {
  let removed: object[];
  do {
    removed = await sql.write(
      `delete from wangge.reference_feature f
       where f.territory_id = $1::text
         and f.reference_id in (
           select h.reference_id
           from wangge.reference_feature h
           join wangge.reference_layer l
             on l.territory_id = h.territory_id
             and l.kind = h.kind
           where h.territory_id = $1::text
             and h.kind = any ($2::text[])
             and h.generation < l.generation
           limit $3::bigint
         )
       returning f.reference_id`,
      [territoryId, kinds, pageFeatures],
    );
  } while (removed.length > 0);
}

function readPage(sql: Sql, territoryId: string, after: number): Promise<ReferenceRecord[]> {
  return sql.read<ReferenceRecord>(
    `select f.reference_id, f.kind, f.rank, f.name, f.geometry::text as geometry
     from wangge.reference_feature f
     join wangge.reference_layer l
       on l.territory_id = f.territory_id
       and l.kind = f.kind
       and l.generation = f.generation
     where f.territory_id = $1::text
       and f.reference_id > $2::bigint
     order by f.reference_id
     limit $3::bigint`,
    [territoryId, after, pageFeatures],
  );
}

function* batchesOf(features: readonly ReferenceFeature[]): Generator<EncodedFeature[]> {
  let batch: EncodedFeature[] = [];
  let characters = 0;
  for (const feature of features) {
    const hex = encodeGeoJson(feature.geometry);
    if (
      batch.length === batchFeatures ||
      (batch.length > 0 && characters + hex.length > batchHexCharacters)
    ) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push({ feature, hex });
    characters += hex.length;
  }
  if (batch.length > 0) yield batch;
}
