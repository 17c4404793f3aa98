/** Folder of the programs of a PostgreSQL whose PostGIS is installed too. */
export function findPostgis(): string | undefined;

/** A cluster in a temporary folder; `url` is a superuser's. */
export function startPostgis(bin: string): Promise<{ readonly url: string; stop(): Promise<void> }>;

/** Whose process the server is where we are root. */
export function ownerOfServer(): { readonly uid: number; readonly gid: number } | undefined;

export function freePort(): Promise<number>;
