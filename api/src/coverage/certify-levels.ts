import { areaSquareMetres } from '../geometry/area-square-metres.js';
import { doubledArea } from '../geometry/doubled-area.js';
import { workPerStep, type Steps } from '../geometry/run-steps.js';
import { countEdges } from '../geometry/signed-edges.js';
import { parentLevel, type Level } from '../hierarchy/levels.js';
import { canonicalGeometry } from './canonical-ring.js';
import type { CertifiedLevel } from './certificate-types.js';
import type { AuditResult, Grid } from './types.js';

interface LevelArea {
  readonly doubled: bigint;
  readonly squareMetres: number;
}

/**
 * What the certificate says of each level: the counts of the audit beside sums of area that are taken afresh, exact on
 * the lattice and in m². Sums run over the canonical content, so the same map gives the same bits of its m².
 *
 * Precondition: geometries are normalised. @yields every few milliseconds. Linear.
 */
export function* certifyLevels(
  grids: readonly Grid[],
  levels: AuditResult['levels'],
): Steps<CertifiedLevel[]> {
  const areas = yield* measureLevels(grids);
  return levels.map(({ level, grids: count, parents, parentsProven, edgesCancelled }): CertifiedLevel => {
    const own = areas.get(level)!;
    return {
      level,
      grids: count,
      parents,
      parentsProven,
      edgesCancelled,
      doubledLatticeArea: own.doubled.toString(),
      parentDoubledLatticeArea: areas.get(parentLevel(level)!)?.doubled.toString() ?? null,
      areaSquareMetres: own.squareMetres,
    };
  });
}

function* measureLevels(grids: readonly Grid[]): Steps<ReadonlyMap<Level, LevelArea>> {
  const areas = new Map<Level, LevelArea>();
  let work = 0;
  for (const { level, geometry } of [...grids].sort((a, b) => (a.code < b.code ? -1 : 1))) {
    const known = areas.get(level) ?? { doubled: 0n, squareMetres: 0 };
    areas.set(level, {
      doubled: known.doubled + doubledArea(geometry),
      squareMetres: known.squareMetres + areaSquareMetres(canonicalGeometry(geometry)),
    });
    work += countEdges(geometry);
    if (work < workPerStep) continue;
    work = 0;
    yield;
  }
  return areas;
}
