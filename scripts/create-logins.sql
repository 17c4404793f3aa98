-- What migrations cannot make for themselves: the extensions, the group roles, and one login for each part of the
-- product. Run by psql as a superuser in the product's own database; may be run again, and then sets the passwords
-- anew. The passwords come from the environment, so that no list of processes shows them.
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
alter role wangge_owner login nosuperuser nocreaterole nocreatedb noreplication nobypassrls password :'owner_password';
alter role wangge_api_login login password :'api_password';
alter role wangge_tiles_login login password :'tiles_password';
alter role wangge_reader_login login password :'reader_password';
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
