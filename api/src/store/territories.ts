import type { levels } from '../hierarchy/levels.js';
import { categoryRowsJson } from './fill-registries.js';
import { removeEmptyTerritory } from './remove-empty-territory.js';
import type { Sql } from './run-sql.js';
import type { CategoryRow, FindingKindRow, LocalText, Store, Territory } from './types.js';

interface TerritoryRecord {
  readonly territory_id: string;
  readonly name_zh: string;
  readonly name_en: string;
  readonly code_scheme: Territory['codeScheme'];
  readonly code_patterns: Territory['codePatterns'];
  readonly upper_levels: Territory['upperLevels'];
  readonly level_labels: Territory['levelLabels'];
  readonly display_datum: Territory['displayDatum'];
  readonly current_revision: number | null;
  readonly bbox: [number, number, number, number] | null;
}

/** What Shiyan calls its levels; a territory may bring its own. */
const defaultLevelLabels: Readonly<Record<(typeof levels)[number], LocalText>> = {
  territory: { zh: '本地网', en: 'Territory' },
  county: { zh: '一级网格', en: 'County' },
  branch: { zh: '二级网格', en: 'Branch' },
  'outlet-area': { zh: '三级网格', en: 'Outlet area' },
  element: { zh: '网元', en: 'Element' },
};

const selectTerritories = `
  select
    t.territory_id,
    t.name_zh,
    t.name_en,
    t.code_scheme,
    t.code_patterns,
    t.upper_levels,
    t.level_labels,
    t.display_datum,
    r.revision as current_revision,
    case when r.bbox_west is not null
      then jsonb_build_array(r.bbox_west, r.bbox_south, r.bbox_east, r.bbox_north)
    end as bbox
  from wangge.territory t
  left join wangge.revision r
    on r.territory_id = t.territory_id
    and r.revision = wangge.revision_as_of(t.territory_id, now())`;

type TerritoryStore = Pick<
  Store,
  | 'listTerritories'
  | 'getTerritory'
  | 'createTerritory'
  | 'removeEmptyTerritory'
  | 'listCategories'
  | 'listFindingKinds'
  | 'checkReady'
>;

export function createTerritoryStore(sql: Sql): TerritoryStore {
  const getTerritory = async (territoryId: string): Promise<Territory | undefined> => {
    const rows = await sql.read<TerritoryRecord>(
      `${selectTerritories}
       where t.territory_id = $1::text
         and t.arriving_at is null`,
      [territoryId],
    );
    return rows.map(toTerritory)[0];
  };

  return {
    getTerritory,

    async listTerritories() {
      const rows = await sql.read<TerritoryRecord>(
        `${selectTerritories}
         where t.arriving_at is null
         order by t.territory_id`,
      );
      return rows.map(toTerritory);
    },

    async createTerritory(input, principal) {
      await sql.transaction(async (run) => {
        await run(
          `insert into wangge.territory (
             territory_id, name_zh, name_en, code_scheme, code_patterns, upper_levels, level_labels, display_datum,
             created_by
           )
           values ($1::text, $2::text, $3::text, $4::text, $5::jsonb, $6::text, $7::jsonb, $8::text, $9::text)`,
          [
            input.territoryId,
            input.name.zh,
            input.name.en,
            input.codeScheme,
            JSON.stringify(input.codePatterns),
            input.upperLevels,
            JSON.stringify(input.levelLabels ?? defaultLevelLabels),
            input.displayDatum,
            principal.id,
          ],
        );
        await run(
          `insert into wangge.element_category (territory_id, code, ordinal, zh, en, class, segment)
           select $1::text, c.code, c.ordinal, c.zh, c.en, c.class, c.segment
           from jsonb_to_recordset($2::jsonb) as c (
             code text, ordinal smallint, zh text, en text, class text, segment text
           )`,
          [input.territoryId, categoryRowsJson],
        );
      });
      const created = await getTerritory(input.territoryId);
      if (created === undefined)
        throw new Error(`Territory ${input.territoryId} vanished right after it was created`);
      return created;
    },

    removeEmptyTerritory: (territoryId) => removeEmptyTerritory(sql, territoryId),

    listCategories: (territoryId) =>
      sql.read<CategoryRow>(
        `select c.ordinal, c.code, c.zh, c.en, c.class, c.segment
         from wangge.element_category c
         where c.territory_id = $1::text
         order by c.ordinal`,
        [territoryId],
      ),

    listFindingKinds: () =>
      sql.read<FindingKindRow>(
        'select k.code, k.zh, k.en, k.severity from wangge.finding_kind k order by k.ordinal, k.code',
      ),

    async checkReady() {
      try {
        await sql.read('select 1 from wangge.territory t limit 1');
        return undefined;
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  };
}

function toTerritory(row: TerritoryRecord): Territory {
  return {
    territoryId: row.territory_id,
    name: { zh: row.name_zh, en: row.name_en },
    codeScheme: row.code_scheme,
    codePatterns: row.code_patterns,
    upperLevels: row.upper_levels,
    levelLabels: row.level_labels,
    displayDatum: row.display_datum,
    currentRevision: row.current_revision,
    bbox: row.bbox,
  };
}
