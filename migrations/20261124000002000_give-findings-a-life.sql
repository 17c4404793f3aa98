-- A finding is one report of a condition that lives from run to run; work belongs to the condition. Irreversible.
create function wangge.finding_subject(identity text) returns text
language sql
immutable
parallel safe
return regexp_replace(identity, '/[0-9]+$', '');
comment on function wangge.finding_subject(text) is 'An identity without its ordinal by place: kind, level, parent and owners.';

alter table wangge.finding
  add column caused_by jsonb not null default '[]',
  add column change text,
  add column first_finding_id bigint,
  add constraint finding_change_known check (change in ('new', 'same', 'changed')),
  add constraint finding_first_is_older check (first_finding_id < finding_id);

-- Until now a condition was known by its identity alone.
update wangge.finding f
set first_finding_id = o.first_finding_id
from (
  select
    x.territory_id,
    x.finding_id,
    min(x.finding_id) over (partition by x.territory_id, x.identity) as first_finding_id
  from wangge.finding x
) o
where o.territory_id = f.territory_id
  and o.finding_id = f.finding_id
  and o.first_finding_id < f.finding_id;

alter table wangge.finding
  add column case_id bigint generated always as (coalesce(first_finding_id, finding_id)) stored,
  add column subject text collate "C" generated always as (wangge.finding_subject(identity)) stored,
  add constraint finding_case_key unique (territory_id, audit_id, case_id);
create index finding_of_place on wangge.finding (territory_id, subject, geometry_hash, audit_id);
create index finding_of_case on wangge.finding (territory_id, case_id, audit_id);
comment on column wangge.finding.caused_by is 'Identities of findings of the same run that this one follows from.';
comment on column wangge.finding.change is 'new, same or changed against the run before; null in a territory''s first run.';
comment on column wangge.finding.first_finding_id is 'The first report of the same condition; null where this is the first.';
comment on column wangge.finding.case_id is 'The condition: finding_id of its first report, the same from run to run.';
comment on column wangge.finding.subject is 'Kind, level, parent and owners: what an identity says without its ordinal.';

alter table wangge.work_item add column case_id bigint;
update wangge.work_item i
set case_id = f.case_id
from wangge.finding f
where f.territory_id = i.territory_id
  and f.identity = i.identity;
-- Nobody can have worked on what no run reports.
delete from wangge.work_item i where i.case_id is null;
alter table wangge.work_item
  drop constraint work_item_pkey,
  drop column identity,
  alter column case_id set not null,
  add constraint work_item_pkey primary key (territory_id, case_id);
create index work_item_of_assignee on wangge.work_item (territory_id, assignee, case_id);
comment on table wangge.work_item is 'What people do about a finding; kept by the condition, so that it stays with its own place from run to run.';
comment on column wangge.work_item.case_id is 'The condition, as wangge.finding.case_id has it.';

alter table wangge.waiver
  add column subject text collate "C" generated always as (wangge.finding_subject(identity)) stored,
  add column withdrawn_at timestamptz,
  add column withdrawn_by text,
  add constraint waiver_withdrawn_by_someone check ((withdrawn_at is null) = (withdrawn_by is null));
drop index wangge.waiver_of_finding;
create index waiver_of_place on wangge.waiver (territory_id, subject, geometry_hash, waiver_id) where withdrawn_at is null;
comment on table wangge.waiver is 'A finding accepted as it is; bound to subject and exact geometry, so it lapses when the place changes.';
comment on column wangge.waiver.waiver_id is 'Identity; the newest that is not withdrawn counts.';
comment on column wangge.waiver.identity is 'Identity of the finding when it was waived; its ordinal may be another one later.';
comment on column wangge.waiver.subject is 'Kind, level, parent and owners of the finding.';
comment on column wangge.waiver.withdrawn_at is 'When it was taken back; null while it stands.';
comment on column wangge.waiver.withdrawn_by is 'Principal that took it back.';
