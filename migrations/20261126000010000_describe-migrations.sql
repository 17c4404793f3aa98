-- The list of migrations is made before the first of them, so it is described here.
comment on table wangge.migration is 'Which migrations this database has had, in order: kept by the product''s own migrate. Not to be changed by hand.';
comment on column wangge.migration.id is 'In the order in which they ran.';
comment on column wangge.migration.name is 'Name of the file of the migration, without .sql.';
comment on column wangge.migration.run_on is 'When it ran.';
