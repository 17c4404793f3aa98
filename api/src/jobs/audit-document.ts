import type { Certificate, SecondOpinion } from '../coverage/certificate-types.js';
import type { Finding, LevelSummary } from '../coverage/types.js';
import type { AuditReport, ReportedFinding } from '../formats/audit-report.js';

/** A finding as other programs get it; `status` is `waived` while a live waiver is bound to it. */
export type DocumentFinding = ReportedFinding;

/** The document `wangge-audit/1`; `docs/audit.schema.json` describes it. */
export interface AuditDocument {
  readonly format: 'wangge-audit/1';
  /** True when no finding of severity error is open. */
  readonly clean: boolean;
  /** Null for an audit of files or tables. */
  readonly revision: number | null;
  readonly levels: readonly LevelSummary[];
  readonly findings: readonly DocumentFinding[];
  /** Null where a finding of severity error is open, or the two engines disagree. */
  readonly certificate: Certificate | null;
  /** Null where none was asked for. */
  readonly secondOpinion: SecondOpinion | null;
}

type AnyFinding = Finding & {
  readonly status?: DocumentFinding['status'];
  readonly change?: DocumentFinding['change'];
};

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
    causedBy: finding.causedBy,
    change: finding.change ?? null,
    status: finding.status ?? 'open',
    message: finding.message,
  };
}

/** Findings as the proof gives them, or as the database has them with their status. */
export function makeAuditReport(
  subject: string,
  revision: number | null,
  result: { readonly levels: readonly LevelSummary[]; readonly findings: readonly AnyFinding[] },
  papers: { readonly certificate: Certificate | null; readonly secondOpinion: SecondOpinion | null },
): AuditReport {
  const findings = result.findings.map((finding) => ({
    ...describeFinding(finding),
    geometry: finding.geometry,
  }));
  return {
    subject,
    clean: findings.every((finding) => finding.severity !== 'error' || finding.status !== 'open'),
    revision,
    levels: result.levels,
    findings,
    ...papers,
  };
}

/** The document of a report. Its subject is not part of it: the document is the same wherever the file lies. */
export function makeAuditDocument(report: AuditReport): AuditDocument {
  const { clean, revision, levels, findings, certificate, secondOpinion } = report;
  return { format: 'wangge-audit/1', clean, revision, levels, findings, certificate, secondOpinion };
}
