import type { Grid } from '../../src/coverage/types.js';
import type { LatticePoint } from '../../src/geometry/types.js';
import type { DefectRow } from './defect-row.js';
import { dents, sizes, slopeFor } from './rows-of-gaps.js';
import {
  asPolygon,
  chordMetres,
  closeRing,
  dentRun,
  rectangle,
  withShell,
  type Run,
  type Site,
} from './site.js';

type Size = (typeof sizes)[keyof typeof sizes];

function outward(size: Size): (length: number) => { depthMetres: number; slopeMetres: number } {
  return (length) => ({ ...slopeFor(size)(length), depthMetres: -size.depthMetres });
}

function overlapRow(size: Size): DefectRow {
  return {
    name: `overlap ${size.label}`,
    finds:
      'one overlap of the two; where it is no wider than two lattice steps, also the vertices that lie so near the other border',
    widthMetres: size.widthMetres,
    geosSees: ['all', 'all'],
    *propose(site) {
      for (const run of site.runs()) {
        if (!site.isSibling(run.neighbour)) continue;
        const codes = [site.element.code, run.neighbour.code];
        for (const shell of dents(run, size.leastMetres, outward(size)))
          yield {
            changes: [withShell(site.element, shell)],
            areas: [{ kind: 'overlap', codes, cause: 'partial' }],
          };
      }
    },
  };
}

function copy(grid: Grid, code: string): Grid {
  return { ...grid, code, name: `${grid.name} again` };
}

const duplicate: DefectRow = {
  name: 'duplicate',
  finds: 'one overlap as large as the grid',
  geosSees: ['all', 'all'],
  *propose(site) {
    const code = site.freeCode(0);
    yield {
      changes: [copy(site.element, code)],
      areas: [{ kind: 'overlap', codes: [site.element.code, code], cause: 'duplicate' }],
    };
  },
};

const duplicateNeighbours: DefectRow = {
  name: 'two neighbours each duplicated',
  finds: 'two overlaps, although the edges between them cancel',
  geosSees: ['all', 'all'],
  *propose(site) {
    const neighbour = site.runs().find((run) => site.isSibling(run.neighbour))?.neighbour;
    if (neighbour === undefined) return;
    const [first, second] = [site.freeCode(0), site.freeCode(1)];
    yield {
      changes: [copy(site.element, first), copy(neighbour, second)],
      areas: [
        { kind: 'overlap', codes: [site.element.code, first], cause: 'duplicate' },
        { kind: 'overlap', codes: [neighbour.code, second], cause: 'duplicate' },
      ],
    };
  },
};

const contained: DefectRow = {
  name: 'contained grid',
  finds: 'one overlap as large as the inner grid',
  geosSees: ['all', 'all'],
  *propose(site) {
    const cells = site.cellsInside(site.element, 1, 1);
    if (cells === undefined) return;
    const code = site.freeCode(0);
    const geometry = asPolygon(rectangle(cells, [0, 0, 1, 1]));
    yield {
      changes: [{ ...site.element, code, geometry }],
      areas: [{ kind: 'overlap', codes: [site.element.code, code], cause: 'contained' }],
    };
  },
};

const intrusion: DefectRow = {
  name: 'intrusion into a complete neighbouring parent',
  finds: 'one outside-parent of the intruder; the parent it reaches into stays proven',
  geosSees: ['none', 'none'],
  widthMetres: [4, 6],
  *propose(site) {
    for (const run of site.runs()) {
      const beyond = run.neighbour;
      if (beyond === undefined || beyond.parentCode === site.element.parentCode) continue;
      for (const shell of dents(run, sizes.fiveMetres.leastMetres, outward(sizes.fiveMetres)))
        yield {
          changes: [withShell(site.element, shell)],
          areas: [{ kind: 'outside-parent', codes: [site.element.code] }],
          alsoTakes: [beyond.parentCode!],
        };
    }
  },
};

const outOfParent: DefectRow = {
  name: 'overlap that runs out of the parent',
  finds: 'an overlap inside and an outside-parent beyond, although they are one face of residual edges',
  *propose(site) {
    for (const run of site.runs()) {
      const end = run.edges;
      const [before, corner, after] = [end - 1, end, end + 1].map((at) => run.shell[at % run.shell.length]!);
      const [b, c, a] = [before!, corner!, after!];
      const next = site.city.ownerOf(a[0], a[1], c[0], c[1]);
      const [first, second] = [site.isSibling(run.neighbour), site.isSibling(next)];
      if (first === second || chordMetres(b, c) < 4 || chordMetres(c, a) < 4) continue;
      const sibling = first ? run.neighbour! : next!;
      const beyond = [bulge(b, c, 1), bulge(c, a, 1)];
      const shell = [...run.shell.slice(0, end), ...beyond, ...run.shell.slice(end + 1)];
      yield {
        changes: [withShell(site.element, shell)],
        areas: [
          { kind: 'overlap', codes: [site.element.code, sibling.code], cause: 'partial' },
          { kind: 'outside-parent', codes: [site.element.code] },
        ],
      };
    }
  },
};

/** A point so many metres to the right of the middle of an edge: out of a shell. */
function bulge(a: LatticePoint, b: LatticePoint, metres: number): LatticePoint {
  const run: Run = { neighbour: undefined, shell: [a, b], edges: 1 };
  const half = chordMetres(a, b) / 2;
  return dentRun(run, { from: 0, to: 1, depthMetres: -metres, slopeMetres: half })[1]!;
}

/** A grid of the element's parent, with its own code and outline. */
function piece(site: Site, index: number, outline: readonly LatticePoint[]): Grid {
  return { ...site.element, code: site.freeCode(index), geometry: asPolygon(outline) };
}

function withHole(grid: Grid, outline: readonly LatticePoint[]): Grid {
  const polygon = grid.geometry[0]!;
  return { ...grid, geometry: [[...polygon, closeRing([...outline].reverse())]] };
}

const hole: DefectRow = {
  name: 'hole filled by two',
  finds: 'one overlap of the two that fill it: all of it, or where they meet',
  geosSees: ['all', 'all'],
  *propose(site) {
    const cells = site.cellsInside(site.element, 3, 2);
    if (cells === undefined || site.element.geometry[0]!.length > 1) return;
    const all = rectangle(cells, [0, 0, 3, 2]);
    const isWhole = site.turn % 2 === 0;
    const pieces = [
      piece(site, 0, isWhole ? all : rectangle(cells, [0, 0, 2, 2])),
      piece(site, 1, isWhole ? all : rectangle(cells, [1, 0, 3, 2])),
    ];
    const codes = pieces.map((grid) => grid.code);
    yield {
      changes: [withHole(site.element, all), ...pieces],
      areas: [{ kind: 'overlap', codes, cause: isWhole ? 'duplicate' : 'partial' }],
    };
  },
};

const besideEachOther: DefectRow = {
  name: 'A/B overlap beside a C/D overlap',
  finds: 'two overlaps that share an edge, which cancels',
  geosSees: ['all', 'all'],
  *propose(site) {
    const cells = site.cellsInside(site.element, 3, 2);
    if (cells === undefined || site.element.geometry[0]!.length > 1) return;
    const outlines = [
      [0, 0, 2, 1],
      [1, 0, 3, 1],
      [0, 1, 2, 2],
      [1, 1, 3, 2],
    ] as const;
    const pieces = outlines.map((outline, index) => piece(site, index, rectangle(cells, outline)));
    const [a, b, c, d] = pieces.map((grid) => grid.code);
    yield {
      changes: [withHole(site.element, rectangle(cells, [0, 0, 3, 2])), ...pieces],
      areas: [
        { kind: 'overlap', codes: [a!, b!], cause: 'partial' },
        { kind: 'overlap', codes: [c!, d!], cause: 'partial' },
      ],
    };
  },
};

export const rowsOfOverlaps: readonly DefectRow[] = [
  overlapRow(sizes.oneCentimetre),
  overlapRow(sizes.fiveMetres),
  overlapRow(sizes.fortyMetres),
  duplicate,
  contained,
  intrusion,
  hole,
  outOfParent,
  duplicateNeighbours,
  besideEachOther,
];
