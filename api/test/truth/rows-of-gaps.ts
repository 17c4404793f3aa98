import type { Grid } from '../../src/coverage/types.js';
import type { LatticePoint } from '../../src/geometry/types.js';
import type { DefectRow, Proposal } from './defect-row.js';
import {
  chordMetres,
  closeRing,
  dentRun,
  openRing,
  withShell,
  type Dent,
  type Run,
  type Site,
} from './site.js';

/** Places tried along one run. */
const triesPerRun = 4;

/** Stretches of a run about as long as asked, and the border between their ends moved into or out of the element. */
export function* dents(
  run: Run,
  leastMetres: number,
  make: (lengthMetres: number) => Pick<Dent, 'depthMetres' | 'slopeMetres'>,
): Generator<LatticePoint[]> {
  let tries = 0;
  for (let from = 0; from < run.edges && tries < triesPerRun; from += 1) {
    for (let to = from + 1; to <= run.edges; to += 1) {
      const length = chordMetres(run.shell[from]!, run.shell[to % run.shell.length]!);
      if (length < leastMetres) continue;
      tries += 1;
      yield dentRun(run, { from, to, ...make(length) });
      break;
    }
  }
}

interface Size {
  readonly label: string;
  /** Depth of the dent; a shallow trapezoid is as wide on average as three quarters of it. */
  readonly depthMetres: number;
  readonly leastMetres: number;
  readonly widthMetres: readonly [number, number];
}

export const sizes = {
  oneCentimetre: { label: '1 cm', depthMetres: 0.016, leastMetres: 12, widthMetres: [0.004, 0.02] },
  tenCentimetres: { label: '10 cm', depthMetres: 0.133, leastMetres: 12, widthMetres: [0.07, 0.13] },
  halfMetre: { label: '0.5 m', depthMetres: 0.5, leastMetres: 8, widthMetres: [0.35, 0.65] },
  fiveMetres: { label: '5 m', depthMetres: 5, leastMetres: 20, widthMetres: [4, 6] },
  fortyMetres: { label: '40 m', depthMetres: 40, leastMetres: 110, widthMetres: [32, 48] },
} as const satisfies Readonly<Record<string, Size>>;

/** How a dent of one size is drawn over a stretch of a certain length. */
export function slopeFor(size: Size): (length: number) => Pick<Dent, 'depthMetres' | 'slopeMetres'> {
  return (length) => ({
    depthMetres: size.depthMetres,
    slopeMetres: size.depthMetres < 0.25 ? length / 4 : Math.min(length / 4, size.depthMetres),
  });
}

function gapRow(size: Size): DefectRow {
  return {
    name: `gap ${size.label}`,
    finds:
      'one gap between the two; where it is no wider than two lattice steps, also the vertices that lie so near the other border',
    widthMetres: size.widthMetres,
    geosSees: ['none', size.widthMetres[1] < 1 ? 'all' : 'none'],
    *propose(site) {
      for (const run of site.runs()) {
        if (!site.isSibling(run.neighbour)) continue;
        const codes = [site.element.code, run.neighbour.code];
        for (const shell of dents(run, size.leastMetres, slopeFor(size)))
          yield { changes: [withShell(site.element, shell)], areas: [{ kind: 'gap', codes }] };
      }
    },
  };
}

const wholeEdge: DefectRow = {
  name: 'gap 0.5 m along a whole edge',
  finds: 'one gap between the two, from one end of the edge to the other',
  widthMetres: [0.4, 0.6],
  geosSees: ['none', 'all'],
  *propose(site) {
    for (const run of site.runs()) {
      if (!site.isSibling(run.neighbour)) continue;
      for (let from = 0; from < run.edges; from += 1) {
        if (chordMetres(run.shell[from]!, run.shell[(from + 1) % run.shell.length]!) < 15) continue;
        const shell = dentRun(run, { from, to: from + 1, depthMetres: 0.5, slopeMetres: 0.1 });
        const codes = [site.element.code, run.neighbour.code];
        yield { changes: [withShell(site.element, shell)], areas: [{ kind: 'gap', codes }] };
      }
    }
  },
};

const missingGrid: DefectRow = {
  name: 'a whole grid missing',
  finds: 'one gap as large as the grid, with the siblings around it',
  geosSees: ['none', 'none'],
  *propose(site) {
    if (site.siblings.length < 3 || site.element.geometry[0]!.length > 1) return;
    yield { changes: [], removals: [site.element], areas: [{ kind: 'gap' }] };
  },
};

const inlet: DefectRow = {
  name: 'inlet open to the outside, element',
  finds: 'one gap at the outer border of the city, beside the element alone',
  widthMetres: [4, 6],
  geosSees: ['none', 'none'],
  *propose(site) {
    for (const run of site.runs()) {
      if (run.neighbour !== undefined) continue;
      for (const shell of dents(run, sizes.fiveMetres.leastMetres, slopeFor(sizes.fiveMetres)))
        yield {
          changes: [withShell(site.element, shell)],
          areas: [{ kind: 'gap', codes: [site.element.code] }],
        };
    }
  },
};

const countyInlet: DefectRow = {
  name: 'inlet open to the outside, all levels',
  finds: 'one gap between the county and the territory; below it all levels recede alike and are complete',
  geosSees: ['none', 'none'],
  *propose(site) {
    for (const run of site.runs()) {
      if (run.neighbour !== undefined) continue;
      for (const shell of dents(run, sizes.fiveMetres.leastMetres, slopeFor(sizes.fiveMetres))) {
        const proposal = recedeTogether(site, run, shell);
        if (proposal !== undefined) yield proposal;
      }
    }
  },
};

/** Moves the same stretch of border in the element, its outlet area, its branch and its county. */
function recedeTogether(site: Site, run: Run, shell: readonly LatticePoint[]): Proposal | undefined {
  const kept = new Set(shell.map(String));
  const dropped = run.shell.filter((point) => !kept.has(String(point)));
  const original = new Set(run.shell.map(String));
  const first = shell.findIndex((point) => !original.has(String(point)));
  const [before, moved] = [shell[first - 1]!, shell.slice(first, first + 2)];
  const changes: Grid[] = [withShell(site.element, shell)];
  const branch = site.findNow('branch', site.parent.parentCode!)!;
  for (const grid of [site.parent, branch, site.findNow('county', branch.parentCode!)!]) {
    const drop = new Set(dropped.map(String));
    const points = openRing(grid.geometry[0]![0]!).filter((point) => !drop.has(String(point)));
    const at = points.findIndex((point) => String(point) === String(before));
    if (at === -1) return undefined;
    const outline = closeRing([...points.slice(0, at + 1), ...moved, ...points.slice(at + 1)]);
    changes.push({ ...grid, geometry: [[outline, ...grid.geometry[0]!.slice(1)]] });
  }
  return { changes, areas: [{ kind: 'gap', codes: [branch.parentCode!] }] };
}

export const rowsOfGaps: readonly DefectRow[] = [
  gapRow(sizes.oneCentimetre),
  gapRow(sizes.tenCentimetres),
  gapRow(sizes.halfMetre),
  gapRow(sizes.fiveMetres),
  gapRow(sizes.fortyMetres),
  wholeEdge,
  missingGrid,
  inlet,
  countyInlet,
];
