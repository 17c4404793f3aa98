import type { CoverageSummary } from '../api/types.js';

/** Whether a revision is seamless, in counts of its open findings. */
export type Verdict =
  | { readonly tone: 'clean' }
  | { readonly tone: 'unknown' }
  | { readonly tone: 'dirty'; readonly findings: number; readonly noise: number };

/**
 * The verdict on a revision. Rounding noise is counted apart, and what is waived not at all.
 *
 * @param noise - how many of the open findings are rounding noise; 0 while that is on its way: then all count as findings
 */
export function describeVerdict(summary: CoverageSummary, noise: number): Verdict {
  if (summary.auditId === null) return { tone: 'unknown' };
  if (summary.clean === true) return { tone: 'clean' };
  const { error, warning, info } = summary.severities;
  return { tone: 'dirty', findings: error + warning + info - noise, noise };
}
