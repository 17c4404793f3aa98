import type { MultiPolygon as GeoJsonMultiPolygon } from 'geojson';
import type { SecondOpinion } from '../../coverage/certificate-types.js';
import type { AuditResult, Grid } from '../../coverage/types.js';
import type { MultiPolygon } from '../../geometry/types.js';
import type { GridLevel } from '../../hierarchy/levels.js';

/** What `secondOpinion` is asked. */
export interface SecondOpinionRequest {
  readonly grids: readonly Grid[];
  /** What our own engine found in the same grids. */
  readonly result: Pick<AuditResult, 'findings'>;
  /** Worker threads; default: one less than there are cores, at least one. */
  readonly workers?: number | undefined;
  /** Told after every parent, in edges: what a parent costs grows with them, so their share tells the time left. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Compiled `worker.js`; found by itself when not given. */
  readonly workerEntry?: string | undefined;
}

/** Who is asked: `secondOpinion` of second-opinion.ts. */
export type AskSecondOpinion = (request: SecondOpinionRequest) => Promise<SecondOpinion>;

/** The conditions that are compared; each has an area. */
export const comparedKinds = ['gap', 'overlap', 'outside-parent'] as const;

export type ComparedKind = (typeof comparedKinds)[number];

/** One of the conditions in one parent: all of it together. */
export interface ConditionArea {
  readonly squareMetres: number;
  /** Null where there is none. */
  readonly geometry: GeoJsonMultiPolygon | null;
}

export type ParentVerdict = Readonly<Record<ComparedKind, ConditionArea>>;

/** One of the conditions as Turf has it, laid over ours. */
export interface TurfArea extends ConditionArea {
  /** The symmetric difference: m² that only Turf has, and m² that only our findings have. */
  readonly apartSquareMetres: number;
}

export type TurfVerdict = Readonly<Record<ComparedKind, TurfArea>>;

/** What a worker answers of one parent. */
export interface Judgement {
  readonly verdict: TurfVerdict;
  /** What Turf threw at the first try; undefined where it did not throw. */
  readonly firstFailure?: string | undefined;
}

/** One parent with its children, as the lattice has them. */
export interface ParentCase {
  readonly level: GridLevel;
  readonly parentCode: string | null;
  /** Null where there is no boundary: enclosed holes are gaps then, and nothing is outside. */
  readonly parent: MultiPolygon | null;
  readonly children: readonly MultiPolygon[];
  /** What our own engine found there. */
  readonly ours: ParentVerdict;
  /** How many of our findings there are too small to be judged. */
  readonly notJudged: number;
}

/** What a worker is sent: all that it needs of a case. */
export interface WorkerTask {
  readonly parent: MultiPolygon | null;
  readonly children: readonly MultiPolygon[];
  /** Our findings, in degrees, to be laid over those of Turf. */
  readonly ours: Readonly<Record<ComparedKind, GeoJsonMultiPolygon | null>>;
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | ({ readonly kind: 'verdict' } & Judgement)
  | { readonly kind: 'failure'; readonly message: string };
