import type { Grid } from '../../src/coverage/types.js';
import type { LatticePoint } from '../../src/geometry/types.js';
import type { DefectRow } from './defect-row.js';
import { asPolygon, closeRing, rectangle, withShell } from './site.js';

/** Lattice steps; nearer, a vertex counts as meant for the edge. */
const wellAside = 3;

const unmatched: DefectRow = {
  name: 'unmatched vertex at the rounded mid-point',
  finds:
    'the vertex, for every ring of the family whose edge lacks it, and the cell of noise where rounding opens one',
  leastVertices: 1,
  *propose(site) {
    for (const run of site.runs()) {
      for (let at = 0; at < run.edges; at += 1) {
        const [a, b] = [run.shell[at]!, run.shell[(at + 1) % run.shell.length]!];
        if (Math.hypot(b[0] - a[0], b[1] - a[1]) < 200) continue;
        const middle: LatticePoint = [Math.round((a[0] + b[0]) / 2), Math.round((a[1] + b[1]) / 2)];
        const shell = [...run.shell.slice(0, at + 1), middle, ...run.shell.slice(at + 1)];
        yield { changes: [withShell(site.element, shell)], areas: undefined };
        break;
      }
    }
  },
};

const dropped: DefectRow = {
  name: 'dropped vertex',
  finds: 'one gap or overlap of the two, by the side the vertex was on',
  leastAreas: 1,
  *propose(site) {
    for (const run of site.runs()) {
      if (!site.isSibling(run.neighbour)) continue;
      for (let at = 1; at < run.edges; at += 1) {
        const [a, v, b] = [at - 1, at, at + 1].map((index) => run.shell[index % run.shell.length]!);
        const turn = (b![0] - a![0]) * (v![1] - a![1]) - (b![1] - a![1]) * (v![0] - a![0]);
        const aside = turn / Math.hypot(b![0] - a![0], b![1] - a![1]);
        if (Math.abs(aside) < wellAside) continue;
        yield {
          changes: [withShell(site.element, [...run.shell.slice(0, at), ...run.shell.slice(at + 1)])],
          areas: [
            // The interior is on the left: a vertex on the left of the chord had kept the border back.
            { kind: aside > 0 ? 'overlap' : 'gap', codes: [site.element.code, run.neighbour.code] },
          ],
        };
        break;
      }
    }
  },
};

const shifted: DefectRow = {
  name: 'shift of a grid by one lattice step',
  finds:
    'every gap, overlap and outside-parent along its border, all of them noise, and the vertices that come to lie beside an edge',
  leastAreas: 1,
  *propose(site) {
    const [dx, dy] = (
      [
        [1, 0],
        [0, 1],
        [-1, 0],
        [0, -1],
      ] as const
    )[site.turn % 4]!;
    const geometry = site.element.geometry.map((polygon) =>
      polygon.map((ring) => ring.map((value, at) => value + (at % 2 === 0 ? dx : dy))),
    );
    yield { changes: [{ ...site.element, geometry }], areas: undefined };
  },
};

const selfCrossing: DefectRow = {
  name: 'self-crossing ring',
  finds: 'the ring, and what reading it even-odd leaves uncovered or covered twice',
  leastAreas: 1,
  *propose(site) {
    for (const run of site.runs()) {
      if (!site.isSibling(run.neighbour)) continue;
      for (let at = 1; at + 1 < run.edges; at += 1) {
        const shell = [...run.shell];
        [shell[at], shell[at + 1]] = [shell[at + 1]!, shell[at]!];
        yield {
          changes: [withShell(site.element, shell)],
          areas: undefined,
          invalid: [site.element.code],
          remarks: [{ kind: 'invalid-ring', level: 'element', code: site.element.code }],
        };
      }
    }
  },
};

const holeOutside: DefectRow = {
  name: 'hole outside its shell, edges cancel',
  finds: 'the ring; read even-odd the hole is land, so it and the two grids there overlap',
  *propose(site) {
    for (const sibling of site.siblings) {
      const cells = site.cellsInside(sibling, 1, 1);
      if (cells === undefined) continue;
      const outline = rectangle(cells, [0, 0, 1, 1]);
      const polygon = site.element.geometry[0]!;
      const spoilt: Grid = {
        ...site.element,
        geometry: [[...polygon, closeRing([...outline].reverse())]],
      };
      const code = site.freeCode(0);
      yield {
        changes: [spoilt, { ...site.element, code, geometry: asPolygon(outline) }],
        areas: [{ kind: 'overlap', codes: [site.element.code, sibling.code, code], cause: 'contained' }],
        invalid: [site.element.code],
        remarks: [{ kind: 'invalid-ring', level: 'element', code: site.element.code }],
      };
    }
  },
};

export const rowsOfVertices: readonly DefectRow[] = [unmatched, dropped, shifted, selfCrossing, holeOutside];
