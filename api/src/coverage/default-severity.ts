import { findingKinds, type FindingKind, type Severity } from '../hierarchy/finding-kinds.js';

const severityOf = new Map<FindingKind, Severity>(findingKinds.map((kind) => [kind.code, kind.severity]));

/** The registry's severity of a kind. */
export function defaultSeverity(kind: FindingKind): Severity {
  return severityOf.get(kind) ?? 'error';
}
