import type { AuditReport, ReportedFinding } from '../formats/audit-report.js';
import { isNoise } from '../formats/tabulate-parents.js';
import { countWords } from './describe-area.js';

/** What was given on the command line, so that the advice names only what is not done yet. */
export interface AdviceContext {
  /** False for a database's map, whose findings can be waived. */
  readonly isFile: boolean;
  readonly hasHtml: boolean;
  readonly hasFix: boolean;
  readonly hasCertificate: boolean;
}

/** Clean or not, the counts behind it, and what to do next. */
export function describeVerdict(report: AuditReport, hidden: number, context: AdviceContext): string[] {
  return [describeEnd(report, hidden), ...describePapers(report), ...advise(report, context)];
}

function describeEnd(report: AuditReport, hidden: number): string {
  const { findings, clean } = report;
  if (findings.length === 0) return 'Clean: no findings.';
  const open = findings.filter((finding) => finding.status === 'open');
  const of = (severity: string): number => open.filter((finding) => finding.severity === severity).length;
  const waived = findings.length - open.length;
  const changed = (change: ReportedFinding['change']): number =>
    findings.filter((finding) => finding.change === change).length;
  const counts = [
    countWords(of('error'), 'error', 'errors'),
    countWords(of('warning'), 'warning', 'warnings'),
    `${of('info')} of information`,
    ...(waived > 0 ? [`${waived} waived`] : []),
    ...(findings.some((finding) => finding.change !== null)
      ? [`${changed('new')} new since the run before, ${changed('changed')} changed`]
      : []),
  ];
  const more = hidden > 0 ? ` (${hidden} not shown; --limit N shows more, --json all)` : '';
  const total = countWords(findings.length, 'finding', 'findings');
  return `${clean ? 'Clean' : 'Not clean'}: ${total}: ${counts.join(', ')}${more}.`;
}

function describePapers(report: AuditReport): string[] {
  const { secondOpinion, certificate } = report;
  return [
    ...(secondOpinion === null
      ? []
      : [
          secondOpinion.disagreements.length === 0
            ? `Second opinion: ${secondOpinion.engine} agrees on ${secondOpinion.agreed} of ${countWords(secondOpinion.parents, 'parent', 'parents')}.`
            : `SECOND OPINION DIFFERS: ${secondOpinion.engine} agrees on only ${secondOpinion.agreed} of ${secondOpinion.parents} parents; this is a fault of ours.`,
          ...(secondOpinion.retried.length === 0
            ? []
            : [
                `It took a second try on ${countWords(secondOpinion.retried.length, 'parent', 'parents')}; --json tells what failed at first.`,
              ]),
        ]),
    ...(certificate === null ? [] : [`Certificate: ${certificate.sha256}`]),
  ];
}

function advise(report: AuditReport, context: AdviceContext): string[] {
  const open = report.findings.filter((finding) => finding.status === 'open');
  const lines: string[] = [];
  if (open.length > 0 && !context.hasHtml) lines.push('--html report.html shows every place on one page');
  if (open.some((finding) => !isNoise(finding) && finding.areaSquareMetres !== null) && !context.hasFix) {
    lines.push('--fix plan.json proposes repairs, --apply new.geojson writes the mended map to a new file');
  } else if (open.some(isNoise) && !context.hasFix) {
    lines.push('--fix plan.json --size-class noise --apply new.geojson mends the noise in bulk');
  }
  if (!report.clean && !context.isFile)
    lines.push(
      'what is meant to be so (a lake, an army ground) can be waived with a reason: wangge findings',
    );
  if (report.certificate !== null && !context.hasCertificate)
    lines.push('--certificate certificate.json writes the certificate, which wangge verify recomputes');
  return lines.map(
    (line, index) => `${index === 0 ? 'Next: ' : '      '}${line}${index === lines.length - 1 ? '.' : ';'}`,
  );
}
