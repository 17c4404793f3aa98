import type { Grid } from '../../src/coverage/types.js';
import type { GridLevel } from '../../src/hierarchy/levels.js';
import type { DefectRow, ExpectedRemark } from './defect-row.js';
import { asPolygon, closeRing, rectangle, type Site } from './site.js';

function remark(kind: ExpectedRemark['kind'], grid: Grid): ExpectedRemark {
  return { kind, level: grid.level as GridLevel, code: grid.code };
}

/** An element, or every third time its outlet area: both have a parent to be wrong about. */
function pick(site: Site): Grid | undefined {
  const grid = site.turn % 3 === 0 ? site.parent : site.element;
  const above = site.city.find(grid.level === 'element' ? 'outlet-area' : 'branch', grid.parentCode!)!;
  return site.city.childrenOf(above).length > 1 ? grid : undefined;
}

const wrongParent: DefectRow = {
  name: 'wrong parent',
  finds: 'one wrong-parent; the grid is proven where it lies, so no gap and nothing outside',
  *propose(site) {
    const grid = pick(site);
    const level = grid?.level === 'element' ? 'outlet-area' : 'branch';
    const other = site
      .runs()
      .map((run) => run.neighbour)
      .map((neighbour) => neighbour && site.city.find('outlet-area', neighbour.parentCode!))
      .map((area) => (level === 'branch' ? area && site.city.find('branch', area.parentCode!) : area))
      .find((area) => area !== undefined && area.code !== grid?.parentCode);
    if (grid === undefined || other === undefined) return;
    yield {
      changes: [{ ...grid, parentCode: other.code }],
      areas: [],
      liesIn: new Map([[grid.code, grid.parentCode!]]),
      remarks: [remark('wrong-parent', grid)],
      alsoTakes: level === 'branch' ? [grid.parentCode!, other.code] : [other.code],
    };
  },
};

const missingParent: DefectRow = {
  name: 'missing parent',
  finds: 'one missing-parent; the grid is proven where it lies',
  *propose(site) {
    const grid = pick(site);
    if (grid === undefined) return;
    yield {
      changes: [{ ...grid, parentCode: site.turn % 2 === 0 ? null : 'nowhere' }],
      areas: [],
      liesIn: new Map([[grid.code, grid.parentCode!]]),
      remarks: [remark('missing-parent', grid)],
      alsoTakes: [grid.parentCode!],
    };
  },
};

const multipart: DefectRow = {
  name: 'multipart element',
  finds: 'one multipart-element; both parts count, so the parent is proven',
  *propose(site) {
    for (const sibling of site.siblings) {
      const cells = site.cellsInside(sibling, 1, 1);
      if (cells === undefined) continue;
      const outline = rectangle(cells, [0, 0, 1, 1]);
      const sunk: Grid = {
        ...sibling,
        geometry: [[...sibling.geometry[0]!, closeRing([...outline].reverse())]],
      };
      const parted: Grid = { ...site.element, geometry: [...site.element.geometry, ...asPolygon(outline)] };
      yield { changes: [sunk, parted], areas: [], remarks: [remark('multipart-element', parted)] };
    }
  },
};

const categoryMissing: DefectRow = {
  name: 'category missing',
  finds: 'one category-missing',
  *propose(site) {
    yield {
      changes: [{ ...site.element, category: null }],
      areas: [],
      remarks: [remark('category-missing', site.element)],
    };
  },
};

const childless: DefectRow = {
  name: 'childless',
  finds: 'one childless, filed under its missing elements; no gap beside it',
  *propose(site) {
    const removals = [site.element, ...site.siblings];
    yield {
      changes: [],
      removals,
      areas: [],
      remarks: [{ kind: 'childless', level: 'element', code: site.parent.code }],
    };
  },
};

const codeMismatch: DefectRow = {
  name: 'code mismatch',
  finds: 'one code-mismatch: digits of another parent, or too few, under the scheme `standard`',
  options: { codes: { codeScheme: 'standard', codePatterns: {} } },
  *propose(site) {
    const { code } = site.element;
    const area = Number(site.element.parentCode!.slice(-3));
    const other = String((area % 998) + 1).padStart(3, '0');
    const spoilt =
      site.turn % 2 === 0 ? `${code.slice(0, 9)}${other}${990 + (site.turn % 9)}` : code.slice(0, -1);
    const grid = { ...site.element, code: spoilt };
    yield {
      changes: [grid],
      removals: [site.element],
      areas: [],
      remarks: [remark('code-mismatch', grid)],
    };
  },
};

export const rowsOfHierarchy: readonly DefectRow[] = [
  wrongParent,
  missingParent,
  multipart,
  categoryMissing,
  childless,
  codeMismatch,
];
