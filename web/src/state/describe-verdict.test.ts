import { describe, expect, it } from 'vitest';
import type { CoverageSummary, FindingTotal } from '../api/types.js';
import { describeVerdict } from './describe-verdict.js';

function summary(given: Partial<CoverageSummary>): CoverageSummary {
  return {
    revision: 1,
    auditId: 7,
    clean: false,
    auditedAt: null,
    levels: [],
    categories: [],
    severities: { error: 3, warning: 2, info: 0 },
    waived: 2,
    counties: [],
    ...given,
  };
}

const gaps = { kind: 'gap', level: 'element', severity: 'error', sizeClass: 'real' } as const;
const vertices = {
  kind: 'unmatched-vertex',
  level: 'element',
  severity: 'warning',
  sizeClass: 'noise',
} as const;
/** One gap and one vertex more than what is open are waived. */
const totals: FindingTotal[] = [
  { ...gaps, count: 4, areaSquareMetres: 40, openCount: 3, openAreaSquareMetres: 30 },
  { ...vertices, count: 3, areaSquareMetres: 0, openCount: 2, openAreaSquareMetres: 0 },
];

describe('describeVerdict', () => {
  it('counts open findings, rounding noise apart and what is waived not at all', () => {
    expect(describeVerdict(summary({}), totals)).toEqual({ tone: 'dirty', findings: 3, noise: 2 });
  });

  it('counts all while the list is on its way', () => {
    expect(describeVerdict(summary({}), [])).toEqual({ tone: 'dirty', findings: 5, noise: 0 });
  });

  it('tells what is proven from what nobody audited', () => {
    expect(describeVerdict(summary({ clean: true }), [])).toEqual({ tone: 'clean' });
    expect(describeVerdict(summary({ auditId: null, clean: null }), [])).toEqual({ tone: 'unknown' });
  });
});
