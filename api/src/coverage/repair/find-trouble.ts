import type { Position } from 'geojson';
import { latticeStepsPerDegree, toLattice } from '../../geometry/lattice.js';
import { hashDefect } from '../defect-rings.js';
import type { Finding } from '../types.js';
import { hasNotGrown } from './has-not-grown.js';
import type { AreaTrouble, Trouble, VertexTrouble } from './inspect-family.js';
import { areApart } from './join-boxes.js';
import { measurePaths, type Path } from './measure-paths.js';

/** Several repairs beside a finding may each have moved its border by a step. */
const nearSteps = 4;

/**
 * The trouble that a finding reports, on a map where other repairs may have changed its surroundings: the very same
 * geometry, or of what is left in its place, no larger than it was, that of the same grids, then the largest.
 *
 * @returns undefined when it is gone
 */
export function findTrouble(finding: Finding, troubles: readonly Trouble[]): Trouble | undefined {
  if (finding.kind === 'unmatched-vertex') return findVertex(finding, troubles);
  if (finding.geometry.type !== 'Polygon') return undefined;
  const paths = finding.geometry.coordinates.map(toSteps);
  const place = measurePaths(paths);
  const near = troubles.filter(
    (trouble): trouble is AreaTrouble =>
      'defect' in trouble && trouble.kind === finding.kind && !areApart(trouble.box, place.box),
  );
  const same = near.find(({ defect }) => hashDefect(defect) === finding.geometryHash);
  if (same !== undefined) return same;
  const codes = finding.grids
    .map(({ code }) => code)
    .sort()
    .join('\n');
  const isOfSameGrids = (trouble: AreaTrouble): boolean => trouble.codes.join('\n') === codes;
  return near
    .filter((trouble) => hasNotGrown(place, trouble, nearSteps) && liesWithin(trouble, paths))
    .sort((a, b) => Number(isOfSameGrids(b)) - Number(isOfSameGrids(a)) || b.area - a.area)[0];
}

function findVertex(finding: Finding, troubles: readonly Trouble[]): VertexTrouble | undefined {
  if (finding.geometry.type !== 'Point') return undefined;
  const [lng = 0, lat = 0] = finding.geometry.coordinates;
  const [x, y] = [toLattice(lng), toLattice(lat)];
  const [lacking] = finding.grids;
  return troubles.find(
    (trouble): trouble is VertexTrouble =>
      trouble.kind === 'unmatched-vertex' &&
      trouble.lacking.code === lacking?.code &&
      trouble.lacking.level === lacking.level &&
      trouble.point[0] === x &&
      trouble.point[1] === y,
  );
}

function toSteps(ring: readonly Position[]): Path {
  return ring.map(([lng = 0, lat = 0]) => ({
    x: lng * latticeStepsPerDegree,
    y: lat * latticeStepsPerDegree,
  }));
}

/** Whether the corners of a trouble, and the middles between them, lie in the place or next to its border. */
function liesWithin({ defect }: AreaTrouble, paths: readonly Path[]): boolean {
  return defect.rings.every((ring) =>
    ring.every(({ x, y }, index) => {
      const next = ring[index + 1] ?? ring[0]!;
      return isNear(x, y, paths) && isNear((x + next.x) / 2, (y + next.y) / 2, paths);
    }),
  );
}

function isNear(x: number, y: number, paths: readonly Path[]): boolean {
  let isInside = false;
  for (const path of paths) {
    for (let index = 0; index + 1 < path.length; index += 1) {
      const a = path[index]!;
      const b = path[index + 1]!;
      const ux = b.x - a.x;
      const uy = b.y - a.y;
      const length = ux * ux + uy * uy;
      const along = length === 0 ? 0 : ((x - a.x) * ux + (y - a.y) * uy) / length;
      const nearest = Math.min(1, Math.max(0, along));
      if (Math.hypot(x - a.x - nearest * ux, y - a.y - nearest * uy) <= nearSteps) return true;
      if (a.y > y !== b.y > y && x < a.x + ((y - a.y) * ux) / uy) isInside = !isInside;
    }
  }
  return isInside;
}
