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
    counties: [],
    ...given,
  };
}

const totals: FindingTotal[] = [
  { kind: 'gap', level: 'element', severity: 'error', sizeClass: 'real', count: 3, areaSquareMetres: 30 },
  {
    kind: 'unmatched-vertex',
    level: 'element',
    severity: 'warning',
    sizeClass: 'noise',
    count: 2,
    areaSquareMetres: 0,
  },
];

describe('describeVerdict', () => {
  it('counts findings as the list does, rounding noise apart', () => {
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
