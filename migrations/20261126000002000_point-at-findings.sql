-- Where a finding's badge stands: computed once, so that every way of making tiles draws it in the same place. Irreversible.
alter table wangge.finding
  add column point geometry(Point, 4326);
update wangge.finding f
set point = st_centroid(f.geometry);
comment on column wangge.finding.point is 'A point of the finding for its badge, WGS84; null where its geometry is empty.';
