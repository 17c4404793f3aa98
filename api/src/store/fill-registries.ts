import type pg from 'pg';
import { categories } from '../hierarchy/categories.js';
import { findingKinds } from '../hierarchy/finding-kinds.js';

const findingKindRows = findingKinds.map((kind, index) => ({ ...kind, ordinal: index + 1 }));

/** Entries of `categories` with their number, as JSON for `jsonb_to_recordset`. */
export const categoryRowsJson = JSON.stringify(
  categories.map((category, index) => ({ ...category, ordinal: index + 1 })),
);

/**
 * Writes what `hierarchy` lists into the registries. Names and order follow the code; class and segment of a
 * category are the territory's to change and are set only when the entry is new.
 */
export async function fillRegistries(client: pg.ClientBase): Promise<void> {
  await client.query(
    `insert into wangge.finding_kind (code, ordinal, zh, en, severity)
     select k.code, k.ordinal, k.zh, k.en, k.severity
     from jsonb_to_recordset($1::jsonb) as k (code text, ordinal smallint, zh text, en text, severity text)
     on conflict on constraint finding_kind_pkey do update
     set ordinal = excluded.ordinal, zh = excluded.zh, en = excluded.en, severity = excluded.severity`,
    [JSON.stringify(findingKindRows)],
  );
  await client.query(
    `insert into wangge.element_category (territory_id, code, ordinal, zh, en, class, segment)
     select t.territory_id, c.code, c.ordinal, c.zh, c.en, c.class, c.segment
     from wangge.territory t
     cross join jsonb_to_recordset($1::jsonb) as c (
       code text, ordinal smallint, zh text, en text, class text, segment text
     )
     on conflict on constraint element_category_pkey do update
     set ordinal = excluded.ordinal, zh = excluded.zh, en = excluded.en`,
    [categoryRowsJson],
  );
}
