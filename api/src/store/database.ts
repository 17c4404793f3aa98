import type pg from 'pg';

/** An open PostgreSQL with PostGIS: the embedded one, or a server named by `DATABASE_URL`. */
export interface Database {
  readonly pool: pg.Pool;
  readonly kind: 'embedded' | 'server';
  /** Where it is, for people: a data folder, or host and database of a server; never a password. */
  readonly place: string;
  close(): Promise<void>;
}
