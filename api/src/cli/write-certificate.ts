import type { AuditReport } from '../formats/audit-report.js';
import type { CommandContext } from './command.js';
import { countWords } from './describe-area.js';
import { writeAtomically } from './write-atomically.js';

/** Writes the certificate of a run that deserves one; says why not otherwise, and leaves a file that is there alone. */
export async function writeCertificate(
  path: string,
  report: AuditReport,
  context: CommandContext,
): Promise<void> {
  const { certificate } = report;
  if (certificate === null) {
    context.note(`no certificate of ${report.subject} is written to ${path}: ${whyNot(report)}`);
    return;
  }
  await writeAtomically(path, [`${JSON.stringify(certificate, null, 2)}\n`], {
    overwrite: true,
    signal: context.signal,
  });
  context.note(`the certificate of ${report.subject} is written to ${path}`);
}

function whyNot(report: AuditReport): string {
  const open = report.findings.filter((finding) => finding.severity === 'error' && finding.status === 'open');
  if (open.length > 0)
    return `${countWords(open.length, 'finding of severity error is', 'findings of severity error are')} open`;
  return 'the second opinion differs';
}
