-- A waiver ends for good when its place changes; runs are compared in the order in which they ended. Irreversible.
alter table wangge.waiver
  add column lapsed_at timestamptz,
  add column lapsed_with bigint,
  add constraint waiver_lapsed_with_run check ((lapsed_at is null) = (lapsed_with is null)),
  add constraint waiver_lapsed_with_fkey foreign key (territory_id, lapsed_with)
    references wangge.audit_run (territory_id, audit_id);
drop index wangge.waiver_of_place;
create index waiver_of_place on wangge.waiver (territory_id, subject, geometry_hash, waiver_id)
  where withdrawn_at is null and lapsed_at is null;
comment on column wangge.waiver.waiver_id is 'Identity; the newest that was neither withdrawn nor lapsed counts, expired or not.';
comment on column wangge.waiver.expires_at is 'Until when; null without end. A day was made its last moment by the server''s time zone.';
comment on column wangge.waiver.lapsed_at is 'When a run showed that the place had changed or was gone; null while it stands.';
comment on column wangge.waiver.lapsed_with is 'The run that showed it.';

-- A run that began earlier may end later, and is then compared with the one that overtook it.
alter table wangge.audit_run
  drop constraint audit_run_compared_with_older,
  add constraint audit_run_compared_with_another check (compared_with <> audit_id);
drop index wangge.audit_run_newest_done;
create index audit_run_last_done on wangge.audit_run (territory_id, finished_at, audit_id) where status = 'done';
comment on column wangge.audit_run.compared_with is 'The run of the territory that was done last when this one was done; null for the first, and until done.';
comment on column wangge.audit_run.finished_at is 'When it ended, however it ended; of a dead run, when it was found dead.';
comment on column wangge.audit_run.error is 'Why it did not end well, one line.';
