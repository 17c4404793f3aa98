-- What migrations cannot make for themselves: the extensions, the group roles, and one login for each part of the
-- product. Run by psql as a superuser in the product's own database, and again in every database that a backup is
-- restored into: rights on a database and on PostgreSQL's own functions are each database's own. It sets anew the
-- passwords that the environment has, so that no list of processes shows them; a login without one there keeps its own.
\set ON_ERROR_STOP on
\getenv owner_password WANGGE_OWNER_PASSWORD
\getenv api_password WANGGE_API_PASSWORD
\getenv tiles_password WANGGE_TILES_PASSWORD
\getenv reader_password WANGGE_READER_PASSWORD

create extension if not exists postgis;
create extension if not exists btree_gist;

-- Groups hold the rights, logins are members of one; the groups' rights are the migrations' affair.
select format('create role %I nologin', wanted.name)
from unnest(array['wangge_api', 'wangge_tiles', 'wangge_reader']) as wanted (name)
where not exists (select from pg_roles r where r.rolname = wanted.name)
\gexec

select format('create role %I login', wanted.name)
from unnest(array['wangge_owner', 'wangge_api_login', 'wangge_tiles_login', 'wangge_reader_login']) as wanted (name)
where not exists (select from pg_roles r where r.rolname = wanted.name)
\gexec

-- A role that may create roles may also give itself nearly every other one: migrations find their groups made above.
alter role wangge_owner login nosuperuser nocreaterole nocreatedb noreplication nobypassrls;
-- Nobody takes the connections that the others need: PostgreSQL has 100. Martin's pool is 20, twice while it is replaced.
alter role wangge_tiles_login login connection limit 40;
alter role wangge_reader_login login connection limit 20;
-- What a desktop GIS has left open holds up migrations.
alter role wangge_reader_login set statement_timeout = '60s';
alter role wangge_reader_login set idle_in_transaction_session_timeout = '60s';

\if :{?owner_password}
alter role wangge_owner password :'owner_password';
\else
\warn 'WANGGE_OWNER_PASSWORD is not set: wangge_owner keeps its password, if it has one'
\endif
\if :{?api_password}
alter role wangge_api_login login password :'api_password';
\else
\warn 'WANGGE_API_PASSWORD is not set: wangge_api_login keeps its password, if it has one'
\endif
\if :{?tiles_password}
alter role wangge_tiles_login login password :'tiles_password';
\else
\warn 'WANGGE_TILES_PASSWORD is not set: wangge_tiles_login keeps its password, if it has one'
\endif
\if :{?reader_password}
alter role wangge_reader_login login password :'reader_password';
\else
\warn 'WANGGE_READER_PASSWORD is not set: wangge_reader_login keeps its password, if it has one'
\endif
grant wangge_api to wangge_api_login;
grant wangge_tiles to wangge_tiles_login;
grant wangge_reader to wangge_reader_login;

-- The owner makes the schema and may be nobody else; a visitor without a group does not even connect.
select format('alter database %I owner to wangge_owner', current_database())
\gexec
select format('revoke all on database %I from public', current_database())
\gexec
select format('grant connect on database %I to wangge_api, wangge_tiles, wangge_reader', current_database())
\gexec

-- Whoever may connect may by default make large objects, which the owner could then not back up, and hold any advisory
-- lock, the one of migrations too. The product has no large objects, and only the owner migrates.
select format('revoke execute on function %s from public', p.oid::regprocedure)
from pg_proc p
where p.pronamespace = 'pg_catalog'::regnamespace
  and (
    p.proname in ('lo_creat', 'lo_create', 'lo_from_bytea', 'lo_import', 'lo_put', 'lowrite')
    or p.proname ~ '^pg_(try_)?advisory_(xact_)?lock(_shared)?$'
  )
\gexec
select format('grant execute on function %s to wangge_owner', p.oid::regprocedure)
from pg_proc p
where p.pronamespace = 'pg_catalog'::regnamespace
  and p.proname ~ '^pg_(try_)?advisory_(xact_)?lock(_shared)?$'
\gexec
