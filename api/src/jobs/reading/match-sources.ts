import { matchVertices } from '../../geometry/match-vertices.js';
import { metresPerStep } from '../../geometry/metres-per-step.js';
import { latticeStepsPerDegree } from '../../geometry/lattice.js';
import type { MatchResult, MatchUnit } from '../../geometry/match-types.js';
import { ringsOf, type LoadedSource } from './load-source.js';
import { projectPoint } from './project-point.js';
import type { ReadOptions } from './types.js';

/** What `--match` is when nothing else is said. */
export const defaultMatchMetres = 0.002;

export interface MatchedSources extends MatchResult {
  /** Which source each ring is from. */
  readonly sourceOfRing: Int32Array;
  /** True when the vertices are already longitude and latitude in WGS84. */
  readonly isProjected: boolean;
}

/**
 * Matches all rings of all files: in their own CRS when they share it (and the datum), else in longitude and latitude of
 * WGS84, since files in different systems have no straight line in common anyway.
 */
export function matchSources(sources: readonly LoadedSource[], options: ReadOptions): MatchedSources {
  const isProjected = new Set(sources.map(systemOf)).size > 1;
  const rings: Float64Array[] = [];
  const lastDecimals: number[] = [];
  const sourceOfRing: number[] = [];
  for (const [index, source] of sources.entries()) {
    const lastDecimal = isProjected ? decimalInDegrees(source) : source.lastDecimal;
    for (const feature of source.features) {
      const place = (): { file: string; feature: number } => ({
        file: feature.file,
        feature: feature.feature,
      });
      for (const ring of ringsOf([feature])) {
        rings.push(isProjected ? projectRing(ring, source, place) : ring);
        lastDecimals.push(lastDecimal);
        sourceOfRing.push(index);
      }
    }
  }
  const crs = sources[0]!.crs;
  const unit: MatchUnit =
    isProjected || crs.isGeographic ? { kind: 'degrees' } : { kind: 'length', metres: crs.metresPerUnit };
  const result = matchVertices(
    { rings, lastDecimals },
    { matchMetres: options.matchMetres ?? defaultMatchMetres, unit },
  );
  return { ...result, sourceOfRing: Int32Array.from(sourceOfRing), isProjected };
}

function systemOf(source: LoadedSource): string {
  const datum = source.datum === 'cgcs2000' ? 'wgs84' : source.datum;
  return `${datum} ${source.crs.definition}`;
}

function decimalInDegrees(source: LoadedSource): number {
  if (source.crs.isGeographic) return source.lastDecimal;
  return (source.lastDecimal * source.crs.metresPerUnit) / (metresPerStep(0).north * latticeStepsPerDegree);
}

function projectRing(
  ring: Float64Array,
  source: LoadedSource,
  place: () => { file: string; feature: number },
): Float64Array {
  const projected = new Float64Array(ring.length);
  for (let i = 0; i < ring.length; i += 2) {
    const [lng, lat] = projectPoint(ring[i]!, ring[i + 1]!, source.crs, source.datum, place);
    projected[i] = lng;
    projected[i + 1] = lat;
  }
  return projected;
}
