-- What a run says beside its findings, and the run it is compared with. Irreversible.
alter table wangge.audit_run
  add column compared_with bigint,
  add column certificate jsonb,
  add column second_opinion jsonb,
  add constraint audit_run_compared_with_fkey foreign key (territory_id, compared_with)
    references wangge.audit_run (territory_id, audit_id),
  add constraint audit_run_compared_with_older check (compared_with < audit_id),
  add constraint audit_run_certificate_is_of_done check (status = 'done' or certificate is null);
create index audit_run_newest_done on wangge.audit_run (territory_id, audit_id) where status = 'done';
comment on column wangge.audit_run.compared_with is 'The newest done run of the territory before this one; null for the first, and until done.';
comment on column wangge.audit_run.certificate is 'wangge-certificate/1; null until done, and where an error was open.';
comment on column wangge.audit_run.second_opinion is 'What the second engine says of every parent; null where none was asked for.';
