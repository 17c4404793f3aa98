import type { CountySummary } from '../api/types.js';

/** What the bar of a county is made of, in its order. */
export const barParts = ['gap', 'overlap', 'outside-parent', 'other'] as const;

export type BarPart = (typeof barParts)[number];

export interface CountyCount {
  /** Open findings, rounding noise left out. */
  readonly findings: number;
  readonly areaSquareMetres: number;
  readonly parts: Readonly<Record<BarPart, number>>;
}

/** The open findings of a county by what they cost: gaps, overlaps, what lies outside, and all else. */
export function countCounty(
  county: Pick<CountySummary, 'kinds' | 'gapSquareMetres' | 'overlapSquareMetres' | 'outsideSquareMetres'>,
): CountyCount {
  const parts: Record<BarPart, number> = { gap: 0, overlap: 0, 'outside-parent': 0, other: 0 };
  let findings = 0;
  for (const [kind, count] of Object.entries(county.kinds)) {
    parts[barParts.find((part) => part === kind) ?? 'other'] += count;
    findings += count;
  }
  const { gapSquareMetres, overlapSquareMetres, outsideSquareMetres } = county;
  return { findings, areaSquareMetres: gapSquareMetres + overlapSquareMetres + outsideSquareMetres, parts };
}
