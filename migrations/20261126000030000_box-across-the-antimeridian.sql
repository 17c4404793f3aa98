-- The box of a map that lies on both sides of 180° begins in the east and ends in the west, as RFC 7946 §5.2 has it. Irreversible.
create function wangge.revision_box(
  territory_id text,
  revision bigint,
  out west double precision,
  out south double precision,
  out east double precision,
  out north double precision
)
language sql
stable
parallel safe
begin atomic
  with whole as (
    select
      st_xmin(e.box) as west,
      st_ymin(e.box) as south,
      st_xmax(e.box) as east,
      st_ymax(e.box) as north
    from (select st_extent(v.geometry) as box from wangge.grids_as_of($1, $2) v) e
  ),
  wide_grid as (
    select v.geometry
    from whole w
    join wangge.grids_as_of($1, $2) v on w.east - w.west > 180
  ),
  -- A grid on both sides of 180° has parts on both; any other one is as wide as its box.
  part as (
    select st_xmin(g.geometry) as west, st_xmax(g.geometry) as east
    from wide_grid g
    where st_xmax(g.geometry) - st_xmin(g.geometry) <= 180
    union all
    select st_xmin(d.geom), st_xmax(d.geom)
    from wide_grid g
    cross join lateral st_dump(g.geometry) d
    where st_xmax(g.geometry) - st_xmin(g.geometry) > 180
  ),
  step as (
    select
      p.west,
      max(p.east) over (order by p.west, p.east rows between unbounded preceding and 1 preceding) as reached
    from part p
  ),
  -- What is free between two parts, and wider than what is free around 180°.
  hole as (
    select s.reached, s.west
    from step s
    cross join whole w
    where s.west - s.reached > 360 - (w.east - w.west)
    order by s.west - s.reached desc, s.west
    limit 1
  )
  select coalesce(h.west, w.west), w.south, coalesce(h.reached, w.east), w.north
  from whole w
  left join hole h on true;
end;
comment on function wangge.revision_box(text, bigint) is 'The narrowest box in degrees around the grids of a revision; west > east where it crosses the antimeridian, all null without grids.';

comment on column wangge.revision.bbox_west is 'Western edge of its grids in degrees; greater than the eastern one where they lie on both sides of 180°.';

update wangge.revision r
set
  bbox_west = b.west,
  bbox_east = b.east
from wangge.revision w
cross join lateral wangge.revision_box(w.territory_id, w.revision) b
where w.bbox_east - w.bbox_west > 180
  and r.territory_id = w.territory_id
  and r.revision = w.revision;
