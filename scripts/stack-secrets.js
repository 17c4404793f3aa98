/** Passwords of the native stack's logins: made once, kept in the data folder where only its owner reads them. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const logins = ['superuser', 'owner', 'api', 'tiles', 'reader'];
const passwordBytes = 24;
const ownerOnly = 0o600;

/** `{ superuser, owner, api, tiles, reader }`; a login that the file lacks gets its password now. */
export function readSecrets(folder) {
  const file = join(folder, 'passwords.json');
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const secrets = Object.fromEntries(logins.map((login) => [login, known[login] ?? makePassword()]));
  writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: ownerOnly });
  chmodSync(file, ownerOnly);
  return secrets;
}

/** Letters that need no escaping in an address. */
function makePassword() {
  return randomBytes(passwordBytes).toString('base64url');
}
