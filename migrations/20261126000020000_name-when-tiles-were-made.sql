-- Numbers of revisions and runs are given again after a restore, and other drawing rules draw a revision anew: an address
-- that is kept for ever says when what it shows was made. Irreversible.
create function wangge.require_made(query json, made timestamptz) returns void
language plpgsql
stable
parallel safe
as $$
declare
  asked bigint := wangge.tile_number(query, 'made');
begin
  -- Cut off to the millisecond, as JavaScript does.
  if asked <> floor(extract(epoch from made) * 1000)::bigint then
    raise exception 'What this tile''s address names was made at another time.'
      using errcode = 'invalid_parameter_value', hint = 'Read the TileJSON of the API again: it gives the address of what there is now.';
  end if;
end;
$$;
comment on function wangge.require_made(json, timestamptz) is 'Refuses a tile''s query that says of something when it was made, and says it wrongly. Left out, it is not asked for.';

create or replace function wangge.drawn_revision(territory_id text, query json) returns bigint
language plpgsql
stable
parallel safe
as $$
declare
  asked bigint := wangge.tile_revision(territory_id, query);
  made timestamptz;
begin
  select r.drawn_at
  into made
  from wangge.revision r
  where r.territory_id = drawn_revision.territory_id
    and r.revision = asked;
  -- An empty tile would be kept by every cache on the way, for ever.
  if made is null then
    raise exception 'Revision % of territory % is not drawn yet.', asked, territory_id
      using errcode = 'object_not_in_prerequisite_state', hint = 'The server draws it when it starts, and so does: wangge migrate.';
  end if;
  perform wangge.require_made(query, made);
  return asked;
end;
$$;
comment on function wangge.drawn_revision(text, json) is 'The revision of a tile''s query, as wangge.tile_revision has it. Refuses one whose zooms are not drawn, and one that was drawn at another time than the query says.';

create or replace function wangge.tile_audit(territory_id text, query json) returns bigint
language plpgsql
stable
parallel safe
as $$
declare
  shown_revision bigint := wangge.tile_revision(territory_id, query);
  asked bigint := wangge.tile_number(query, 'audit');
  shown bigint;
  made timestamptz;
begin
  select a.audit_id, a.finished_at
  into shown, made
  from wangge.audit_run a
  where a.territory_id = tile_audit.territory_id
    and a.revision = shown_revision
    and a.status = 'done'
    and (asked is null or a.audit_id = asked)
  order by a.audit_id desc
  limit 1;
  if shown is null and asked is null then
    raise exception 'Revision % of territory % has no finished audit.', shown_revision, territory_id
      using errcode = 'invalid_parameter_value', hint = 'Start one: wangge audit, or POST /api/v1/territories/{territory}/audits.';
  end if;
  if shown is null then
    raise exception 'Audit % is not a finished audit of revision % of territory %.', asked, shown_revision, territory_id
      using errcode = 'invalid_parameter_value', hint = 'GET /api/v1/territories/{territory}/audits lists them.';
  end if;
  perform wangge.require_made(query, made);
  return shown;
end;
$$;
comment on function wangge.tile_audit(text, json) is 'The run of a tile''s query, or the newest finished one of its revision. Refuses one that is not finished, or of another revision, or that ended at another time than the query says.';

comment on function tiles.grids(integer, integer, integer, json) is '{
  "name": "grids",
  "description": "Grids of all levels. Query: territory, revision (left out: the one in force), made (when it was drawn, in milliseconds since 1970; another one is refused).",
  "minzoom": 0,
  "maxzoom": 16,
  "bounds": [-180, -85.0511, 180, 85.0511],
  "vector_layers": [
    {"id": "grids", "minzoom": 0, "maxzoom": 16, "fields": {"level": "String", "code": "String", "name": "String", "category": "String", "class": "String"}}
  ]
}';

comment on function tiles.grid_labels(integer, integer, integer, json) is '{
  "name": "grid_labels",
  "description": "A point in each grid for its label. Query: territory, revision (left out: the one in force), made (when it was drawn, in milliseconds since 1970; another one is refused).",
  "minzoom": 0,
  "maxzoom": 16,
  "bounds": [-180, -85.0511, 180, 85.0511],
  "vector_layers": [
    {"id": "grid_labels", "minzoom": 0, "maxzoom": 16, "fields": {"level": "String", "code": "String", "name": "String", "category": "String", "class": "String"}}
  ]
}';

comment on function tiles.findings(integer, integer, integer, json) is '{
  "name": "findings",
  "description": "What an audit found, as polygons and each as a point. Query: territory, revision (left out: the one in force), audit (left out: the newest finished one of the revision), made (when that ended, in milliseconds since 1970; another one is refused).",
  "minzoom": 0,
  "maxzoom": 19,
  "bounds": [-180, -85.0511, 180, 85.0511],
  "vector_layers": [
    {"id": "findings", "minzoom": 0, "maxzoom": 19, "fields": {"kind": "String", "severity": "String", "sizeClass": "String", "level": "String", "areaSquareMetres": "Number"}},
    {"id": "finding_points", "minzoom": 0, "maxzoom": 19, "fields": {"kind": "String", "severity": "String", "sizeClass": "String", "level": "String", "areaSquareMetres": "Number"}}
  ]
}';
