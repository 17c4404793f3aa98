/**
 * The addresses of the native stack's database for a shell, `. DIR/logins.sh`: the port is another one at each start. There
 * only while the stack runs, and for its owner's eyes, like the passwords in it.
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ownerOnly = 0o600;

export const loginsFile = (folder) => join(folder, 'logins.sh');

/** `databaseUrls` as `openStack` returns them; nothing in them needs escaping between single quotes. */
export function writeLogins(folder, { api, owner, reader, superuser }) {
  const lines = [
    '# The database of the stack that runs in this folder. In a shell: . logins.sh',
    '# The commands: import, audit, export …',
    `export DATABASE_URL='${api}'`,
    '# Owner of the schema: backups, migrations.',
    `export OWNER_URL='${owner}'`,
    '# Reads the views of wangge_gis: desktop GIS, reports.',
    `export READER_URL='${reader}'`,
    '# Administrator of the server: logins, restores.',
    `export SUPERUSER_URL='${superuser}'`,
  ];
  const draft = `${loginsFile(folder)}.${process.pid}`;
  writeFileSync(draft, `${lines.join('\n')}\n`, { mode: ownerOnly });
  renameSync(draft, loginsFile(folder));
}

export function removeLogins(folder) {
  rmSync(loginsFile(folder), { force: true });
}
