import type { bundleTables } from './bundle-tables.js';

export type BundleTableName = (typeof bundleTables)[number]['name'];

/** What of a territory is exported: everything that was settled when the export began. */
export interface BundleScope {
  readonly territoryId: string;
  /** Newest published revision; null without a map. Whatever was published later is left out. */
  readonly head: number | null;
  /** Audit runs that were over. */
  readonly runs: readonly number[];
}

/**
 * A territory as rows of JSON text, the same from every database, and such rows as a territory. Texts pass through
 * as PostgreSQL writes them, so no number and no moment loses a digit.
 */
export interface BundleStore {
  /** Undefined: no such territory. */
  openScope(territoryId: string): Promise<BundleScope | undefined>;
  /** JSON text of the territory's own row, without its present revision. */
  readTerritoryRow(scope: BundleScope): Promise<string | undefined>;
  countBundleRows(scope: BundleScope, table: BundleTableName): Promise<number>;
  /** Pages of rows, each the JSON text of one row, in the order in which they can be written. */
  readBundleRows(scope: BundleScope, table: BundleTableName): AsyncGenerator<string[]>;

  /**
   * Makes a territory that nobody sees until `showArrivals`. What a process that died left of the same territory is
   * removed first.
   *
   * @param row JSON text of its row of table `territory`
   * @throws Problem `territory-exists`, or `territory-arriving` while another process brings it in; BundleRowFault
   */
  beginArrival(territoryId: string, row: string): Promise<void>;
  /** Writes rows of one table, in short batches. @throws BundleRowFault */
  writeBundleRows(territoryId: string, table: BundleTableName, rows: readonly string[]): Promise<void>;
  /** A sign of life: without one for 30 seconds the territory counts as left behind. */
  keepArrivals(territoryIds: readonly string[]): Promise<void>;
  /** What the rows need to be worked on: layers shown, identities that go on, statistics. */
  settleArrival(territoryId: string): Promise<void>;
  /** Makes all of them visible, in one statement. */
  showArrivals(territoryIds: readonly string[]): Promise<void>;
  /** Removes a territory that is arriving, in short batches; any other one stays. */
  removeArrival(territoryId: string): Promise<void>;
}
