import { groupByParent } from '../coverage/group-by-parent.js';
import type { Grid, KindTotal } from '../coverage/types.js';
import { compareText } from '../hierarchy/compare-text.js';
import { gridLevels, type GridLevel } from '../hierarchy/levels.js';
import type { ReportedFinding } from './audit-report.js';

/** How the children of one parent fare. Open findings only, but for `waived`. */
export interface ParentRow {
  readonly level: GridLevel;
  /** Code of the parent; null for children of a level that has none above, and for those that name none. */
  readonly parent: string | null;
  readonly name: string;
  readonly grids: number;
  readonly errors: number;
  readonly gap: KindTotal;
  readonly overlap: KindTotal;
  readonly outside: KindTotal;
  /** Of the three above, those narrower than the sliver width. */
  readonly slivers: number;
  /** Area findings of noise and unmatched vertices: counted, and in none of the columns above. */
  readonly noise: number;
  /** Every other kind. */
  readonly others: number;
  readonly waived: number;
}

interface Tally {
  errors: number;
  gap: { count: number; areaSquareMetres: number };
  overlap: { count: number; areaSquareMetres: number };
  outside: { count: number; areaSquareMetres: number };
  slivers: number;
  noise: number;
  others: number;
  waived: number;
}

/**
 * One row per parent per level, worst first: by errors' area, then by errors, then by what else was found; clean ones last,
 * in the order of levels and codes. Findings whose parent has no family (a missing parent) get a row by that code.
 */
export function tabulateParents(
  grids: readonly Grid[],
  findings: readonly ReportedFinding[],
): readonly ParentRow[] {
  const rows = new Map<
    string,
    { head: Pick<ParentRow, 'level' | 'parent' | 'name' | 'grids'>; tally: Tally }
  >();
  for (const { level, parent, children } of groupByParent(grids).families) {
    rows.set(keyOf(level, parent?.code ?? null), {
      head: { level, parent: parent?.code ?? null, name: parent?.name ?? '', grids: children.length },
      tally: emptyTally(),
    });
  }
  for (const finding of findings) {
    const key = keyOf(finding.level, finding.parent);
    const row = rows.get(key) ?? {
      head: { level: finding.level, parent: finding.parent, name: '', grids: 0 },
      tally: emptyTally(),
    };
    rows.set(key, row);
    count(row.tally, finding);
  }
  return [...rows.values()].map(({ head, tally }) => ({ ...head, ...tally })).sort(compareRows);
}

/** True for a row that a reader need not look at. */
export function isQuiet(row: ParentRow): boolean {
  return weight(row) === 0 && row.noise === 0;
}

export function isNoise(finding: Pick<ReportedFinding, 'sizeClass' | 'kind'>): boolean {
  return finding.sizeClass === 'noise' || finding.kind === 'unmatched-vertex';
}

function keyOf(level: GridLevel, parent: string | null): string {
  return `${level} ${parent ?? ''}`;
}

function emptyTally(): Tally {
  const none = { count: 0, areaSquareMetres: 0 };
  return {
    errors: 0,
    gap: { ...none },
    overlap: { ...none },
    outside: { ...none },
    slivers: 0,
    noise: 0,
    others: 0,
    waived: 0,
  };
}

function count(tally: Tally, finding: ReportedFinding): void {
  if (finding.status === 'waived') {
    tally.waived += 1;
    return;
  }
  if (finding.severity === 'error') tally.errors += 1;
  if (isNoise(finding)) {
    tally.noise += 1;
    return;
  }
  const total =
    finding.kind === 'gap'
      ? tally.gap
      : finding.kind === 'overlap'
        ? tally.overlap
        : finding.kind === 'outside-parent'
          ? tally.outside
          : undefined;
  if (total === undefined) {
    tally.others += 1;
    return;
  }
  total.count += 1;
  total.areaSquareMetres += finding.areaSquareMetres ?? 0;
  if (finding.sizeClass === 'sliver') tally.slivers += 1;
}

function weight(row: ParentRow): number {
  return row.errors + row.gap.count + row.overlap.count + row.outside.count + row.others + row.waived;
}

function area(row: ParentRow): number {
  return row.gap.areaSquareMetres + row.overlap.areaSquareMetres + row.outside.areaSquareMetres;
}

function compareRows(a: ParentRow, b: ParentRow): number {
  return (
    Number(b.errors > 0) - Number(a.errors > 0) ||
    area(b) - area(a) ||
    weight(b) - weight(a) ||
    b.noise - a.noise ||
    gridLevels.indexOf(a.level) - gridLevels.indexOf(b.level) ||
    compareText(a.parent ?? '', b.parent ?? '')
  );
}
