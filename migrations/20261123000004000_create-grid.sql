-- Identities of grids, and what they were over ranges of revisions. Irreversible.
create table wangge.grid (
  territory_id text collate "C" not null,
  grid_id bigint not null,
  level text not null,
  constraint grid_pkey primary key (territory_id, grid_id),
  constraint grid_level_key unique (territory_id, grid_id, level),
  constraint grid_territory_fkey foreign key (territory_id)
    references wangge.territory (territory_id),
  constraint grid_id_is_safe_integer check (grid_id between 1 and 9007199254740991),
  constraint grid_level_known check (wangge.level_number(level) is not null)
);
comment on table wangge.grid is 'The lasting identity of a grid: what claims, products and targets refer to. Its code may change, this never does.';
comment on column wangge.grid.territory_id is 'Territory it belongs to.';
comment on column wangge.grid.grid_id is 'Number within the territory, never reused, read as a number by every client (at most 2^53 - 1).';
comment on column wangge.grid.level is 'Level for life; the boundary of the territory itself is a grid of level territory.';

create table wangge.grid_version (
  territory_id text collate "C" not null,
  grid_id bigint not null,
  revision_from bigint not null,
  revision_to bigint,
  revisions int8range not null generated always as (int8range(revision_from, revision_to)) stored,
  level text not null,
  code_scheme text not null,
  code text collate "C" not null,
  name text not null,
  parent_id bigint,
  category text collate "C",
  implied boolean not null default false,
  attributes jsonb not null default '{}',
  original jsonb,
  geometry geometry(MultiPolygon, 4326) not null,
  label_point geometry(Point, 4326) not null,
  area_square_metres double precision not null,
  constraint grid_version_pkey primary key (territory_id, grid_id, revision_from),
  constraint grid_version_grid_fkey foreign key (territory_id, grid_id, level)
    references wangge.grid (territory_id, grid_id, level),
  constraint grid_version_parent_fkey foreign key (territory_id, parent_id)
    references wangge.grid (territory_id, grid_id),
  constraint grid_version_revision_fkey foreign key (territory_id, revision_from)
    references wangge.revision (territory_id, revision),
  constraint grid_version_code_scheme_fkey foreign key (territory_id, code_scheme)
    references wangge.territory (territory_id, code_scheme),
  constraint grid_version_category_fkey foreign key (territory_id, category)
    references wangge.element_category (territory_id, code),
  constraint grid_version_range_not_empty check (revision_to > revision_from),
  constraint grid_version_not_own_parent check (parent_id <> grid_id),
  constraint grid_version_parent_below_territory check (level <> 'territory' or parent_id is null),
  constraint grid_version_category_only_elements check (level = 'element' or category is null),
  constraint grid_version_area_not_negative check (area_square_metres >= 0),
  constraint grid_version_code_length check (length(code) between 1 and 64),
  constraint grid_version_code_shape check (
    code_scheme <> 'standard'
    or case level
      when 'county' then code ~ '^[0-9]{6}$'
      when 'branch' then code ~ '^[0-9]{9}$'
      when 'outlet-area' then code ~ '^[0-9]{12}$'
      when 'element' then code ~ '^[0-9]{15}$'
      else true
    end
  ),
  constraint grid_version_one_at_a_time exclude using gist (
    territory_id with =, grid_id with =, revisions with &&
  ),
  constraint grid_version_code_once_per_level exclude using gist (
    territory_id with =, level with =, code with =, revisions with &&
  )
);
create index grid_version_on_map on wangge.grid_version using gist (territory_id, revisions, geometry);
create index grid_version_in_order on wangge.grid_version (territory_id, wangge.level_number(level), code, revision_from);
create index grid_version_by_code on wangge.grid_version (territory_id, code);
create index grid_version_by_parent on wangge.grid_version (territory_id, parent_id);
create index grid_version_closed_by on wangge.grid_version (territory_id, revision_to) where revision_to is not null;
create index grid_version_opened_by on wangge.grid_version (territory_id, revision_from, grid_id);
comment on table wangge.grid_version is 'What a grid is over the revisions [revision_from, revision_to). What is wrong with the map as a whole is an audit''s to say.';
comment on column wangge.grid_version.territory_id is 'Territory it belongs to.';
comment on column wangge.grid_version.grid_id is 'Grid this is a version of.';
comment on column wangge.grid_version.revision_from is 'First revision that has it.';
comment on column wangge.grid_version.revision_to is 'First revision that no longer has it; null while none.';
comment on column wangge.grid_version.revisions is 'Both as a range.';
comment on column wangge.grid_version.level is 'Level of the grid, repeated for the rules of the row.';
comment on column wangge.grid_version.code_scheme is 'Code scheme of the territory, repeated for the rules of the row.';
comment on column wangge.grid_version.code is 'Code as people write it, unique within the level.';
comment on column wangge.grid_version.name is 'Name; empty when the source has none.';
comment on column wangge.grid_version.parent_id is 'Grid one level up; null when the source names none that exists.';
comment on column wangge.grid_version.category is 'Element category; null when missing or unknown.';
comment on column wangge.grid_version.implied is 'Made up, equal to its parent, to fill a level that this branch of the tree lacks.';
comment on column wangge.grid_version.attributes is 'Attributes of the source that have no column.';
comment on column wangge.grid_version.original is 'GeoJSON geometry as it was read, when a ring had to be repaired.';
comment on column wangge.grid_version.geometry is 'WGS84; every coordinate is a multiple of 1e-7 degree.';
comment on column wangge.grid_version.label_point is 'Where a label stands, on the same lattice.';
comment on column wangge.grid_version.area_square_metres is 'Authalic area on WGS84 with edges straight in longitude and latitude.';

create function wangge.grids_as_of(territory_id text, revision bigint) returns setof wangge.grid_version
language sql
stable
parallel safe
begin atomic
  select v.*
  from wangge.grid_version v
  where v.territory_id = $1
    and v.revisions @> $2;
end;
comment on function wangge.grids_as_of(text, bigint) is 'The grids as of one revision: the one answer that everything uses.';
