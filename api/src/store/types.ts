import type { Geometry } from 'geojson';
import type { Certificate, CertifiedWaiver, SecondOpinion } from '../coverage/certificate-types.js';
import type { ZoomDrawing, ZoomState } from '../coverage/generalise/drawing-types.js';
import type { Finding, LevelSummary } from '../coverage/types.js';
import type { FindingKind, Severity } from '../hierarchy/finding-kinds.js';
import type { GridLevel, Level } from '../hierarchy/levels.js';
import type { LatticePoint, MultiPolygon } from '../geometry/types.js';
import type {
  ChangeCounts,
  FindingFilter,
  FindingQuery,
  FindingRow,
  FindingSum,
  FindingTally,
  FindingTotal,
  FindingUpdate,
  NoiseGroup,
} from './finding-types.js';

export interface LocalText {
  readonly zh: string;
  readonly en: string;
}

/** Who writes: `user:…`, `key:…`, or `local` for the one administrator of a loopback installation. */
export interface Principal {
  readonly id: string;
}

export type CodeScheme = 'standard' | 'own';

export interface Territory {
  readonly territoryId: string;
  readonly name: LocalText;
  readonly codeScheme: CodeScheme;
  /** Patterns (regular expressions) per grid level, scheme `own` only. */
  readonly codePatterns: Readonly<Partial<Record<GridLevel, string>>>;
  readonly upperLevels: 'drawn' | 'derived';
  readonly levelLabels: Readonly<Record<Level, LocalText>>;
  readonly displayDatum: 'wgs84' | 'cgcs2000' | 'gcj02' | 'bd09';
  /** The published revision in force now, or null before the first import. */
  readonly currentRevision: number | null;
  /** `[west, south, east, north]` in degrees of the current revision, or null; west > east across 180°. */
  readonly bbox: readonly [number, number, number, number] | null;
}

export interface CategoryRow {
  readonly ordinal: number;
  readonly code: string;
  readonly zh: string;
  readonly en: string;
  readonly class: string;
  readonly segment: string;
}

export interface FindingKindRow {
  readonly code: FindingKind;
  readonly zh: string;
  readonly en: string;
  readonly severity: Severity;
}

/** A grid as the map and other systems see it; parent by id and by code. */
export interface GridRow {
  readonly gridId: number;
  readonly level: Level;
  readonly code: string;
  readonly name: string;
  readonly parentId: number | null;
  readonly parentCode: string | null;
  readonly category: string | null;
  readonly class: string | null;
  readonly areaSquareMetres: number;
  /** `[lng, lat]` in degrees. */
  readonly labelPoint: readonly [number, number];
  readonly implied: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly revisionFrom: number;
  /** Only where the query asked for it. */
  readonly geometry?: Geometry;
}

/** A stored grid with its exact geometry, for proof, lookup, tiles, comparison. */
export interface StoredGrid {
  readonly gridId: number;
  readonly level: Level;
  readonly code: string;
  readonly name: string;
  readonly parentId: number | null;
  readonly parentCode: string | null;
  readonly category: string | null;
  readonly class: string | null;
  readonly implied: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly original: Geometry | null;
  readonly geometry: MultiPolygon;
  readonly labelPoint: LatticePoint;
  readonly areaSquareMetres: number;
}

/** What one grid becomes in a new revision; `gridId` absent = a new identity. */
export interface GridChange {
  readonly gridId: number;
  readonly level: Level;
  readonly code: string;
  readonly name: string;
  readonly parentId: number | null;
  readonly category: string | null;
  readonly implied: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly original: Geometry | null;
  readonly geometry: MultiPolygon;
  readonly labelPoint: LatticePoint;
  readonly areaSquareMetres: number;
}

export interface GridQuery {
  readonly territoryId: string;
  readonly revision: number;
  readonly level?: Level;
  readonly parentId?: number;
  readonly category?: string;
  /** `[west, south, east, north]` in degrees; west > east across 180°. */
  readonly bbox?: readonly [number, number, number, number];
  /** Part of a code (prefix) or of a name (anywhere, case folded). */
  readonly text?: string;
  readonly limit: number;
  /** Last row of the page before: rows come ordered by level number, code. */
  readonly after?: { readonly level: Level; readonly code: string };
  readonly withGeometry: boolean;
}

export type ReferenceKind = 'street' | 'water' | 'building';

export interface ReferenceFeature {
  readonly kind: ReferenceKind;
  /** Importance for drawing by zoom: 1 (a river, a main road) … 3 (a lane, a house). */
  readonly rank: number;
  readonly name: string | null;
  readonly geometry: Geometry;
}

/** A reference feature as the database keeps it. */
export interface StoredReference extends ReferenceFeature {
  /** The same as long as the layer is not loaded anew. */
  readonly referenceId: number;
}

export type RunStatus = 'running' | 'done' | 'failed' | 'cancelled' | 'dead';

export interface AuditRun {
  readonly auditId: number;
  readonly territoryId: string;
  readonly revision: number;
  readonly status: RunStatus;
  readonly principal: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly clean: boolean | null;
  readonly levels: readonly LevelSummary[];
  readonly error: string | null;
  /** The run that findings are compared with: the one done last when this was done; null for the first, and until done. */
  readonly comparedWith: number | null;
  /** While it runs: a run of another process that examines the same revision meanwhile; absent or null where none does. */
  readonly alongside?: number | null;
  /** Null until done, and where a finding of severity error was open. */
  readonly certificate: Certificate | null;
  /** Null where none was asked for. */
  readonly secondOpinion: SecondOpinion | null;
}

/** A revision that is being built. */
export interface Build {
  readonly revision: number;
  readonly author: string;
  /** Since its last sign of life. */
  readonly silentMs: number;
  /** After this much silence its process counts as gone and it is swept. */
  readonly deadAfterMs: number;
}

export interface RevisionRow {
  readonly revision: number;
  readonly status: 'building' | 'published' | 'failed';
  readonly author: string;
  readonly baseRevision: number | null;
  readonly createdAt: string;
  readonly effectiveFrom: string | null;
  readonly note: string | null;
  /** Whether its zooms are drawn, so that tiles can be cut. */
  readonly isDrawn: boolean;
  /** When they were, to the millisecond; null until then. Numbers are given again after a restore, this is not. */
  readonly drawnAt: string | null;
}

/** A grid on a tile, with what the revision fixes. */
export interface TileGrid {
  readonly gridId: number;
  readonly level: Level;
  readonly code: string;
  readonly name: string;
  readonly category: string | null;
  readonly class: string | null;
}

/** As `GridDrawing` has it. */
export interface TileDrawing extends TileGrid {
  readonly geometry: MultiPolygon;
}

export interface TileLabel extends TileGrid {
  readonly labelPoint: LatticePoint;
}

export interface ImportRow {
  readonly importId: number;
  readonly territoryId: string;
  readonly status: RunStatus;
  readonly revision: number | null;
  readonly principal: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly report: Readonly<Record<string, unknown>> | null;
  readonly error: string | null;
}

/**
 * Everything the product asks of PostgreSQL, for one database. Every method is one short statement or a few in
 * one short transaction (the embedded server has a single session: nothing may hold it over 200 ms).
 *
 * Errors: `Problem` for what the caller can mend (conflict, unknown territory), `StoreUnavailable` when the
 * database cannot be reached.
 */
export interface Store {
  listTerritories(): Promise<Territory[]>;
  getTerritory(territoryId: string): Promise<Territory | undefined>;
  createTerritory(
    input: Pick<
      Territory,
      'territoryId' | 'name' | 'codeScheme' | 'codePatterns' | 'upperLevels' | 'displayDatum'
    > & {
      readonly levelLabels?: Territory['levelLabels'];
    },
    principal: Principal,
  ): Promise<Territory>;
  /** Removes a territory that has never had a map, with the traces of its failed imports; any other one stays. */
  removeEmptyTerritory(territoryId: string): Promise<void>;
  listCategories(territoryId: string): Promise<CategoryRow[]>;
  listFindingKinds(): Promise<FindingKindRow[]>;

  listGrids(query: GridQuery): Promise<GridRow[]>;
  countGrids(
    territoryId: string,
    revision: number,
  ): Promise<{ level: Level; category: string | null; count: number }[]>;
  /** A code may exist once per level (scheme `own`), hence a list. */
  getGridsByCode(territoryId: string, revision: number, code: string): Promise<GridRow[]>;
  getGridById(territoryId: string, revision: number, gridId: number): Promise<GridRow | undefined>;
  /** From the parent up to the territory. */
  listAncestors(territoryId: string, revision: number, gridId: number): Promise<GridRow[]>;
  /** Every grid of a revision with exact geometry, read in pages. */
  readGrids(
    territoryId: string,
    revision: number,
    options?: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal },
  ): Promise<StoredGrid[]>;

  listRevisions(territoryId: string): Promise<RevisionRow[]>;
  getRevision(territoryId: string, revision: number): Promise<RevisionRow | undefined>;
  /** The revision in force at a moment (pointer and `effective_from`); undefined before the first. */
  revisionAsOf(territoryId: string, at: Date): Promise<number | undefined>;

  beginImport(territoryId: string, principal: Principal): Promise<{ importId: number }>;
  finishImport(
    territoryId: string,
    importId: number,
    outcome: { status: RunStatus; revision: number | null; report?: Record<string, unknown>; error?: string },
  ): Promise<void>;
  getImport(territoryId: string, importId: number): Promise<ImportRow | undefined>;

  /**
   * A new revision in state `building`, invisible until published. Refused while another one is building; one whose
   * process is gone is swept first.
   */
  beginRevision(
    territoryId: string,
    input: { base: number | null; note?: string },
    principal: Principal,
  ): Promise<{ revision: number }>;
  /** Reserves identities for new grids, in order, for the build that is under way; unused ones go when it is swept. */
  reserveGridIds(territoryId: string, rows: { level: Level }[]): Promise<number[]>;
  /** Closes the present version of each grid and writes the new one, in short batches. */
  writeChanges(
    territoryId: string,
    revision: number,
    changes: readonly GridChange[],
    options?: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal },
  ): Promise<void>;
  /** Ends grids that the new revision no longer has. */
  retireGrids(territoryId: string, revision: number, gridIds: readonly number[]): Promise<void>;
  /** Makes the revision the current one: one pointer update, refused when `base` is no longer current. */
  publishRevision(territoryId: string, revision: number): Promise<void>;
  /** The build that is under way, and for how long its process has given no sign of life. */
  findBuild(territoryId: string): Promise<Build | undefined>;
  /**
   * Takes back everything a build wrote, as often as it is asked. Refused (`revision-published`) when it was
   * published, which also settles the fate of a publishing whose answer was lost.
   */
  sweepRevision(territoryId: string, revision: number): Promise<void>;

  /** How each zoom of a drawn revision was made; undefined when it is not drawn. */
  readZoomStates(territoryId: string, revision: number): Promise<ReadonlyMap<number, ZoomState> | undefined>;
  /**
   * Ends the present drawing of every grid concerned and writes the new one, in short batches; doing it again changes
   * nothing. Refused when the revision is drawn already or was taken back.
   */
  writeZoomDrawing(
    territoryId: string,
    revision: number,
    drawing: ZoomDrawing,
    options?: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal },
  ): Promise<void>;
  /** From now on tiles of the revision can be cut. */
  finishDrawing(territoryId: string, revision: number): Promise<void>;
  /** Published revisions that are not drawn, oldest first. */
  listUndrawnRevisions(territoryId: string): Promise<number[]>;
  /**
   * What a zoom of a revision draws in a box.
   *
   * @param box `[west, north, east, south]` in tile units of the zoom, as `GridDrawing` counts them
   * @returns in the order of level, then id
   */
  readTileDrawings(
    territoryId: string,
    revision: number,
    zoom: number,
    box: readonly [number, number, number, number],
  ): Promise<TileDrawing[]>;
  /**
   * Labels of some levels in a box.
   *
   * @param box `[west, south, east, north]` in degrees
   * @returns in the order of level, then id
   */
  readTileLabels(
    territoryId: string,
    revision: number,
    levels: readonly Level[],
    box: readonly [number, number, number, number],
  ): Promise<TileLabel[]>;

  replaceReference(
    territoryId: string,
    kinds: readonly ReferenceKind[],
    features: readonly ReferenceFeature[],
    options?: { onProgress?: (done: number, total: number) => void; signal?: AbortSignal },
  ): Promise<void>;
  readReference(territoryId: string): Promise<StoredReference[]>;
  /** Which load of each reference layer is shown, as a text: it differs whenever `readReference` may. */
  readReferenceLoads(territoryId: string): Promise<string>;

  beginAudit(territoryId: string, revision: number, principal: Principal): Promise<{ auditId: number }>;
  /**
   * Told with the run's next sign of life, a few seconds later.
   *
   * @throws Problem `audit-not-running` when that sign found the run ended from elsewhere (cancelled, marked dead).
   */
  noteAuditProgress(
    territoryId: string,
    auditId: number,
    progress: { readonly done: number; readonly total: number },
  ): void;
  /**
   * Stores the findings in short batches, each with what it is against the run before, then marks the run done: a
   * run is seen whole or as running. Waivers whose place it shows changed or gone end then, and done work whose place
   * came back is open again. Refused (`audit-not-running`) when it was ended meanwhile; nothing is left then.
   */
  finishAudit(
    territoryId: string,
    auditId: number,
    result: {
      clean: boolean;
      levels: readonly LevelSummary[];
      findings: readonly Finding[];
      certificate: Certificate | null;
      secondOpinion: SecondOpinion | null;
    },
  ): Promise<void>;
  /**
   * Waivers that stand and have not expired, one for each place. One holds for a finding of the same subject
   * (identity without its ordinal, which shifts with the neighbours') and geometry hash: see `indexWaivers`.
   */
  listWaivers(territoryId: string): Promise<CertifiedWaiver[]>;
  /** Ends a run that is running, in any process, and takes back what it had written; one that is over stays as it is. */
  failAudit(
    territoryId: string,
    auditId: number,
    status: 'failed' | 'cancelled' | 'dead',
    error: string,
  ): Promise<void>;
  listAudits(territoryId: string, limit: number): Promise<AuditRun[]>;
  getAudit(territoryId: string, auditId: number): Promise<AuditRun | undefined>;
  /** The newest finished run of the revision. */
  latestAudit(territoryId: string, revision: number): Promise<AuditRun | undefined>;
  /** The newest live run of the revision, one of this process (`isOurs`) before others; undefined when none runs. */
  findRunningAudit(
    territoryId: string,
    revision: number,
  ): Promise<{ readonly auditId: number; readonly isOurs: boolean } | undefined>;
  listFindings(query: FindingQuery): Promise<FindingRow[]>;
  countFindings(territoryId: string, auditId: number): Promise<FindingTotal[]>;
  /** Counts of a whole run for the filters of its list. */
  tallyFindings(territoryId: string, auditId: number): Promise<FindingTally[]>;
  /** Every finding of a run by kind, level, parent and grids, or only those that are open or waived. */
  sumFindings(territoryId: string, auditId: number, status?: FindingRow['status']): Promise<FindingSum[]>;
  /** Noise by level and parent, most first. */
  groupNoise(territoryId: string, auditId: number): Promise<NoiseGroup[]>;
  countChanges(territoryId: string, auditId: number): Promise<ChangeCounts>;
  /** Findings of the run before that the query's run no longer has, as they were; `change` and ids are theirs. */
  listGone(query: FindingQuery): Promise<FindingRow[]>;
  getFinding(territoryId: string, findingId: number): Promise<FindingRow | undefined>;
  /** The done run that each of these findings belongs to; those that are none of the territory are left out. */
  locateFindings(
    territoryId: string,
    ids: readonly number[],
  ): Promise<{ readonly findingId: number; readonly auditId: number }[]>;
  updateFinding(
    territoryId: string,
    findingId: number,
    change: FindingUpdate,
    principal: Principal,
  ): Promise<FindingRow>;
  /**
   * The same change for all findings of a run that the filter takes, in batches of which each is made whole or not
   * at all. Returns how many.
   */
  updateFindings(
    territoryId: string,
    auditId: number,
    filter: FindingFilter,
    change: FindingUpdate,
    principal: Principal,
  ): Promise<{ updated: number }>;

  /** Undefined when all is well, otherwise one line that says what is wrong. */
  checkReady(): Promise<string | undefined>;
}
