import type { AuditDocument } from '../jobs/audit-document.js';

/** The document as JSON text in parts, one finding a part, since a text of all of them may be too long for one string. */
export function* writeDocument(document: AuditDocument): Generator<string> {
  const { findings, certificate, secondOpinion, ...head } = document;
  const fields = Object.entries(head).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},\n`,
  );
  yield `{\n${fields.join('')}  "findings": [`;
  for (const [index, finding] of findings.entries())
    yield `${index === 0 ? '' : ','}\n    ${JSON.stringify(finding)}`;
  yield `${findings.length === 0 ? '' : '\n  '}],\n  "certificate": ${JSON.stringify(certificate)},\n`;
  yield `  "secondOpinion": ${JSON.stringify(secondOpinion)}\n}\n`;
}
