-- A grid on both sides of 180° is one feature of a tile, without an edge along 180°: an outline would be drawn there. Irreversible.
create function wangge.drawn_parts(territory_id text, revision bigint, z integer, x integer, y integer)
returns table (grid_id bigint, level text, code text, name text, category text, class text, part geometry)
language sql
stable
parallel safe
begin atomic
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
      box(point(b.west, b.north), point(b.west + 4224, b.north + 4224)) as box,
      st_makeenvelope(b.west, b.north, b.west + 4224, b.north + 4224) as cut,
      -b.west - 64 as east,
      -b.north - 64 as south
    from unnest(wangge.world_shifts($3, $4)) as s (shift)
    cross join lateral (
      select
        4096.0::double precision * $4 - 64 - s.shift * 4096 * (1::bigint << $3) as west,
        4096.0::double precision * $5 - 64 as north
    ) b
  ) t
  join wangge.grid_drawing d
    on d.territory_id = $1
    and d.zoom = $3::smallint
    and d.box && t.box
    and d.revisions @> $2
  join wangge.grid_version v
    on v.territory_id = d.territory_id
    and v.grid_id = d.grid_id
    and v.revisions @> $2
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
  where not st_isempty(p.geom);
end;
comment on function wangge.drawn_parts(text, bigint, integer, integer, integer) is 'What a buffered tile shows of each grid, in tile units: beside 180 degrees once for each side.';

create function wangge.join_parts(parts geometry[]) returns geometry
language plpgsql
immutable
strict
parallel safe
as $$
begin
  if cardinality(parts) = 1 then
    return parts[1];
  end if;
  -- Whole units that share nothing but edges along 180 degrees: nothing is rounded.
  return st_forcepolygonccw(st_union(parts));
end;
$$;
comment on function wangge.join_parts(geometry[]) is 'The parts of a grid on either side of 180 degrees as one, without an edge between them. Shells run clockwise as seen on the screen.';

create or replace function tiles.grids(z integer, x integer, y integer, query json) returns bytea
language plpgsql
stable
strict
parallel safe
security definer
as $$
declare
  shown_territory text;
  shown_revision bigint;
  tile bytea;
begin
  perform wangge.require_tile(z, x, y, 16);
  shown_territory := wangge.tile_territory(query);
  shown_revision := wangge.drawn_revision(shown_territory, query);
  -- Only the columns beside 180 degrees have anything to join.
  if cardinality(wangge.world_shifts(z, x)) = 1 then
    select st_asmvt(f, 'grids', 4096, 'geom', 'grid_id')
    into tile
    from (
      select p.grid_id, p.level, p.code, p.name, p.category, p.class, p.part as geom
      from wangge.drawn_parts(shown_territory, shown_revision, z, x, y) p
      order by wangge.level_number(p.level), p.grid_id
    ) f;
  else
    select st_asmvt(f, 'grids', 4096, 'geom', 'grid_id')
    into tile
    from (
      select p.grid_id, p.level, p.code, p.name, p.category, p.class, wangge.join_parts(array_agg(p.part)) as geom
      from wangge.drawn_parts(shown_territory, shown_revision, z, x, y) p
      group by p.grid_id, p.level, p.code, p.name, p.category, p.class
      order by wangge.level_number(p.level), p.grid_id
    ) f;
  end if;
  return tile;
end;
$$;

-- To replace a function takes its search path away: see where the others are given theirs.
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
    'alter function tiles.grids(integer, integer, integer, json) set search_path = pg_catalog, %I, pg_temp',
    postgis_schema
  );
end;
$$;

-- Other tiles need another address. Of maps that lie farther from 180° than the buffer of zoom 0 shows (5.625°, and some
-- more, as a drawing may reach beyond its grid) every tile stays as it is.
update wangge.revision r
set drawn_at = now()
where r.status = 'published'
  and r.drawn_at is not null
  and (r.bbox_west > r.bbox_east or r.bbox_west < -174 or r.bbox_east > 174);
