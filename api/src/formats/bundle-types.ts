/** First line of a bundle. */
export interface BundleHead {
  readonly format: 'wangge-bundle/1';
  /** Version of the product that wrote it. */
  readonly product: string;
  readonly createdAt: string;
  readonly territories: readonly BundleTerritory[];
}

export interface BundleTerritory {
  readonly territoryId: string;
  readonly name: { readonly zh: string; readonly en: string };
  /** Null without a map. */
  readonly currentRevision: number | null;
}

/** Last line of a bundle: how many rows there are of each table, and SHA-256 of all lines before it. */
export interface BundleEnd {
  readonly rows: Readonly<Record<string, number>>;
  readonly sha256: string;
}

/** One row: the table, and the JSON text of the row as the database wrote it. */
export interface BundleRow {
  readonly table: string;
  readonly row: string;
}

/** A row as it is read. */
export interface BundleLine extends BundleRow {
  /** Number of its line, from 1. */
  readonly line: number;
}
