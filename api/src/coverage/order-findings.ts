import { compareText } from '../hierarchy/compare-text.js';
import type { Finding } from './types.js';

const severityOrder = ['error', 'warning', 'info'] as const;

/** Worst first: severity, then area, then identity, so that equal input in any order gives equal output. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    severityOrder.indexOf(a.severity) - severityOrder.indexOf(b.severity) ||
    (b.areaSquareMetres ?? 0) - (a.areaSquareMetres ?? 0) ||
    compareText(a.identity, b.identity)
  );
}

/** An ordered list without some of its findings and with others put in their place. Linear. */
export function replaceFindings(
  ordered: readonly Finding[],
  gone: ReadonlySet<Finding>,
  come: readonly Finding[],
): Finding[] {
  const added = [...come].sort(compareFindings);
  const merged: Finding[] = [];
  let next = 0;
  for (const finding of ordered) {
    if (gone.has(finding)) continue;
    while (next < added.length && compareFindings(added[next]!, finding) < 0) {
      merged.push(added[next]!);
      next += 1;
    }
    merged.push(finding);
  }
  for (; next < added.length; next += 1) merged.push(added[next]!);
  return merged;
}
