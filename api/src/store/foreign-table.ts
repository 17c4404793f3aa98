/** Where somebody else's table of grids is. */
export interface ForeignTable {
  /** `postgres://…`; never shown, since it may hold a password. */
  readonly databaseUrl: string;
  /** `schema.table`, or a name that the search path finds. */
  readonly table: string;
  /** The column with the polygons; by default the only geometry column there is. */
  readonly geometryField?: string | undefined;
}

/** One row: its values, and its geometry as PostGIS prints it. */
export interface ForeignRow {
  readonly number: number;
  /** The primary key as text (`id 17`); empty where the table has none. */
  readonly key: string;
  readonly properties: Readonly<Record<string, unknown>>;
  /** EWKB in hexadecimal; null where the row has no geometry. */
  readonly geometry: string | null;
}

/** How a spatial reference of the database reads. */
export interface ForeignReference {
  readonly authority: string | null;
  readonly code: number | null;
  readonly proj4: string | null;
}

export interface ForeignSummary {
  /** `schema.table` as the catalogue has it. */
  readonly table: string;
  /** Names of the columns that are no geometry, in their order. */
  readonly fields: readonly string[];
  readonly rows: number;
}

export interface ForeignReadOptions {
  readonly onRow: (row: ForeignRow) => void;
  /** Refuses rows that name no spatial reference; false where the caller knows it from elsewhere. */
  readonly needsReference?: boolean | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}
