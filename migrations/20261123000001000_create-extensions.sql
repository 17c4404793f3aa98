-- What every table below needs of PostgreSQL. Irreversible.
create extension if not exists postgis;
create extension if not exists btree_gist;

create schema if not exists wangge;
comment on schema wangge is 'Sales grids: the coverage of territories, its revisions, audits and findings. Tables are private; functions and views are the contract.';

create function wangge.level_number(level text) returns smallint
language sql
immutable
parallel safe
return (array_position(array['territory', 'county', 'branch', 'outlet-area', 'element'], level) - 1)::smallint;
comment on function wangge.level_number(text) is 'Number of a level as the field counts: territory 0, county 1, branch 2, outlet-area 3, element 4; null for anything else.';

create function wangge.severity_number(severity text) returns smallint
language sql
immutable
parallel safe
return array_position(array['error', 'warning', 'info'], severity)::smallint;
comment on function wangge.severity_number(text) is 'Rank of a severity, worst first: error 1, warning 2, info 3; null for anything else.';

create function wangge.run_status(status text, heartbeat_at timestamptz) returns text
language sql
stable
parallel safe
return case
  when status = 'running' and heartbeat_at < now() - interval '30 seconds' then 'dead'
  else status
end;
comment on function wangge.run_status(text, timestamptz) is 'State of a run as it is seen: a running one without a heartbeat for 30 seconds is dead.';
