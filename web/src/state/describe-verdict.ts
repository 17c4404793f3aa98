import type { CoverageSummary, FindingTotal } from '../api/types.js';

/** Whether a revision is seamless, in counts of its open findings. */
export type Verdict =
  | { readonly tone: 'clean' }
  | { readonly tone: 'unknown' }
  | { readonly tone: 'dirty'; readonly findings: number; readonly noise: number };

/**
 * The verdict on a revision. Rounding noise is counted apart, and what is waived not at all.
 *
 * @param totals - counts of the audit's findings; empty while they are on their way: then all count as findings
 */
export function describeVerdict(summary: CoverageSummary, totals: readonly FindingTotal[]): Verdict {
  if (summary.auditId === null) return { tone: 'unknown' };
  if (summary.clean === true) return { tone: 'clean' };
  const noise = totals.reduce(
    (sum, { sizeClass, openCount }) => sum + (sizeClass === 'noise' ? openCount : 0),
    0,
  );
  const { error, warning, info } = summary.severities;
  return { tone: 'dirty', findings: error + warning + info - noise, noise };
}
