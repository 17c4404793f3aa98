import { Problem } from './problem.js';

/** What the server takes from its environment beside its flags. */
export interface Settings {
  /** Where Martin answers, seen from this server, without a slash at its end. */
  readonly martinUrl?: string;
  /** Where browsers get tiles, without a slash at its end; a CDN or a proxy in front of Martin. */
  readonly tilesPublicUrl?: string;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingsContext {
  /** False where a tile server is not the embedded database's. */
  readonly isEmbedded: boolean;
  /** False once reading needs an account or a key. */
  readonly readingIsAnonymous: boolean;
}

/**
 * Reads and checks the settings. An empty variable is one that is not set, as `.env` files and Compose write it.
 *
 * @throws Problem `invalid-setting`, `setting-needs-server`, `tiles-public-unauthorised`; `field` names the variable
 */
export function readSettings(environment: Environment, context: SettingsContext): Settings {
  const martinUrl = readAddress(environment, 'MARTIN_URL', 'http://127.0.0.1:3000');
  const tilesPublicUrl = readAddress(environment, 'TILES_PUBLIC_URL', 'https://tiles.example.com');
  const isAuthorising = readSwitch(environment, 'TILES_PUBLIC_AUTHORISES');
  if (martinUrl !== undefined && context.isEmbedded) {
    throw new Problem({
      type: 'setting-needs-server',
      status: 409,
      field: 'MARTIN_URL',
      detail: 'Martin cannot read the embedded database, so its tiles would be those of another one.',
      fix: 'name the PostGIS that Martin reads with DATABASE_URL, or leave MARTIN_URL out.',
    });
  }
  if (tilesPublicUrl !== undefined && !context.readingIsAnonymous && !isAuthorising) {
    throw new Problem({
      type: 'tiles-public-unauthorised',
      status: 409,
      field: 'TILES_PUBLIC_URL',
      detail: `Reading needs an account here, and ${tilesPublicUrl} would give tiles to everyone.`,
      fix: 'leave TILES_PUBLIC_URL out, so that this server authorises each tile, or declare with TILES_PUBLIC_AUTHORISES=1 that the proxy there does.',
    });
  }
  return {
    ...(martinUrl === undefined ? {} : { martinUrl }),
    ...(tilesPublicUrl === undefined ? {} : { tilesPublicUrl }),
  };
}

/** One line for the log: where tiles come from. */
export function describeTiles({ martinUrl, tilesPublicUrl }: Settings): string {
  const source = martinUrl === undefined ? 'cut by this server' : `Martin at ${martinUrl}`;
  return tilesPublicUrl === undefined
    ? `Tiles: ${source}`
    : `Tiles: ${source}; browsers are sent to ${tilesPublicUrl}`;
}

function readAddress(environment: Environment, field: string, example: string): string | undefined {
  const text = environment[field]?.trim() ?? '';
  if (text === '') return undefined;
  const refuse = (detail: string): Problem =>
    new Problem({
      type: 'invalid-setting',
      status: 400,
      field,
      detail,
      fix: `write it as ${example}, or leave it out.`,
    });
  if (!URL.canParse(text)) throw refuse(`"${text}" is not an address.`);
  const url = new URL(text);
  // A password must not come into the log with the rest of the address.
  if (url.username !== '' || url.password !== '') throw refuse('The address holds a login.');
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw refuse(`"${text}" does not begin with http:// or https://.`);
  if (url.search !== '' || url.hash !== '') throw refuse(`"${text}" goes on after its path.`);
  return url.href.replace(/\/+$/, '');
}

function readSwitch(environment: Environment, field: string): boolean {
  const text = environment[field]?.trim() ?? '';
  if (['1', 'true'].includes(text)) return true;
  if (['', '0', 'false'].includes(text)) return false;
  throw new Problem({
    type: 'invalid-setting',
    status: 400,
    field,
    detail: `"${text}" is neither yes nor no.`,
    fix: 'write 1 or 0, or leave it out.',
  });
}
