import type { Certificate, SecondOpinion } from '../../coverage/certificate-types.js';
import type { AuditReport } from '../audit-report.js';
import { escapeMarkup } from '../escape-markup.js';
import { nameLevel, showArea, showCount } from './write-tables.js';

/** The certificate, or why there is none, and what the second engine says. */
export function writePapers(report: AuditReport): string {
  return writeSecondOpinion(report.secondOpinion) + writeCertificate(report.certificate, report.clean);
}

function writeSecondOpinion(opinion: SecondOpinion | null): string {
  if (opinion === null) return '';
  const { engine, agreed, parents, disagreements } = opinion;
  const listed = disagreements
    .slice(0, 50)
    .map((each) => `<li>${escapeMarkup(each.message)}</li>`)
    .join('');
  return `<p>第二引擎 Second opinion: <b>${escapeMarkup(engine)}</b>，一致 agrees on ${showCount(agreed)} / ${showCount(parents)}。</p>${listed === '' ? '' : `<ul>${listed}</ul>`}`;
}

function writeCertificate(certificate: Certificate | null, clean: boolean): string {
  if (certificate === null) {
    return clean
      ? '<p>未签发证书。 No certificate was issued.</p>'
      : '<p>存在未解决的错误，不签发证书。 No certificate: an error is open.</p>';
  }
  const levels = certificate.levels
    .map(
      (level) =>
        `<tr><td>${nameLevel(level.level)}</td><td class="n">${showCount(level.grids)}</td><td class="n">${showCount(level.parentsProven)} / ${showCount(level.parents)}</td><td class="n">${showArea(level.areaSquareMetres)}</td><td class="n"><code>${escapeMarkup(level.doubledLatticeArea)}</code></td><td class="n"><code>${escapeMarkup(level.parentDoubledLatticeArea ?? '–')}</code></td></tr>`,
    )
    .join('');
  const waivers = certificate.waivers
    .map(
      (waiver) =>
        `<li><code>${escapeMarkup(waiver.identity)}</code>: ${escapeMarkup(waiver.reason)} — ${escapeMarkup(waiver.author)}${waiver.expiresAt === null ? '' : `, → ${escapeMarkup(waiver.expiresAt)}`}</li>`,
    )
    .join('');
  return `<p>SHA-256: <code>${escapeMarkup(certificate.sha256)}</code></p>
<p class="soft">${escapeMarkup(certificate.algorithm)} · ${escapeMarkup(certificate.issuedAt)} · 内容 content <code>${escapeMarkup(certificate.contentSha256)}</code></p>
<div class="scroll"><table><thead><tr><th>级别 Level</th><th class="n">网格 Grids</th><th class="n">已证明上级 Parents proven</th><th class="n">面积 Area</th><th class="n">下级面积×2（格点） Children, doubled lattice area</th><th class="n">上级面积×2 Parents</th></tr></thead><tbody>${levels}</tbody></table></div>
${waivers === '' ? '' : `<p>豁免 Waivers:</p><ul>${waivers}</ul>`}`;
}
