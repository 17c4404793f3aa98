import { findingKinds, type FindingKind, type Severity } from '../hierarchy/finding-kinds.js';
import type { SizeClass } from './types.js';

const severityOf = new Map<FindingKind, Severity>(findingKinds.map((kind) => [kind.code, kind.severity]));

/**
 * The registry's severity of a kind; noise is at most a warning. A parent with noise is *not* proven, and the
 * noise is found, measured and listed like everything else; but it is what rounding leaves of borders that are one
 * border to whoever drew them, so it does not make a map unclean.
 */
export function defaultSeverity(kind: FindingKind, sizeClass: SizeClass | null = null): Severity {
  const severity = severityOf.get(kind) ?? 'error';
  return sizeClass === 'noise' && severity === 'error' ? 'warning' : severity;
}
