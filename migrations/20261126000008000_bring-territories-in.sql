-- A territory that comes whole from another installation is seen when all of it is there. Irreversible.
alter table wangge.territory
  add column arriving_at timestamptz;
comment on column wangge.territory.arriving_at is 'While it is being brought in from another installation, and shown to nobody: last sign of life of the process that does it. Null: here.';
