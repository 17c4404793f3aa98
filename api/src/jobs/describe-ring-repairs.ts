import { draftWholeGrid, type DraftFinding } from '../coverage/draft-grid-finding.js';
import type { RingFaultKind } from '../coverage/find-ring-fault.js';
import { identifyFindings } from '../coverage/identify-finding.js';
import type { Finding, Grid } from '../coverage/types.js';
import type { ReadRepair } from './reading/types.js';

interface Mended {
  readonly cause: RingFaultKind;
  readonly tell: (count: number) => string;
}

const rings = (count: number): string => (count === 1 ? 'a ring' : `${count} rings`);

/** What reading mends in rings that were no areas as they stood; its other repairs are matters of form. */
const mendedRings = new Map<string, Mended>([
  [
    'repeated-point',
    {
      cause: 'repeated-point',
      tell: (count) => `had ${count === 1 ? 'a point' : `${count} points`} twice in a row, told once now`,
    },
  ],
  [
    'too-few-points',
    { cause: 'too-few-points', tell: (count) => `had ${rings(count)} of too few points, left out` },
  ],
  [
    'hole-outside-shell',
    {
      cause: 'hole-outside-shell',
      tell: (count) => `had ${rings(count)} for a hole that lies in no shell, read as a part`,
    },
  ],
  [
    'collapsed-ring',
    {
      cause: 'zero-area',
      tell: (count) => `had ${rings(count)} for a hole without area on the lattice, left out`,
    },
  ],
  [
    'collapsed-part',
    {
      cause: 'zero-area',
      tell: (count) =>
        `had ${count === 1 ? 'a part' : `${count} parts`} without area on the lattice, left out`,
    },
  ],
]);

/** A grid as it was read, and where. */
export interface SourcedGrid extends Grid {
  readonly source: { readonly file: string; readonly feature: number } | undefined;
}

/**
 * Turns what reading has mended in rings into findings of kind `invalid-ring`, one for each grid and cause. They are
 * warnings: the map that is proven has the ring mended, only the file has not. Rings that had to be cut anew
 * (self-crossings, spikes) are not among them: the grid keeps its original, and the audit reports that.
 */
export function describeRingRepairs(
  repairs: readonly ReadRepair[],
  grids: readonly SourcedGrid[],
): Finding[] {
  const byPlace = new Map<string, SourcedGrid>();
  const byCode = new Map<string, SourcedGrid>();
  for (const grid of grids) {
    byCode.set(`${grid.level} ${grid.code}`, grid);
    if (grid.source !== undefined) byPlace.set(placeKey(grid.source), grid);
  }
  const counts = new Map<string, { readonly grid: SourcedGrid; readonly mended: Mended; count: number }>();
  for (const repair of repairs) {
    const mended = mendedRings.get(repair.kind);
    // Of records that were joined the grid is placed at the first, and has the code of all.
    const grid = byPlace.get(placeKey(repair)) ?? byCode.get(`${repair.level} ${repair.code ?? ''}`);
    if (mended === undefined || grid === undefined) continue;
    // A hole beside its shell that was cut anew has kept its original.
    if (repair.kind === 'hole-outside-shell' && grid.original !== undefined) continue;
    const key = `${repair.kind} ${grid.level} ${grid.code}`;
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { grid, mended, count: repair.count });
    else known.count += repair.count;
  }
  const drafts = [...counts.values()].map(({ grid, mended, count }): DraftFinding => {
    return {
      ...draftWholeGrid('invalid-ring', grid, mended.tell(count)),
      cause: mended.cause,
      severity: 'warning',
    };
  });
  return identifyFindings(drafts);
}

function placeKey({ file, feature }: { readonly file: string; readonly feature: number }): string {
  return `${feature} ${file}`;
}
