import type { Geometry, Position } from 'geojson';
import type { LatticeBox } from '../../geometry/types.js';
import { toLattice } from '../../geometry/lattice.js';
import type { Finding } from '../types.js';
import type { Trouble } from './inspect-family.js';
import { areApart } from './join-boxes.js';

/**
 * The trouble that a finding reports, on a map where other repairs may have changed its surroundings: same kind, same grids if one
 * has them, and the place that covers most of the finding's.
 *
 * @returns undefined when it is gone
 */
export function findTrouble(finding: Finding, troubles: readonly Trouble[]): Trouble | undefined {
  if (finding.kind === 'unmatched-vertex') {
    const [lacking] = finding.grids;
    const [x, y] = boxOf(finding.geometry);
    return troubles.find(
      (trouble) =>
        trouble.kind === 'unmatched-vertex' &&
        trouble.lacking.code === lacking?.code &&
        trouble.lacking.level === lacking.level &&
        trouble.point[0] === x &&
        trouble.point[1] === y,
    );
  }
  const box = boxOf(finding.geometry);
  const codes = finding.grids
    .map(({ code }) => code)
    .sort()
    .join('\n');
  let best: Trouble | undefined;
  let highest = 0;
  for (const trouble of troubles) {
    if (!('defect' in trouble) || trouble.kind !== finding.kind || areApart(trouble.box, box)) continue;
    // Grids count more than any place: shares of a place are at most 1.
    const score = shareOf(trouble.box, box) + (trouble.codes.join('\n') === codes ? 1 : 0);
    if (score <= highest) continue;
    highest = score;
    best = trouble;
  }
  return best;
}

/** Common part of two boxes against what both cover, each a step wider so that lines have an area. */
function shareOf(a: LatticeBox, b: LatticeBox): number {
  const size = ([west, south, east, north]: LatticeBox): number => (east - west + 1) * (north - south + 1);
  const common = size([
    Math.max(a[0], b[0]),
    Math.max(a[1], b[1]),
    Math.min(a[2], b[2]),
    Math.min(a[3], b[3]),
  ]);
  return common / (size(a) + size(b) - common);
}

function boxOf(geometry: Geometry): LatticeBox {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = ([lng = 0, lat = 0]: Position): void => {
    box[0] = Math.min(box[0], toLattice(lng));
    box[1] = Math.min(box[1], toLattice(lat));
    box[2] = Math.max(box[2], toLattice(lng));
    box[3] = Math.max(box[3], toLattice(lat));
  };
  if (geometry.type === 'Point') visit(geometry.coordinates);
  if (geometry.type === 'Polygon') geometry.coordinates.flat().forEach(visit);
  if (geometry.type === 'MultiPolygon') geometry.coordinates.flat(2).forEach(visit);
  return box;
}
