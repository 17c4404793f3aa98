import { describe, expect, it } from 'vitest';
import type { CoverageSummary } from '../api/types.js';
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

describe('describeVerdict', () => {
  it('counts open findings, rounding noise apart and what is waived not at all', () => {
    expect(describeVerdict(summary({}), 2)).toEqual({ tone: 'dirty', findings: 3, noise: 2 });
  });

  it('counts all while the list is on its way', () => {
    expect(describeVerdict(summary({}), 0)).toEqual({ tone: 'dirty', findings: 5, noise: 0 });
  });

  it('tells what is proven from what nobody audited', () => {
    expect(describeVerdict(summary({ clean: true }), 0)).toEqual({ tone: 'clean' });
    expect(describeVerdict(summary({ auditId: null, clean: null }), 0)).toEqual({ tone: 'unknown' });
  });
});
