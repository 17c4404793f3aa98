-- Audit runs, what they found, and what people do about it. Irreversible.
create table wangge.audit_run (
  territory_id text collate "C" not null,
  audit_id bigint generated always as identity,
  revision bigint not null,
  status text not null default 'running',
  principal text not null,
  started_at timestamptz not null default now(),
  heartbeat_at timestamptz not null default now(),
  finished_at timestamptz,
  progress_done bigint,
  progress_total bigint,
  clean boolean,
  levels jsonb not null default '[]',
  error text,
  constraint audit_run_pkey primary key (territory_id, audit_id),
  constraint audit_run_revision_fkey foreign key (territory_id, revision)
    references wangge.revision (territory_id, revision),
  constraint audit_run_status_known check (status in ('running', 'done', 'failed', 'cancelled', 'dead')),
  constraint audit_run_finished_is_dated check ((status = 'running') = (finished_at is null)),
  constraint audit_run_done_has_verdict check ((status = 'done') = (clean is not null))
);
create index audit_run_of_revision on wangge.audit_run (territory_id, revision, audit_id);
comment on table wangge.audit_run is 'One proof of one revision.';
comment on column wangge.audit_run.territory_id is 'Territory it examines.';
comment on column wangge.audit_run.audit_id is 'Identity of the run.';
comment on column wangge.audit_run.revision is 'Revision it examines.';
comment on column wangge.audit_run.status is 'running, done, failed, cancelled or dead; see wangge.run_status.';
comment on column wangge.audit_run.principal is 'Who started it.';
comment on column wangge.audit_run.started_at is 'When it began.';
comment on column wangge.audit_run.heartbeat_at is 'Last sign of life of the process that runs it.';
comment on column wangge.audit_run.finished_at is 'When it ended, however it ended.';
comment on column wangge.audit_run.progress_done is 'Parents proven so far.';
comment on column wangge.audit_run.progress_total is 'Parents to prove.';
comment on column wangge.audit_run.clean is 'True when no error was found; null until done.';
comment on column wangge.audit_run.levels is 'Summary per level: grids, parents, parents proven, findings by kind.';
comment on column wangge.audit_run.error is 'Why it failed, one line.';

create table wangge.finding (
  territory_id text collate "C" not null,
  finding_id bigint generated always as identity,
  audit_id bigint not null,
  kind text collate "C" not null,
  cause text,
  size_class text,
  severity text not null,
  level text not null,
  parent_code text collate "C",
  area_square_metres double precision,
  width_metres double precision,
  depth integer,
  grids jsonb not null,
  identity text collate "C" not null,
  geometry_hash text collate "C" not null,
  geometry geometry(Geometry, 4326) not null,
  message text not null,
  constraint finding_pkey primary key (territory_id, finding_id),
  constraint finding_identity_key unique (territory_id, audit_id, identity),
  constraint finding_audit_fkey foreign key (territory_id, audit_id)
    references wangge.audit_run (territory_id, audit_id) on delete cascade,
  constraint finding_kind_fkey foreign key (kind)
    references wangge.finding_kind (code),
  constraint finding_severity_known check (wangge.severity_number(severity) is not null),
  constraint finding_size_class_known check (size_class in ('real', 'sliver', 'noise')),
  constraint finding_level_known check (wangge.level_number(level) > 0),
  constraint finding_depth_is_overlap check (depth >= 2)
);
create index finding_largest_first on wangge.finding (
  territory_id, audit_id, wangge.severity_number(severity), (-coalesce(area_square_metres, 0)), finding_id
);
create index finding_on_map on wangge.finding using gist (territory_id, audit_id, geometry);
comment on table wangge.finding is 'One defect that one audit run reports.';
comment on column wangge.finding.territory_id is 'Territory it belongs to.';
comment on column wangge.finding.finding_id is 'Identity of the row; the condition itself is known by identity.';
comment on column wangge.finding.audit_id is 'Run that reports it.';
comment on column wangge.finding.kind is 'What is wrong, from the registry.';
comment on column wangge.finding.cause is 'What made it, by kind.';
comment on column wangge.finding.size_class is 'real, sliver or noise; null for kinds without area.';
comment on column wangge.finding.severity is 'error, warning or info.';
comment on column wangge.finding.level is 'Level of the children that fail to tile the parent.';
comment on column wangge.finding.parent_code is 'Code of the parent; null where there is none.';
comment on column wangge.finding.area_square_metres is 'Area in square metres; null for kinds without area.';
comment on column wangge.finding.width_metres is 'Width in metres; null for kinds without area.';
comment on column wangge.finding.depth is 'How many children lie over each other; overlaps only.';
comment on column wangge.finding.grids is 'Grids concerned: [{code, name, level, areaSquareMetres}].';
comment on column wangge.finding.identity is 'Stays the same from run to run while the condition does.';
comment on column wangge.finding.geometry_hash is 'SHA-256 of the canonical geometry.';
comment on column wangge.finding.geometry is 'Where it is, WGS84.';
comment on column wangge.finding.message is 'One sentence for reports.';

create table wangge.work_item (
  territory_id text collate "C" not null,
  identity text collate "C" not null,
  state text not null default 'open',
  assignee text,
  due_date date,
  notes jsonb not null default '[]',
  updated_by text not null,
  updated_at timestamptz not null default now(),
  constraint work_item_pkey primary key (territory_id, identity),
  constraint work_item_territory_fkey foreign key (territory_id)
    references wangge.territory (territory_id),
  constraint work_item_state_known check (state in ('open', 'in-progress', 'done'))
);
comment on table wangge.work_item is 'What people do about a finding; kept by the finding''s identity, so that the next run finds it again.';
comment on column wangge.work_item.territory_id is 'Territory it belongs to.';
comment on column wangge.work_item.identity is 'Identity of the finding.';
comment on column wangge.work_item.state is 'open, in-progress or done.';
comment on column wangge.work_item.assignee is 'Who is to mend it.';
comment on column wangge.work_item.due_date is 'Until when.';
comment on column wangge.work_item.notes is 'What was said: [{at, by, text}], oldest first.';
comment on column wangge.work_item.updated_by is 'Principal of the last change.';
comment on column wangge.work_item.updated_at is 'When it was last changed.';

create table wangge.waiver (
  territory_id text collate "C" not null,
  waiver_id bigint generated always as identity,
  identity text collate "C" not null,
  geometry_hash text collate "C" not null,
  reason text not null,
  author text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  constraint waiver_pkey primary key (territory_id, waiver_id),
  constraint waiver_territory_fkey foreign key (territory_id)
    references wangge.territory (territory_id),
  constraint waiver_has_reason check (length(reason) > 0)
);
create index waiver_of_finding on wangge.waiver (territory_id, identity, geometry_hash, waiver_id);
comment on table wangge.waiver is 'A finding accepted as it is; bound to identity and geometry, so it lapses when the place changes.';
comment on column wangge.waiver.territory_id is 'Territory it belongs to.';
comment on column wangge.waiver.waiver_id is 'Identity; the newest of a finding counts.';
comment on column wangge.waiver.identity is 'Identity of the finding.';
comment on column wangge.waiver.geometry_hash is 'Geometry of the finding when it was waived.';
comment on column wangge.waiver.reason is 'Why it is accepted.';
comment on column wangge.waiver.author is 'Principal that accepted it.';
comment on column wangge.waiver.created_at is 'When.';
comment on column wangge.waiver.expires_at is 'Until when; null without end.';
