import type { FindingKind } from '../hierarchy/finding-kinds.js';
import type { GridLevel, Level } from '../hierarchy/levels.js';
import { parentLevel } from '../hierarchy/levels.js';
import type { FindingSum } from '../store/finding-types.js';
import type { GridRow } from '../store/types.js';

export interface CountySummary {
  readonly gridId: number;
  readonly code: string;
  readonly name: string;
  /** Grids of every level under the county, itself included. */
  readonly grids: number;
  readonly findings: number;
  /** Of these, of size class noise. */
  readonly noise: number;
  /** The others by kind; kinds of which there is none are left out. */
  readonly kinds: Readonly<Partial<Record<FindingKind, number>>>;
  readonly gapSquareMetres: number;
  readonly overlapSquareMetres: number;
  readonly outsideSquareMetres: number;
}

export type TreeGrid = Pick<GridRow, 'gridId' | 'level' | 'code' | 'name' | 'parentId'>;

type GrowingSum = { -readonly [K in keyof CountySummary]: CountySummary[K] } & {
  readonly kinds: Partial<Record<FindingKind, number>>;
};

/**
 * Findings and areas by county. A finding belongs to the county that its parent is or lies under; one that has no
 * parent below the territory (between counties) to the county of the first grid it concerns.
 *
 * Not counted: findings that concern no grid under a county. Returns the counties in the order given. Cost: linear.
 */
export function summariseCounties(
  grids: readonly TreeGrid[],
  findings: readonly FindingSum[],
): CountySummary[] {
  const byId = new Map(grids.map((grid) => [grid.gridId, grid]));
  const countyByCode = new Map<string, number>();
  const sums = new Map<number, GrowingSum>();
  for (const { gridId, level, code, name } of grids) {
    if (level !== 'county') continue;
    const none = {
      findings: 0,
      noise: 0,
      gapSquareMetres: 0,
      overlapSquareMetres: 0,
      outsideSquareMetres: 0,
    };
    sums.set(gridId, { gridId, code, name, grids: 0, ...none, kinds: {} });
  }
  for (const grid of grids) {
    const county = countyOf(grid, byId);
    if (county === undefined) continue;
    countyByCode.set(keyOf(grid.level, grid.code), county.gridId);
    const sum = sums.get(county.gridId);
    if (sum !== undefined) sum.grids += 1;
  }
  for (const finding of findings) {
    const sum = sums.get(countyOfFinding(finding, countyByCode) ?? -1);
    if (sum === undefined) continue;
    sum.findings += finding.count;
    sum.noise += finding.noiseCount;
    const others = finding.count - finding.noiseCount;
    if (others > 0) sum.kinds[finding.kind] = (sum.kinds[finding.kind] ?? 0) + others;
    const area = finding.areaSquareMetres;
    if (finding.kind === 'gap') sum.gapSquareMetres += area;
    if (finding.kind === 'overlap') sum.overlapSquareMetres += area;
    if (finding.kind === 'outside-parent') sum.outsideSquareMetres += area;
  }
  return [...sums.values()];
}

/** Climbs at most as many steps as there are levels, so a cycle of parents ends. */
function countyOf(grid: TreeGrid, byId: ReadonlyMap<number, TreeGrid>): TreeGrid | undefined {
  let present: TreeGrid | undefined = grid;
  for (let steps = 0; steps < 4 && present !== undefined; steps += 1) {
    if (present.level === 'county') return present;
    present = present.parentId === null ? undefined : byId.get(present.parentId);
  }
  return undefined;
}

function countyOfFinding(finding: FindingSum, countyByCode: ReadonlyMap<string, number>): number | undefined {
  const above = parentLevel(finding.level satisfies GridLevel);
  if (finding.parent !== null && above !== undefined) {
    const county = countyByCode.get(keyOf(above, finding.parent));
    if (county !== undefined) return county;
  }
  for (const grid of finding.grids) {
    const county = countyByCode.get(keyOf(grid.level, grid.code));
    if (county !== undefined) return county;
  }
  return undefined;
}

function keyOf(level: Level, code: string): string {
  return `${level} ${code}`;
}
