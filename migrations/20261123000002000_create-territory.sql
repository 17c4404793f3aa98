-- A territory and the registries that belong to it. Irreversible.
create table wangge.territory (
  territory_id text collate "C" not null,
  name_zh text not null,
  name_en text not null,
  code_scheme text not null,
  code_patterns jsonb not null default '{}',
  upper_levels text not null,
  level_labels jsonb not null,
  display_datum text not null,
  current_revision bigint,
  next_revision bigint not null default 1,
  next_grid_id bigint not null default 1,
  created_by text not null,
  created_at timestamptz not null default now(),
  constraint territory_pkey primary key (territory_id),
  constraint territory_code_scheme_key unique (territory_id, code_scheme),
  constraint territory_id_is_slug check (territory_id ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
  constraint territory_code_scheme_known check (code_scheme in ('standard', 'own')),
  constraint territory_code_patterns_only_own check (code_scheme = 'own' or code_patterns = '{}'),
  constraint territory_upper_levels_known check (upper_levels in ('drawn', 'derived')),
  constraint territory_display_datum_known check (display_datum in ('wgs84', 'cgcs2000', 'gcj02', 'bd09')),
  constraint territory_next_grid_id_safe check (next_grid_id between 1 and 9007199254740991)
);
comment on table wangge.territory is 'The whole area of one city company; one installation holds many.';
comment on column wangge.territory.territory_id is 'Slug that leads every key and appears in every address.';
comment on column wangge.territory.name_zh is 'Chinese name.';
comment on column wangge.territory.name_en is 'English name.';
comment on column wangge.territory.code_scheme is 'standard: 6 + 3 + 3 + 3 digits; own: the operator''s codes, kept as they are.';
comment on column wangge.territory.code_patterns is 'Scheme own: regular expression per level that a code must match.';
comment on column wangge.territory.upper_levels is 'Whether levels above the element are drawn, or derived from the elements.';
comment on column wangge.territory.level_labels is 'What the firm calls the levels: {level: {zh, en}}.';
comment on column wangge.territory.display_datum is 'Datum in which coordinates are shown; stored ones are WGS84.';
comment on column wangge.territory.current_revision is 'Newest published revision, the base of the next one; in force from its effective_from.';
comment on column wangge.territory.next_revision is 'Number of the next revision; never reused.';
comment on column wangge.territory.next_grid_id is 'Next free grid_id; never reused, at most 2^53 - 1.';
comment on column wangge.territory.created_by is 'Principal that created it.';
comment on column wangge.territory.created_at is 'When it was created.';

create table wangge.element_category (
  territory_id text collate "C" not null,
  code text collate "C" not null,
  ordinal smallint not null,
  zh text not null,
  en text not null,
  class text not null,
  segment text not null,
  constraint element_category_pkey primary key (territory_id, code),
  constraint element_category_ordinal_key unique (territory_id, ordinal) deferrable initially deferred,
  constraint element_category_territory_fkey foreign key (territory_id)
    references wangge.territory (territory_id),
  constraint element_category_segment_known check (segment in ('business', 'public'))
);
comment on table wangge.element_category is 'What kind of customer an element holds; filled for each territory, which may change class and segment.';
comment on column wangge.element_category.territory_id is 'Territory the entry belongs to.';
comment on column wangge.element_category.code is 'Stable machine name.';
comment on column wangge.element_category.ordinal is 'Number in the field''s own order, from 1.';
comment on column wangge.element_category.zh is 'Chinese name.';
comment on column wangge.element_category.en is 'English name.';
comment on column wangge.element_category.class is 'Class of the category: industry, cluster, non-cluster, community, vacant.';
comment on column wangge.element_category.segment is 'business or public.';

create table wangge.finding_kind (
  code text collate "C" not null,
  ordinal smallint not null,
  zh text not null,
  en text not null,
  severity text not null,
  constraint finding_kind_pkey primary key (code),
  constraint finding_kind_severity_known check (wangge.severity_number(severity) is not null)
);
comment on table wangge.finding_kind is 'What can be wrong with a map; the same for every territory.';
comment on column wangge.finding_kind.code is 'Stable machine name.';
comment on column wangge.finding_kind.ordinal is 'Order in which kinds are listed.';
comment on column wangge.finding_kind.zh is 'Chinese name.';
comment on column wangge.finding_kind.en is 'English name.';
comment on column wangge.finding_kind.severity is 'Default severity: error, warning or info.';
