/** One path as a file has it, flat `x0,y0, x1,y1, …` in the file's own CRS; closed or not, either way round. */
export type SourceRing = Float64Array;

/** One shell followed by its holes. */
export type SourcePolygon = readonly SourceRing[];

/** What a reader mended while it read a geometry; the import's report lists it. */
export type SourceRepairKind =
  | 'ring-not-closed'
  | 'wrong-orientation'
  | 'repeated-point'
  | 'too-few-points'
  | 'hole-outside-shell'
  | 'z-or-m-dropped';

export interface SourceRepair {
  readonly kind: SourceRepairKind;
  /** How many rings (for `repeated-point`: vertices) of the feature it concerned. */
  readonly count: number;
}

/** One polygon feature as a file has it: nothing reprojected, nothing rounded. */
export interface SourceFeature {
  readonly file: string;
  /** 1-based number of the feature or record in its file. */
  readonly feature: number;
  /** What a table's row is known by, its primary key as text (`id 17`); no file has it. */
  readonly key?: string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
  /** At least one; shells and holes told apart, no ring with fewer than three distinct vertices. */
  readonly polygons: readonly SourcePolygon[];
  readonly repairs: readonly SourceRepair[];
}

export interface SourceOptions {
  /** Label of the text encoding (`gbk`, `utf-8`); what the file itself says when absent. */
  readonly encoding?: string | undefined;
  /** Which layer of a zip that holds several. */
  readonly layer?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onFeature: (feature: SourceFeature) => void;
  /** Bytes read so far and in all. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What is known of a file once it is read to its end. */
export interface SourceSummary {
  readonly file: string;
  readonly format: 'geojson' | 'shapefile' | 'postgis';
  readonly features: number;
  /** Names of the fields in the order they were met. */
  readonly fields: readonly string[];
  /** The CRS the file names: a WKT, an `EPSG:n`; undefined when it names none. */
  readonly declaredCrs: string | undefined;
  /** The text encoding used. */
  readonly encoding: string;
}
