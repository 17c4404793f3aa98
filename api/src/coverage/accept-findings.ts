import type { CertifiedWaiver } from './certificate-types.js';
import { indexWaivers } from './index-waivers.js';
import type { Finding } from './types.js';

export interface AcceptedFindings {
  /** The waivers that findings of severity error need, by identity. */
  readonly waivers: readonly CertifiedWaiver[];
  /** Findings of severity error that no waiver accepts. */
  readonly open: readonly Finding[];
}

/**
 * Which findings of severity error a waiver accepts at a moment: one that has not expired and is of the
 * same subject and geometry (`indexWaivers`), so it lapses when the place changes.
 *
 * @param at ISO 8601 in UTC with milliseconds, as `toISOString` writes it; so is `expiresAt`
 */
export function acceptFindings(
  findings: readonly Finding[],
  waivers: readonly CertifiedWaiver[],
  at: string,
): AcceptedFindings {
  // Moments of one form and one zone sort as text.
  const findWaiver = indexWaivers(waivers.filter(({ expiresAt }) => expiresAt === null || expiresAt > at));
  const used: CertifiedWaiver[] = [];
  const open: Finding[] = [];
  for (const finding of findings) {
    if (finding.severity !== 'error') continue;
    const waiver = findWaiver(finding);
    if (waiver === undefined) {
      open.push(finding);
      continue;
    }
    const { geometryHash, reason, author, expiresAt } = waiver;
    // The ordinal may have shifted: it is named as it is found.
    used.push({ identity: finding.identity, geometryHash, reason, author, expiresAt });
  }
  used.sort((a, b) => (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0));
  return { waivers: used, open };
}
