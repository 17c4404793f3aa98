import type { MultiPolygon } from 'geojson';
import type { GridLevel } from '../hierarchy/levels.js';
import type { Finding, KindTotal } from './types.js';

/** What the certificate says of one level. */
export interface CertifiedLevel {
  readonly level: GridLevel;
  readonly grids: number;
  readonly parents: number;
  /** Parents whose children cover them exactly once; the others differ by noise or by what was waived. */
  readonly parentsProven: number;
  readonly edgesCancelled: number;
  /** Twice the sum of the children's areas in squared lattice steps, exact, as decimal digits. */
  readonly doubledLatticeArea: string;
  /** The same for the parents; null where the level above has no grids (the outer border is unknown). */
  readonly parentDoubledLatticeArea: string | null;
  readonly areaSquareMetres: number;
}

/** A finding that was open and is accepted: by whom, why, until when. */
export interface CertifiedWaiver {
  readonly identity: string;
  readonly geometryHash: string;
  readonly reason: string;
  readonly author: string;
  readonly expiresAt: string | null;
}

/** What Turf alone says of every parent. */
export interface SecondOpinion {
  readonly engine: string;
  readonly parents: number;
  readonly agreed: number;
  /**
   * Differences too small for floating point to judge are not disagreements: under this many m² in one parent. Places may
   * differ by what the rounding of our findings shifts, too: their perimeter times half a thousandth of a lattice step.
   */
  readonly toleranceSquareMetres: number;
  /** Findings of ours that are smaller than that: Turf cannot say whether they are there. */
  readonly notJudged: number;
  readonly disagreements: readonly Disagreement[];
  /** Parents over which the second engine failed at first; a second try judged them. */
  readonly retried: readonly RetriedParent[];
}

/** A parent that took the second engine two tries. */
export interface RetriedParent {
  readonly level: GridLevel;
  readonly parent: string | null;
  /** What it threw at first. */
  readonly message: string;
}

/** One parent on which the two engines differ; both geometries are kept. */
export interface Disagreement {
  readonly level: GridLevel;
  readonly parent: string | null;
  readonly what: 'gap' | 'overlap' | 'outside-parent' | 'failure';
  readonly oursSquareMetres: number;
  readonly turfSquareMetres: number;
  readonly ours: MultiPolygon | null;
  readonly turf: MultiPolygon | null;
  readonly message: string;
}

/** What the hash is taken of: nothing in it depends on when or where the proof was made. */
export interface CertificateBody {
  readonly format: 'wangge-certificate/1';
  /** Name and version of the proof: another one may count other edges. */
  readonly algorithm: string;
  /** Code of the territory's own grid, null where the map has none. */
  readonly territory: string | null;
  readonly levels: readonly CertifiedLevel[];
  /** SHA-256 of the canonical content: codes sorted, rings rotated to their least vertex, orientation fixed. */
  readonly contentSha256: string;
  /** Findings of noise, which do not stop a certificate, by kind. */
  readonly noise: Readonly<Partial<Record<Finding['kind'], KindTotal>>>;
  readonly waivers: readonly CertifiedWaiver[];
  readonly secondOpinion: Pick<SecondOpinion, 'engine' | 'parents' | 'agreed'> | null;
}

/** Written by a run that ends with no open finding of severity error. */
export interface Certificate extends CertificateBody {
  /** SHA-256 of the body as canonical JSON. */
  readonly sha256: string;
  /** Beside the hash: which revision of which database, and when. */
  readonly revision: number | null;
  readonly issuedAt: string;
}
