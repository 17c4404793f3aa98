-- What a desktop GIS may open: read-only views with a whole-number key and typed geometry. Irreversible.
alter table wangge.territory
  add column number integer generated always as identity (minvalue 0 start 0);
alter table wangge.territory
  add constraint territory_number_key unique (number);
comment on column wangge.territory.number is 'Number within this installation: with it one whole number identifies a grid of any territory.';

create function wangge.gis_key(number integer, id bigint) returns bigint
language sql
immutable
parallel safe
return number * 1000000000000::bigint + id;
comment on function wangge.gis_key(integer, bigint) is 'A key that is one whole number: the territory''s number before the twelve digits of an id within it. In the first territory it is the id itself.';

create view wangge.map_in_force as
select
  t.territory_id,
  t.number,
  r.revision
from wangge.territory t
cross join lateral (
  select r.revision
  from wangge.revision r
  where r.territory_id = t.territory_id
    and r.status = 'published'
    and r.effective_from <= now()
  order by r.revision desc
  limit 1
) r
where t.arriving_at is null;
comment on view wangge.map_in_force is 'The revision of each territory that counts now.';
comment on column wangge.map_in_force.territory_id is 'Territory.';
comment on column wangge.map_in_force.number is 'Its number within this installation.';
comment on column wangge.map_in_force.revision is 'The revision in force, as wangge.revision_as_of has it.';

create schema wangge_gis;
comment on schema wangge_gis is 'Maps for desktop GIS: views of what counts now, to be read only. Every key stays the same as long as the thing exists.';

create view wangge_gis.territories as
select
  wangge.gis_key(m.number, v.grid_id) as key,
  v.territory_id as territory,
  v.grid_id,
  v.code,
  v.name,
  v.area_square_metres,
  v.implied,
  v.attributes,
  m.revision,
  v.geometry
from wangge.map_in_force m
join wangge.grid_version v
  on v.territory_id = m.territory_id
  and v.revisions @> m.revision
  and v.level = 'territory';
comment on view wangge_gis.territories is 'Whole territories as the map in force has them.';
comment on column wangge_gis.territories.key is 'Key of the row: the same from revision to revision, never used again.';
comment on column wangge_gis.territories.territory is 'Territory it belongs to.';
comment on column wangge_gis.territories.grid_id is 'Identity within the territory, as the API and the tiles name it.';
comment on column wangge_gis.territories.code is 'Code in this revision.';
comment on column wangge_gis.territories.name is 'Name.';
comment on column wangge_gis.territories.area_square_metres is 'Area on the WGS84 ellipsoid, as the audit counts it.';
comment on column wangge_gis.territories.implied is 'Whether the level was lacking here and the grid was filled in, equal to its parent.';
comment on column wangge_gis.territories.attributes is 'Further attributes of the file it came from, as JSON.';
comment on column wangge_gis.territories.revision is 'Revision in force.';
comment on column wangge_gis.territories.geometry is 'WGS84.';

create view wangge_gis.counties as
select
  wangge.gis_key(m.number, v.grid_id) as key,
  v.territory_id as territory,
  v.grid_id,
  v.code,
  v.name,
  p.code as parent_code,
  p.name as parent_name,
  v.area_square_metres,
  v.implied,
  v.attributes,
  m.revision,
  v.geometry
from wangge.map_in_force m
join wangge.grid_version v
  on v.territory_id = m.territory_id
  and v.revisions @> m.revision
  and v.level = 'county'
left join wangge.grid_version p
  on p.territory_id = v.territory_id
  and p.grid_id = v.parent_id
  and p.revisions @> m.revision;
comment on view wangge_gis.counties is 'Counties as the map in force has them.';
comment on column wangge_gis.counties.key is 'Key of the row: the same from revision to revision, never used again.';
comment on column wangge_gis.counties.territory is 'Territory it belongs to.';
comment on column wangge_gis.counties.grid_id is 'Identity within the territory, as the API and the tiles name it.';
comment on column wangge_gis.counties.code is 'Code in this revision.';
comment on column wangge_gis.counties.name is 'Name.';
comment on column wangge_gis.counties.parent_code is 'Code of the grid above; null where it is missing.';
comment on column wangge_gis.counties.parent_name is 'Name of the grid above.';
comment on column wangge_gis.counties.area_square_metres is 'Area on the WGS84 ellipsoid, as the audit counts it.';
comment on column wangge_gis.counties.implied is 'Whether the level was lacking here and the grid was filled in, equal to its parent.';
comment on column wangge_gis.counties.attributes is 'Further attributes of the file it came from, as JSON.';
comment on column wangge_gis.counties.revision is 'Revision in force.';
comment on column wangge_gis.counties.geometry is 'WGS84.';

create view wangge_gis.branches as
select
  wangge.gis_key(m.number, v.grid_id) as key,
  v.territory_id as territory,
  v.grid_id,
  v.code,
  v.name,
  p.code as parent_code,
  p.name as parent_name,
  v.area_square_metres,
  v.implied,
  v.attributes,
  m.revision,
  v.geometry
from wangge.map_in_force m
join wangge.grid_version v
  on v.territory_id = m.territory_id
  and v.revisions @> m.revision
  and v.level = 'branch'
left join wangge.grid_version p
  on p.territory_id = v.territory_id
  and p.grid_id = v.parent_id
  and p.revisions @> m.revision;
comment on view wangge_gis.branches is 'Branches as the map in force has them.';
comment on column wangge_gis.branches.key is 'Key of the row: the same from revision to revision, never used again.';
comment on column wangge_gis.branches.territory is 'Territory it belongs to.';
comment on column wangge_gis.branches.grid_id is 'Identity within the territory, as the API and the tiles name it.';
comment on column wangge_gis.branches.code is 'Code in this revision.';
comment on column wangge_gis.branches.name is 'Name.';
comment on column wangge_gis.branches.parent_code is 'Code of the grid above; null where it is missing.';
comment on column wangge_gis.branches.parent_name is 'Name of the grid above.';
comment on column wangge_gis.branches.area_square_metres is 'Area on the WGS84 ellipsoid, as the audit counts it.';
comment on column wangge_gis.branches.implied is 'Whether the level was lacking here and the grid was filled in, equal to its parent.';
comment on column wangge_gis.branches.attributes is 'Further attributes of the file it came from, as JSON.';
comment on column wangge_gis.branches.revision is 'Revision in force.';
comment on column wangge_gis.branches.geometry is 'WGS84.';

create view wangge_gis.outlet_areas as
select
  wangge.gis_key(m.number, v.grid_id) as key,
  v.territory_id as territory,
  v.grid_id,
  v.code,
  v.name,
  p.code as parent_code,
  p.name as parent_name,
  v.area_square_metres,
  v.implied,
  v.attributes,
  m.revision,
  v.geometry
from wangge.map_in_force m
join wangge.grid_version v
  on v.territory_id = m.territory_id
  and v.revisions @> m.revision
  and v.level = 'outlet-area'
left join wangge.grid_version p
  on p.territory_id = v.territory_id
  and p.grid_id = v.parent_id
  and p.revisions @> m.revision;
comment on view wangge_gis.outlet_areas is 'Outlet areas as the map in force has them.';
comment on column wangge_gis.outlet_areas.key is 'Key of the row: the same from revision to revision, never used again.';
comment on column wangge_gis.outlet_areas.territory is 'Territory it belongs to.';
comment on column wangge_gis.outlet_areas.grid_id is 'Identity within the territory, as the API and the tiles name it.';
comment on column wangge_gis.outlet_areas.code is 'Code in this revision.';
comment on column wangge_gis.outlet_areas.name is 'Name.';
comment on column wangge_gis.outlet_areas.parent_code is 'Code of the grid above; null where it is missing.';
comment on column wangge_gis.outlet_areas.parent_name is 'Name of the grid above.';
comment on column wangge_gis.outlet_areas.area_square_metres is 'Area on the WGS84 ellipsoid, as the audit counts it.';
comment on column wangge_gis.outlet_areas.implied is 'Whether the level was lacking here and the grid was filled in, equal to its parent.';
comment on column wangge_gis.outlet_areas.attributes is 'Further attributes of the file it came from, as JSON.';
comment on column wangge_gis.outlet_areas.revision is 'Revision in force.';
comment on column wangge_gis.outlet_areas.geometry is 'WGS84.';

create view wangge_gis.elements as
select
  wangge.gis_key(m.number, v.grid_id) as key,
  v.territory_id as territory,
  v.grid_id,
  v.code,
  v.name,
  p.code as parent_code,
  p.name as parent_name,
  v.category,
  c.zh as category_zh,
  c.en as category_en,
  c.class,
  c.segment,
  v.area_square_metres,
  v.implied,
  v.attributes,
  m.revision,
  v.geometry
from wangge.map_in_force m
join wangge.grid_version v
  on v.territory_id = m.territory_id
  and v.revisions @> m.revision
  and v.level = 'element'
left join wangge.grid_version p
  on p.territory_id = v.territory_id
  and p.grid_id = v.parent_id
  and p.revisions @> m.revision
left join wangge.element_category c
  on c.territory_id = v.territory_id
  and c.code = v.category;
comment on view wangge_gis.elements is 'Elements, the smallest grids, as the map in force has them.';
comment on column wangge_gis.elements.key is 'Key of the row: the same from revision to revision, never used again.';
comment on column wangge_gis.elements.territory is 'Territory it belongs to.';
comment on column wangge_gis.elements.grid_id is 'Identity within the territory, as the API and the tiles name it.';
comment on column wangge_gis.elements.code is 'Code in this revision.';
comment on column wangge_gis.elements.name is 'Name.';
comment on column wangge_gis.elements.parent_code is 'Code of the grid above; null where it is missing.';
comment on column wangge_gis.elements.parent_name is 'Name of the grid above.';
comment on column wangge_gis.elements.category is 'Category, as its code; null where none is known.';
comment on column wangge_gis.elements.category_zh is 'Category in Chinese.';
comment on column wangge_gis.elements.category_en is 'Category in English.';
comment on column wangge_gis.elements.class is 'Class of the category: industry, cluster, non-cluster, community, vacant.';
comment on column wangge_gis.elements.segment is 'business or public.';
comment on column wangge_gis.elements.area_square_metres is 'Area on the WGS84 ellipsoid, as the audit counts it.';
comment on column wangge_gis.elements.implied is 'Whether the level was lacking here and the grid was filled in, equal to its parent.';
comment on column wangge_gis.elements.attributes is 'Further attributes of the file it came from, as JSON.';
comment on column wangge_gis.elements.revision is 'Revision in force.';
comment on column wangge_gis.elements.geometry is 'WGS84.';

create view wangge_gis.findings as
select
  wangge.gis_key(m.number, f.finding_id) as key,
  f.territory_id as territory,
  f.finding_id,
  f.audit_id,
  r.revision,
  f.kind,
  k.zh as kind_zh,
  k.en as kind_en,
  f.severity,
  f.size_class,
  f.level,
  f.parent_code,
  f.area_square_metres,
  f.width_metres,
  f.message,
  f.change,
  coalesce(i.state, 'open') as state,
  i.assignee,
  i.due_date,
  w.waiver_id is not null as waived,
  st_multi(f.geometry)::geometry(MultiPolygon, 4326) as geometry
from wangge.map_in_force m
cross join lateral (
  select a.audit_id, a.revision
  from wangge.audit_run a
  where a.territory_id = m.territory_id
    and a.status = 'done'
  order by a.finished_at desc, a.audit_id desc
  limit 1
) r
join wangge.finding f
  on f.territory_id = m.territory_id
  and f.audit_id = r.audit_id
join wangge.finding_kind k
  on k.code = f.kind
left join wangge.work_item i
  on i.territory_id = f.territory_id
  and i.case_id = f.case_id
left join lateral (
  select n.waiver_id
  from (
    select x.waiver_id, x.expires_at
    from wangge.waiver x
    where x.territory_id = f.territory_id
      and x.subject = f.subject
      and x.geometry_hash = f.geometry_hash
      and x.withdrawn_at is null
      and x.lapsed_at is null
    order by x.waiver_id desc
    limit 1
  ) n
  where n.expires_at is null
    or n.expires_at > now()
) w
  on true
where st_dimension(f.geometry) = 2
  and geometrytype(f.geometry) in ('POLYGON', 'MULTIPOLYGON');
comment on view wangge_gis.findings is 'What the newest finished audit of each territory found, where it has an area.';
comment on column wangge_gis.findings.key is 'Key of the row; a later audit reports under new ones.';
comment on column wangge_gis.findings.territory is 'Territory it belongs to.';
comment on column wangge_gis.findings.finding_id is 'Identity within the territory, as the API and the tiles name it.';
comment on column wangge_gis.findings.audit_id is 'The run that found it: the newest finished one of the territory.';
comment on column wangge_gis.findings.revision is 'Revision that was audited.';
comment on column wangge_gis.findings.kind is 'What is wrong, as the code of the kind.';
comment on column wangge_gis.findings.kind_zh is 'What is wrong, in Chinese.';
comment on column wangge_gis.findings.kind_en is 'What is wrong, in English.';
comment on column wangge_gis.findings.severity is 'error, warning or info.';
comment on column wangge_gis.findings.size_class is 'real, sliver or noise; null where size says nothing.';
comment on column wangge_gis.findings.level is 'Level of the grids that fail to tile the parent.';
comment on column wangge_gis.findings.parent_code is 'Code of the grid that is not tiled.';
comment on column wangge_gis.findings.area_square_metres is 'Area on the WGS84 ellipsoid; null where it has none.';
comment on column wangge_gis.findings.width_metres is 'Width; null where it has none.';
comment on column wangge_gis.findings.message is 'One sentence with codes and figures.';
comment on column wangge_gis.findings.change is 'new, same or changed against the run before; null in the first run.';
comment on column wangge_gis.findings.state is 'What people do about it: open, in-progress or done.';
comment on column wangge_gis.findings.assignee is 'Who does it.';
comment on column wangge_gis.findings.due_date is 'Until when.';
comment on column wangge_gis.findings.waived is 'Whether it is accepted as it is.';
comment on column wangge_gis.findings.geometry is 'Its area, WGS84.';

create view wangge_gis.finding_points as
select
  wangge.gis_key(m.number, f.finding_id) as key,
  f.territory_id as territory,
  f.finding_id,
  f.audit_id,
  r.revision,
  f.kind,
  k.zh as kind_zh,
  k.en as kind_en,
  f.severity,
  f.size_class,
  f.level,
  f.parent_code,
  f.area_square_metres,
  f.width_metres,
  f.message,
  f.change,
  coalesce(i.state, 'open') as state,
  i.assignee,
  i.due_date,
  w.waiver_id is not null as waived,
  f.point as geometry
from wangge.map_in_force m
cross join lateral (
  select a.audit_id, a.revision
  from wangge.audit_run a
  where a.territory_id = m.territory_id
    and a.status = 'done'
  order by a.finished_at desc, a.audit_id desc
  limit 1
) r
join wangge.finding f
  on f.territory_id = m.territory_id
  and f.audit_id = r.audit_id
join wangge.finding_kind k
  on k.code = f.kind
left join wangge.work_item i
  on i.territory_id = f.territory_id
  and i.case_id = f.case_id
left join lateral (
  select n.waiver_id
  from (
    select x.waiver_id, x.expires_at
    from wangge.waiver x
    where x.territory_id = f.territory_id
      and x.subject = f.subject
      and x.geometry_hash = f.geometry_hash
      and x.withdrawn_at is null
      and x.lapsed_at is null
    order by x.waiver_id desc
    limit 1
  ) n
  where n.expires_at is null
    or n.expires_at > now()
) w
  on true
where f.point is not null;
comment on view wangge_gis.finding_points is 'Everything that the newest finished audit of each territory found, as points.';
comment on column wangge_gis.finding_points.key is 'Key of the row; a later audit reports under new ones.';
comment on column wangge_gis.finding_points.territory is 'Territory it belongs to.';
comment on column wangge_gis.finding_points.finding_id is 'Identity within the territory, as the API and the tiles name it.';
comment on column wangge_gis.finding_points.audit_id is 'The run that found it: the newest finished one of the territory.';
comment on column wangge_gis.finding_points.revision is 'Revision that was audited.';
comment on column wangge_gis.finding_points.kind is 'What is wrong, as the code of the kind.';
comment on column wangge_gis.finding_points.kind_zh is 'What is wrong, in Chinese.';
comment on column wangge_gis.finding_points.kind_en is 'What is wrong, in English.';
comment on column wangge_gis.finding_points.severity is 'error, warning or info.';
comment on column wangge_gis.finding_points.size_class is 'real, sliver or noise; null where size says nothing.';
comment on column wangge_gis.finding_points.level is 'Level of the grids that fail to tile the parent.';
comment on column wangge_gis.finding_points.parent_code is 'Code of the grid that is not tiled.';
comment on column wangge_gis.finding_points.area_square_metres is 'Area on the WGS84 ellipsoid; null where it has none.';
comment on column wangge_gis.finding_points.width_metres is 'Width; null where it has none.';
comment on column wangge_gis.finding_points.message is 'One sentence with codes and figures.';
comment on column wangge_gis.finding_points.change is 'new, same or changed against the run before; null in the first run.';
comment on column wangge_gis.finding_points.state is 'What people do about it: open, in-progress or done.';
comment on column wangge_gis.finding_points.assignee is 'Who does it.';
comment on column wangge_gis.finding_points.due_date is 'Until when.';
comment on column wangge_gis.finding_points.waived is 'Whether it is accepted as it is.';
comment on column wangge_gis.finding_points.geometry is 'A point of it, WGS84.';

create view wangge_gis.revisions as
select
  wangge.gis_key(t.number, r.revision) as key,
  r.territory_id as territory,
  r.revision,
  r.effective_from,
  r.revision = m.revision as in_force,
  r.author,
  r.note,
  r.created_at
from wangge.territory t
join wangge.revision r
  on r.territory_id = t.territory_id
  and r.status = 'published'
left join wangge.map_in_force m
  on m.territory_id = t.territory_id
where t.arriving_at is null;
comment on view wangge_gis.revisions is 'Published revisions of each territory, to know what to ask grids_as_of for.';
comment on column wangge_gis.revisions.key is 'Key of the row.';
comment on column wangge_gis.revisions.territory is 'Territory it belongs to.';
comment on column wangge_gis.revisions.revision is 'Number within the territory, ascending, never reused.';
comment on column wangge_gis.revisions.effective_from is 'From when it counts.';
comment on column wangge_gis.revisions.in_force is 'Whether it counts now.';
comment on column wangge_gis.revisions.author is 'Who made it.';
comment on column wangge_gis.revisions.note is 'What the author says of it.';
comment on column wangge_gis.revisions.created_at is 'When it was begun.';

create function wangge_gis.grids_as_of(territory text, level text, at timestamptz default now())
returns table (
  key bigint,
  grid_id bigint,
  code text,
  name text,
  parent_code text,
  category text,
  area_square_metres double precision,
  revision bigint,
  geometry geometry
)
language plpgsql
stable
security definer
as $$
#variable_conflict use_column
declare
  shown bigint;
begin
  perform
  from wangge.territory t
  where t.territory_id = grids_as_of.territory
    and t.arriving_at is null;
  if not found then
    raise exception 'There is no territory %.', territory
      using errcode = 'invalid_parameter_value', hint = 'select distinct territory from wangge_gis.revisions lists them.';
  end if;
  if wangge.level_number(grids_as_of.level) is null then
    raise exception 'There is no level %.', level
      using errcode = 'invalid_parameter_value', hint = 'Levels are territory, county, branch, outlet-area and element.';
  end if;
  shown := wangge.revision_as_of(grids_as_of.territory, grids_as_of.at);
  if shown is null then
    raise exception 'No map of territory % was in force at %.', territory, at
      using errcode = 'invalid_parameter_value', hint = 'wangge_gis.revisions says from when each revision counts.';
  end if;
  return query
  select
    wangge.gis_key(t.number, v.grid_id),
    v.grid_id,
    v.code::text,
    v.name,
    p.code::text,
    v.category::text,
    v.area_square_metres,
    shown,
    v.geometry
  from wangge.territory t
  join wangge.grid_version v
    on v.territory_id = t.territory_id
    and v.revisions @> shown
    and v.level = grids_as_of.level
  left join wangge.grid_version p
    on p.territory_id = v.territory_id
    and p.grid_id = v.parent_id
    and p.revisions @> shown
  where t.territory_id = grids_as_of.territory
  order by v.code;
end;
$$;
comment on function wangge_gis.grids_as_of(text, text, timestamptz) is 'The grids of a level as they were in force at a moment: the layer of a day in the past, or of one ahead that is already published.';
revoke execute on function wangge_gis.grids_as_of(text, text, timestamptz) from public;

-- It runs with its owner's rights: names are looked up where nobody else can put anything.
do $$
declare
  postgis_schema text;
begin
  select n.nspname
  into strict postgis_schema
  from pg_extension e
  join pg_namespace n
    on n.oid = e.extnamespace
  where e.extname = 'postgis';
  execute format(
    'alter function wangge_gis.grids_as_of(text, text, timestamptz) set search_path = pg_catalog, %I, pg_temp',
    postgis_schema
  );
end;
$$;
