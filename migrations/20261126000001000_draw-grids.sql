-- What each zoom of the map draws. Irreversible.
create table wangge.grid_drawing (
  territory_id text collate "C" not null,
  zoom smallint not null,
  grid_id bigint not null,
  revision_from bigint not null,
  revision_to bigint,
  revisions int8range not null generated always as (int8range(revision_from, revision_to)) stored,
  box box not null,
  shape bytea not null,
  constraint grid_drawing_pkey primary key (territory_id, zoom, grid_id, revision_from),
  constraint grid_drawing_zoom_range check (zoom between 0 and 16),
  constraint grid_drawing_range_not_empty check (revision_to > revision_from)
);
create index grid_drawing_on_tile on wangge.grid_drawing using gist (territory_id, zoom, box);
create index grid_drawing_opened_by on wangge.grid_drawing (territory_id, revision_from);
create index grid_drawing_closed_by on wangge.grid_drawing (territory_id, revision_to) where revision_to is not null;
comment on table wangge.grid_drawing is 'A grid as one zoom draws it over the revisions [revision_from, revision_to): generalised and rounded as a coverage, so that tiles are cut from it without rounding. A neighbour''s edit can change it. Derived from wangge.grid_version and made again from it: without foreign keys, with which an import took 21 s in place of 18.';
comment on column wangge.grid_drawing.territory_id is 'Territory it belongs to.';
comment on column wangge.grid_drawing.zoom is 'Zoom it is made for.';
comment on column wangge.grid_drawing.grid_id is 'Grid it draws.';
comment on column wangge.grid_drawing.revision_from is 'First revision that draws it so.';
comment on column wangge.grid_drawing.revision_to is 'First revision that no longer does; null while none.';
comment on column wangge.grid_drawing.revisions is 'Both as a range.';
comment on column wangge.grid_drawing.box is 'What the shape spans, in its units.';
comment on column wangge.grid_drawing.shape is 'Multipolygon as TWKB without decimals: whole tile units of the zoom (4096 a tile), x to the east and y to the south from the north-west corner of the Web Mercator world.';

create table wangge.zoom_drawing (
  territory_id text collate "C" not null,
  revision bigint not null,
  zoom smallint not null,
  state jsonb not null,
  constraint zoom_drawing_pkey primary key (territory_id, revision, zoom),
  constraint zoom_drawing_revision_fkey foreign key (territory_id, revision)
    references wangge.revision (territory_id, revision)
);
comment on table wangge.zoom_drawing is 'How a zoom of a revision was made: what the next revision must repeat so that only what an edit touches is drawn anew.';
comment on column wangge.zoom_drawing.territory_id is 'Territory it belongs to.';
comment on column wangge.zoom_drawing.revision is 'Revision that was drawn.';
comment on column wangge.zoom_drawing.zoom is 'Zoom that was made.';
comment on column wangge.zoom_drawing.state is 'Borders that were given vertices back, and vertices that were moved.';

alter table wangge.revision
  add column drawn_at timestamptz;
comment on column wangge.revision.drawn_at is 'When all its zooms were drawn; null until then, and of revisions older than drawings.';
