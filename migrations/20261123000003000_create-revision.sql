-- Published states of a territory's map, and the imports that make them. Irreversible.
create table wangge.revision (
  territory_id text collate "C" not null,
  revision bigint not null,
  status text not null,
  author text not null,
  base_revision bigint,
  note text,
  created_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  effective_from timestamptz,
  bbox_west double precision,
  bbox_south double precision,
  bbox_east double precision,
  bbox_north double precision,
  constraint revision_pkey primary key (territory_id, revision),
  constraint revision_territory_fkey foreign key (territory_id)
    references wangge.territory (territory_id),
  constraint revision_base_fkey foreign key (territory_id, base_revision)
    references wangge.revision (territory_id, revision),
  constraint revision_status_known check (status in ('building', 'published', 'failed')),
  constraint revision_base_is_older check (base_revision < revision),
  constraint revision_published_is_dated check ((status = 'published') = (effective_from is not null))
);
create unique index revision_one_building on wangge.revision (territory_id) where status = 'building';
create index revision_in_force on wangge.revision (territory_id, effective_from, revision) where status = 'published';
comment on table wangge.revision is 'A state of a territory''s map: being built, published, or failed.';
comment on column wangge.revision.territory_id is 'Territory it belongs to.';
comment on column wangge.revision.revision is 'Number within the territory, ascending, never reused.';
comment on column wangge.revision.status is 'building: invisible; published: for all to see from effective_from; failed: taken back.';
comment on column wangge.revision.author is 'Principal that made it.';
comment on column wangge.revision.base_revision is 'Revision it was made from; null for the first.';
comment on column wangge.revision.note is 'What the author says about it.';
comment on column wangge.revision.created_at is 'When its build began.';
comment on column wangge.revision.heartbeat_at is 'Last sign of life of the process that builds it.';
comment on column wangge.revision.effective_from is 'Moment from which it is in force, to the millisecond.';
comment on column wangge.revision.bbox_west is 'Least longitude of its grids, degrees.';
comment on column wangge.revision.bbox_south is 'Least latitude of its grids, degrees.';
comment on column wangge.revision.bbox_east is 'Greatest longitude of its grids, degrees.';
comment on column wangge.revision.bbox_north is 'Greatest latitude of its grids, degrees.';

alter table wangge.territory
  add constraint territory_current_revision_fkey foreign key (territory_id, current_revision)
    references wangge.revision (territory_id, revision);

create function wangge.revision_as_of(territory_id text, at timestamptz) returns bigint
language sql
stable
parallel safe
return (
  select r.revision
  from wangge.revision r
  where r.territory_id = $1
    and r.status = 'published'
    and r.effective_from <= $2
  order by r.revision desc
  limit 1
);
comment on function wangge.revision_as_of(text, timestamptz) is 'The revision in force at a moment: the newest published one whose effective_from has come; null before the first.';

create table wangge.import_run (
  territory_id text collate "C" not null,
  import_id bigint generated always as identity,
  status text not null default 'running',
  revision bigint,
  principal text not null,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  finished_at timestamptz,
  report jsonb,
  error text,
  constraint import_run_pkey primary key (territory_id, import_id),
  constraint import_run_territory_fkey foreign key (territory_id)
    references wangge.territory (territory_id),
  constraint import_run_revision_fkey foreign key (territory_id, revision)
    references wangge.revision (territory_id, revision),
  constraint import_run_status_known check (status in ('running', 'done', 'failed', 'cancelled', 'dead')),
  constraint import_run_finished_is_dated check ((status = 'running') = (finished_at is null))
);
comment on table wangge.import_run is 'One reading of files into a territory.';
comment on column wangge.import_run.territory_id is 'Territory it writes to.';
comment on column wangge.import_run.import_id is 'Identity of the run.';
comment on column wangge.import_run.status is 'running, done, failed, cancelled or dead; see wangge.run_status.';
comment on column wangge.import_run.revision is 'Revision it made; null when nothing differed or it did not finish.';
comment on column wangge.import_run.principal is 'Who started it.';
comment on column wangge.import_run.started_at is 'When it began.';
comment on column wangge.import_run.heartbeat_at is 'Last sign of life of the process that runs it.';
comment on column wangge.import_run.finished_at is 'When it ended, however it ended.';
comment on column wangge.import_run.report is 'What was read, matched, repaired and changed.';
comment on column wangge.import_run.error is 'Why it failed, one line.';
