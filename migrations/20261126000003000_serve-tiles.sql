-- Vector tiles as functions, for Martin. Only they need PostgreSQL's own ST_AsMVT, which the embedded database lacks:
-- there they are created and never called. Irreversible.
create schema tiles;
comment on schema tiles is 'Vector tiles, one function per source: what Martin may execute, and all it may.';

create index reference_feature_on_map on wangge.reference_feature using gist (territory_id, kind, generation, geometry);

create function wangge.level_min_zoom(level text) returns smallint
language sql
immutable
parallel safe
return (array[0, 0, 7, 9, 10])[wangge.level_number(level) + 1]::smallint;
comment on function wangge.level_min_zoom(text) is 'From which zoom on a level is drawn; null for what is no level.';

create function wangge.reference_min_zoom(kind text, rank smallint) returns smallint
language sql
immutable
parallel safe
return case kind
  when 'water' then (array[0, 8, 11])[rank]
  when 'building' then (array[12, 13, 14])[rank]
  when 'street' then (array[6, 10, 12])[rank]
end::smallint;
comment on function wangge.reference_min_zoom(text, smallint) is 'From which zoom on a thing of a rank is drawn; null for what is no kind or rank.';

create function wangge.require_tile(z integer, x integer, y integer, max_zoom integer) returns void
language plpgsql
immutable
parallel safe
as $$
begin
  if z < 0 or z > max_zoom then
    raise exception 'There is no tile %/%/%: zooms go from 0 to %.', z, x, y, max_zoom
      using errcode = 'invalid_parameter_value', hint = 'A map stretches the tiles of the last zoom beyond it.';
  end if;
  if x < 0 or y < 0 or x >= 1 << z or y >= 1 << z then
    raise exception 'There is no tile %/%/%.', z, x, y
      using errcode = 'invalid_parameter_value', hint = 'Column and row go from 0 to 2^zoom - 1.';
  end if;
end;
$$;
comment on function wangge.require_tile(integer, integer, integer, integer) is 'Refuses a tile outside the world or beyond the last zoom.';

create function wangge.tile_number(query json, field text) returns bigint
language plpgsql
immutable
parallel safe
as $$
begin
  if query ->> field is null then
    return null;
  end if;
  -- 15 digits: what JSON and JavaScript keep exactly.
  if query ->> field !~ '^[1-9][0-9]{0,14}$' then
    raise exception 'The value of % is no number: %', field, query ->> field
      using errcode = 'invalid_parameter_value', hint = format('Give %s as a whole number from 1 on, once.', field);
  end if;
  return (query ->> field)::bigint;
end;
$$;
comment on function wangge.tile_number(json, text) is 'A number of a tile''s query; null where it is left out. Refuses what is no number.';

create function wangge.tile_territory(query json) returns text
language plpgsql
stable
parallel safe
as $$
declare
  asked text := query ->> 'territory';
begin
  if asked is null then
    raise exception 'The tile''s address names no territory.'
      using errcode = 'invalid_parameter_value', hint = 'Add ?territory=ID to it.';
  end if;
  perform
  from wangge.territory t
  where t.territory_id = asked
    and t.arriving_at is null;
  if not found then
    raise exception 'There is no territory %.', asked
      using errcode = 'invalid_parameter_value', hint = 'GET /api/v1/territories lists them.';
  end if;
  return asked;
end;
$$;
comment on function wangge.tile_territory(json) is 'The territory of a tile''s query. Refuses none and an unknown one.';

create function wangge.tile_revision(territory_id text, query json) returns bigint
language plpgsql
stable
parallel safe
as $$
declare
  asked bigint := wangge.tile_number(query, 'revision');
begin
  if asked is null then
    asked := wangge.revision_as_of(territory_id, now());
    if asked is null then
      raise exception 'No map of territory % is in force.', territory_id
        using errcode = 'invalid_parameter_value', hint = 'Publish one first, or name a revision: &revision=N.';
    end if;
    return asked;
  end if;
  perform
  from wangge.revision r
  where r.territory_id = tile_revision.territory_id
    and r.revision = asked
    and r.status = 'published';
  if not found then
    raise exception 'Territory % has no published revision %.', territory_id, asked
      using errcode = 'invalid_parameter_value', hint = 'GET /api/v1/territories/{territory}/revisions lists them.';
  end if;
  return asked;
end;
$$;
comment on function wangge.tile_revision(text, json) is 'The revision of a tile''s query, or the one in force. Refuses one that is not published.';

create function wangge.drawn_revision(territory_id text, query json) returns bigint
language plpgsql
stable
parallel safe
as $$
declare
  asked bigint := wangge.tile_revision(territory_id, query);
begin
  perform
  from wangge.revision r
  where r.territory_id = drawn_revision.territory_id
    and r.revision = asked
    and r.drawn_at is not null;
  -- An empty tile would be kept by every cache on the way, for ever.
  if not found then
    raise exception 'Revision % of territory % is not drawn yet.', asked, territory_id
      using errcode = 'object_not_in_prerequisite_state', hint = 'The server draws it when it starts, and so does: wangge migrate.';
  end if;
  return asked;
end;
$$;
comment on function wangge.drawn_revision(text, json) is 'The revision of a tile''s query, as wangge.tile_revision has it. Refuses one whose zooms are not drawn.';

create function wangge.tile_audit(territory_id text, query json) returns bigint
language plpgsql
stable
parallel safe
as $$
declare
  shown_revision bigint := wangge.tile_revision(territory_id, query);
  asked bigint := wangge.tile_number(query, 'audit');
  shown bigint;
begin
  select a.audit_id
  into shown
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
  return shown;
end;
$$;
comment on function wangge.tile_audit(text, json) is 'The run of a tile''s query, or the newest finished one of its revision. Refuses one that is not finished or of another revision.';

create function wangge.world_shifts(z integer, x integer) returns double precision[]
language sql
immutable
parallel safe
return array_remove(array[case when x = (1 << z) - 1 then 1 end, 0, case when x = 0 then -1 end], null)::double precision[];
comment on function wangge.world_shifts(integer, integer) is 'By how many worlds to the east the map has to be moved to be seen in a column: in the first and the last one once around the earth too, because a tile''s buffer reaches over 180 degrees.';

create function wangge.cut_drawing(shape geometry, box geometry) returns geometry
language plpgsql
immutable
strict
parallel safe
as $$
declare
  -- Rough first, along half units outside the box, where no vertex lies: several times faster for a long outline.
  rough geometry := st_clipbybox2d(shape, st_expand(box, 32.5)::box2d);
begin
  -- Where that comes out crossing itself, as it may, the whole shape is cut.
  if st_isvalidreason(rough) <> 'Valid Geometry' then
    rough := shape;
  end if;
  return st_forcepolygonccw(st_collectionextract(st_intersection(rough, box), 3));
end;
$$;
comment on function wangge.cut_drawing(geometry, geometry) is 'A drawing cut to the box of a buffered tile, exactly: borders have a vertex wherever they cross one, so that nothing is rounded. Shells run clockwise as seen on the screen. Empty where they only touch.';

create function tiles.grids(z integer, x integer, y integer, query json) returns bytea
language plpgsql
stable
strict
parallel safe
security definer
as $$
declare
  shown_territory text;
  shown_revision bigint;
  world double precision := 4096.0 * (1::bigint << greatest(z, 0));
  tile bytea;
begin
  perform wangge.require_tile(z, x, y, 16);
  shown_territory := wangge.tile_territory(query);
  shown_revision := wangge.drawn_revision(shown_territory, query);
  select st_asmvt(f, 'grids', 4096, 'geom', 'grid_id')
  into tile
  from (
    select
      d.grid_id,
      v.level,
      v.code,
      v.name,
      v.category,
      c.class,
      p.geom
    from (
      select
        s.shift,
        box(point(b.west, b.north), point(b.west + 4224, b.north + 4224)) as box,
        st_makeenvelope(b.west, b.north, b.west + 4224, b.north + 4224) as cut,
        -b.west - 64 as east,
        -b.north - 64 as south
      from unnest(wangge.world_shifts(z, x)) as s (shift)
      cross join lateral (
        select 4096.0::double precision * x - 64 - s.shift * world as west, 4096.0::double precision * y - 64 as north
      ) b
    ) t
    join wangge.grid_drawing d
      on d.territory_id = shown_territory
      and d.zoom = z::smallint
      and d.box && t.box
      and d.revisions @> shown_revision
    join wangge.grid_version v
      on v.territory_id = d.territory_id
      and v.grid_id = d.grid_id
      and v.revisions @> shown_revision
    left join wangge.element_category c
      on c.territory_id = v.territory_id
      and c.code = v.category
    cross join lateral (
      select
        st_translate(
          case
            when d.box <@ t.box then st_geomfromtwkb(d.shape)
            else wangge.cut_drawing(st_geomfromtwkb(d.shape), t.cut)
          end,
          t.east,
          t.south
        ) as geom
      -- Otherwise it would be cut once for the filter and once for the tile.
      offset 0
    ) p
    where not st_isempty(p.geom)
    order by wangge.level_number(v.level), d.grid_id, t.shift desc
  ) f;
  return tile;
end;
$$;
comment on function tiles.grids(integer, integer, integer, json) is '{
  "name": "grids",
  "description": "Grids of all levels. Query: territory, revision (left out: the one in force).",
  "minzoom": 0,
  "maxzoom": 16,
  "bounds": [-180, -85.0511, 180, 85.0511],
  "vector_layers": [
    {"id": "grids", "minzoom": 0, "maxzoom": 16, "fields": {"level": "String", "code": "String", "name": "String", "category": "String", "class": "String"}}
  ]
}';

create function tiles.grid_labels(z integer, x integer, y integer, query json) returns bytea
language plpgsql
stable
strict
parallel safe
security definer
as $$
declare
  shown_territory text;
  shown_revision bigint;
  world double precision := 4096.0 * (1::bigint << greatest(z, 0));
  tile bytea;
begin
  perform wangge.require_tile(z, x, y, 16);
  shown_territory := wangge.tile_territory(query);
  shown_revision := wangge.drawn_revision(shown_territory, query);
  select st_asmvt(f, 'grid_labels', 4096, 'geom', 'grid_id')
  into tile
  from (
    select
      v.grid_id,
      v.level,
      v.code,
      v.name,
      v.category,
      c.class,
      -- The nearest whole unit, halves to the south-east.
      st_makepoint(floor(p.east + 0.5), floor(p.south + 0.5)) as geom
    from unnest(wangge.world_shifts(z, x)) as s (shift)
    cross join lateral (
      -- In degrees and a hair wider than the tile: only what the index looks for.
      select st_expand(
        st_makeenvelope(
          360 * ((4096.0 * x - 64) / world - s.shift) - 180,
          degrees(atan(sinh(pi() * (1 - 2 * (4096.0 * y + 4160) / world)))),
          360 * ((4096.0 * x + 4160) / world - s.shift) - 180,
          degrees(atan(sinh(pi() * (1 - 2 * (4096.0 * y - 64) / world)))),
          4326
        ),
        1e-6
      ) as degrees
    ) b
    join wangge.grid_version v
      on v.territory_id = shown_territory
      and v.revisions @> shown_revision
      and v.geometry && b.degrees
    left join wangge.element_category c
      on c.territory_id = v.territory_id
      and c.code = v.category
    cross join lateral (
      select sin(radians(st_y(v.label_point))) as sine
    ) l
    cross join lateral (
      select
        (st_x(v.label_point) / 360 + 0.5 + s.shift) * world - 4096.0 * x as east,
        -- Web Mercator, with the poles on the edge of the world.
        case
          when abs(l.sine) >= 1 then (1 - sign(l.sine)) / 2
          else least(1, greatest(0, 0.5 - 0.25 * ln((1 + l.sine) / (1 - l.sine)) / pi()))
        end * world - 4096.0 * y as south
    ) p
    where wangge.level_min_zoom(v.level) <= z
      and p.east >= -64
      and p.east < 4160
      and p.south >= -64
      and p.south < 4160
    order by wangge.level_number(v.level), v.grid_id, s.shift desc
  ) f;
  return tile;
end;
$$;
comment on function tiles.grid_labels(integer, integer, integer, json) is '{
  "name": "grid_labels",
  "description": "A point in each grid for its label. Query: territory, revision (left out: the one in force).",
  "minzoom": 0,
  "maxzoom": 16,
  "bounds": [-180, -85.0511, 180, 85.0511],
  "vector_layers": [
    {"id": "grid_labels", "minzoom": 0, "maxzoom": 16, "fields": {"level": "String", "code": "String", "name": "String", "category": "String", "class": "String"}}
  ]
}';

create function wangge.tile_degrees(z integer, x integer, y integer, shift double precision) returns geometry
language plpgsql
immutable
strict
parallel safe
as $$
declare
  world double precision := 4096.0 * (1::bigint << z);
begin
  -- Not by st_transform, which brings what lies beyond 180 degrees back to the other side. Two units more than the buffer.
  return st_makeenvelope(
    360 * ((4096.0 * x - 66) / world - shift) - 180,
    degrees(atan(sinh(pi() * (1 - 2 * (4096.0 * y + 4162) / world)))),
    360 * ((4096.0 * x + 4162) / world - shift) - 180,
    degrees(atan(sinh(pi() * (1 - 2 * (4096.0 * y - 66) / world)))),
    4326
  );
end;
$$;
comment on function wangge.tile_degrees(integer, integer, integer, double precision) is 'The box in which to look for what a buffered tile shows of a map that is moved by some worlds to the east, in degrees.';

create function wangge.tile_geometry(geometry geometry, z integer, x integer, y integer, shift double precision) returns geometry
language plpgsql
immutable
strict
parallel safe
as $$
begin
  -- The poles lie at infinity.
  if st_ymax(geometry) > 89 or st_ymin(geometry) < -89 then
    geometry := st_clipbybox2d(geometry, st_makeenvelope(-180, -89, 180, 89, 4326)::box2d);
  end if;
  return st_asmvtgeom(
    st_translate(st_transform(geometry, 3857), shift * 40075016.685578488, 0),
    st_tileenvelope(z, x, y)::box2d,
    4096,
    64,
    true
  );
end;
$$;
comment on function wangge.tile_geometry(geometry, integer, integer, integer, double precision) is 'A geometry in whole units of a tile, cut to its buffer; each by itself, so only for what need not meet its neighbours. Null where nothing is left.';

create function tiles.findings(z integer, x integer, y integer, query json) returns bytea
language plpgsql
stable
strict
parallel safe
security definer
as $$
declare
  shown_territory text;
  shown_audit bigint;
  polygons bytea;
  points bytea;
begin
  perform wangge.require_tile(z, x, y, 19);
  shown_territory := wangge.tile_territory(query);
  shown_audit := wangge.tile_audit(shown_territory, query);
  select st_asmvt(f, 'findings', 4096, 'geom', 'finding_id')
  into polygons
  from (
    select
      g.finding_id,
      g.kind,
      g.severity,
      g.level,
      g.size_class as "sizeClass",
      g.area_square_metres as "areaSquareMetres",
      p.geom
    from unnest(wangge.world_shifts(z, x)) as s (shift)
    join wangge.finding g
      on g.territory_id = shown_territory
      and g.audit_id = shown_audit
      and g.geometry && wangge.tile_degrees(z, x, y, s.shift)
    cross join lateral (
      select wangge.tile_geometry(g.geometry, z, x, y, s.shift) as geom
      offset 0
    ) p
    where st_dimension(g.geometry) = 2
      and p.geom is not null
    order by wangge.level_number(g.level), g.finding_id, s.shift desc
  ) f;
  select st_asmvt(f, 'finding_points', 4096, 'geom', 'finding_id')
  into points
  from (
    select
      g.finding_id,
      g.kind,
      g.severity,
      g.level,
      g.size_class as "sizeClass",
      g.area_square_metres as "areaSquareMetres",
      p.geom
    from unnest(wangge.world_shifts(z, x)) as s (shift)
    join wangge.finding g
      on g.territory_id = shown_territory
      and g.audit_id = shown_audit
      and g.geometry && wangge.tile_degrees(z, x, y, s.shift)
    cross join lateral (
      select wangge.tile_geometry(g.point, z, x, y, s.shift) as geom
      offset 0
    ) p
    where p.geom is not null
    order by wangge.level_number(g.level), g.finding_id, s.shift desc
  ) f;
  return polygons || points;
end;
$$;
comment on function tiles.findings(integer, integer, integer, json) is '{
  "name": "findings",
  "description": "What an audit found, as polygons and each as a point. Query: territory, revision (left out: the one in force), audit (left out: the newest finished one of the revision).",
  "minzoom": 0,
  "maxzoom": 19,
  "bounds": [-180, -85.0511, 180, 85.0511],
  "vector_layers": [
    {"id": "findings", "minzoom": 0, "maxzoom": 19, "fields": {"kind": "String", "severity": "String", "sizeClass": "String", "level": "String", "areaSquareMetres": "Number"}},
    {"id": "finding_points", "minzoom": 0, "maxzoom": 19, "fields": {"kind": "String", "severity": "String", "sizeClass": "String", "level": "String", "areaSquareMetres": "Number"}}
  ]
}';

create function wangge.reference_tile_layer(territory_id text, kind text, layer text, z integer, x integer, y integer) returns bytea
language plpgsql
stable
strict
parallel safe
as $$
declare
  tile bytea;
begin
  if wangge.reference_min_zoom(kind, 1::smallint) > z then
    return '';
  end if;
  select st_asmvt(t, layer, 4096, 'geom', 'reference_id')
  into tile
  from (
    select
      f.reference_id,
      f.kind,
      f.rank,
      f.name,
      p.geom
    from unnest(wangge.world_shifts(z, x)) as s (shift)
    join wangge.reference_layer l
      on l.territory_id = reference_tile_layer.territory_id
      and l.kind = reference_tile_layer.kind
    join wangge.reference_feature f
      on f.territory_id = l.territory_id
      and f.kind = l.kind
      and f.generation = l.generation
      and f.geometry && wangge.tile_degrees(z, x, y, s.shift)
    cross join lateral (
      select wangge.tile_geometry(f.geometry, z, x, y, s.shift) as geom
      offset 0
    ) p
    where wangge.reference_min_zoom(f.kind, f.rank) <= z
      and p.geom is not null
    order by f.reference_id, s.shift desc
  ) t;
  return tile;
end;
$$;
comment on function wangge.reference_tile_layer(text, text, text, integer, integer, integer) is 'One layer of a tile of reference features: what is shown of a kind from this zoom on.';

create function tiles.reference(z integer, x integer, y integer, query json) returns bytea
language plpgsql
stable
strict
parallel safe
security definer
as $$
declare
  shown_territory text;
begin
  perform wangge.require_tile(z, x, y, 16);
  shown_territory := wangge.tile_territory(query);
  return wangge.reference_tile_layer(shown_territory, 'water', 'water', z, x, y)
    || wangge.reference_tile_layer(shown_territory, 'building', 'buildings', z, x, y)
    || wangge.reference_tile_layer(shown_territory, 'street', 'streets', z, x, y);
end;
$$;
comment on function tiles.reference(integer, integer, integer, json) is '{
  "name": "reference",
  "description": "Water, buildings and streets under the grids. Query: territory.",
  "minzoom": 0,
  "maxzoom": 16,
  "bounds": [-180, -85.0511, 180, 85.0511],
  "vector_layers": [
    {"id": "water", "minzoom": 0, "maxzoom": 16, "fields": {"kind": "String", "rank": "Number", "name": "String"}},
    {"id": "buildings", "minzoom": 12, "maxzoom": 16, "fields": {"kind": "String", "rank": "Number", "name": "String"}},
    {"id": "streets", "minzoom": 6, "maxzoom": 16, "fields": {"kind": "String", "rank": "Number", "name": "String"}}
  ]
}';

-- They run with their owner's rights, so that whoever may execute them needs none on tables; names are therefore
-- looked up where nobody else can put anything. Wherever PostGIS was installed, its own schema is one of these places.
do $$
declare
  postgis_schema text;
  tile_function regprocedure;
begin
  select n.nspname
  into strict postgis_schema
  from pg_extension e
  join pg_namespace n
    on n.oid = e.extnamespace
  where e.extname = 'postgis';
  for tile_function in
    select p.oid::regprocedure
    from pg_proc p
    where p.pronamespace = 'tiles'::regnamespace
  loop
    execute format('alter function %s set search_path = pg_catalog, %I, pg_temp', tile_function, postgis_schema);
    execute format('revoke execute on function %s from public', tile_function);
  end loop;
end;
$$;
