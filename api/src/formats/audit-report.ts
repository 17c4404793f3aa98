import type { Certificate, SecondOpinion } from '../coverage/certificate-types.js';
import type { Finding, LevelSummary } from '../coverage/types.js';

/** A finding with what a run adds to it. */
export interface ReportedFinding extends Finding {
  /** `waived` while a live waiver is bound to identity and geometry. */
  readonly status: 'open' | 'waived';
  /** Against the run before; null where there is none, as for files. */
  readonly change: 'new' | 'same' | 'changed' | null;
}

/** What every report is made of, whatever its form. */
export interface AuditReport {
  /** What was audited, in words. */
  readonly subject: string;
  readonly clean: boolean;
  /** Null for an audit of files or tables. */
  readonly revision: number | null;
  readonly levels: readonly LevelSummary[];
  /** Worst first. */
  readonly findings: readonly ReportedFinding[];
  readonly certificate: Certificate | null;
  readonly secondOpinion: SecondOpinion | null;
}
