-- Statistics for logins that write and do not own: only a table's owner may analyse it. Irreversible.
create function wangge.analyze_tables(names text[]) returns void
language plpgsql
volatile
strict
security definer
as $$
declare
  name text;
  columns text;
begin
  foreach name in array names loop
    -- Drawings are looked for by everything but their shape, of which a sample would be megabytes.
    columns := case
      when name = 'grid_drawing' then ' (territory_id, zoom, grid_id, revision_from, revision_to, revisions, box)'
      else ''
    end;
    execute format('analyze wangge.%I%s', name, columns);
  end loop;
end;
$$;
comment on function wangge.analyze_tables(text[]) is 'Tells the planner what tables of this schema hold now, whoever filled them.';

do $$
declare
  postgis_schema text;
begin
  select n.nspname
  into strict postgis_schema
  from pg_extension e
  join pg_namespace n
    on n.oid = e.extnamespace
  where e.extname = 'postgis';
  execute format(
    'alter function wangge.analyze_tables(text[]) set search_path = pg_catalog, %I, pg_temp',
    postgis_schema
  );
end;
$$;
revoke execute on function wangge.analyze_tables(text[]) from public;
