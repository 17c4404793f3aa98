import type { Finding, LevelSummary } from '../coverage/types.js';

/** A finding as other programs get it; `status` is `waived` while a live waiver is bound to it. */
export interface DocumentFinding {
  readonly kind: Finding['kind'];
  readonly cause: Finding['cause'];
  readonly sizeClass: Finding['sizeClass'];
  readonly severity: Finding['severity'];
  readonly level: Finding['level'];
  readonly parent: Finding['parent'];
  readonly areaSquareMetres: Finding['areaSquareMetres'];
  readonly widthMetres: Finding['widthMetres'];
  readonly depth: Finding['depth'];
  readonly grids: Finding['grids'];
  readonly identity: string;
  readonly geometryHash: string;
  readonly status: 'open' | 'waived';
  readonly message: string;
  readonly geometry: Finding['geometry'];
}

/** The document `wangge-audit/1`. */
export interface AuditDocument {
  readonly format: 'wangge-audit/1';
  /** True when no finding of severity error is open. */
  readonly clean: boolean;
  /** Null for an audit of files. */
  readonly revision: number | null;
  readonly levels: readonly LevelSummary[];
  readonly findings: readonly DocumentFinding[];
  /** Not written yet: the certificate comes with the audit's full depth. */
  readonly certificate: null;
}

type AnyFinding = Finding & { readonly status?: DocumentFinding['status'] };

/** Everything of a finding but its geometry. */
export function describeFinding(finding: AnyFinding): Omit<DocumentFinding, 'geometry'> {
  return {
    kind: finding.kind,
    cause: finding.cause,
    sizeClass: finding.sizeClass,
    severity: finding.severity,
    level: finding.level,
    parent: finding.parent,
    areaSquareMetres: finding.areaSquareMetres,
    widthMetres: finding.widthMetres,
    depth: finding.depth,
    grids: finding.grids,
    identity: finding.identity,
    geometryHash: finding.geometryHash,
    status: finding.status ?? 'open',
    message: finding.message,
  };
}

/** Findings as the proof gives them, or as the database has them with their status. */
export function makeAuditDocument(
  revision: number | null,
  levels: readonly LevelSummary[],
  findings: readonly AnyFinding[],
): AuditDocument {
  const shown = findings.map((finding) => ({ ...describeFinding(finding), geometry: finding.geometry }));
  return {
    format: 'wangge-audit/1',
    clean: shown.every((finding) => finding.severity !== 'error' || finding.status !== 'open'),
    revision,
    levels,
    findings: shown,
    certificate: null,
  };
}
