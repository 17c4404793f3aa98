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
 * Which findings of severity error a waiver accepts at a moment: one of exactly their identity and geometry, so it
 * lapses when the place changes, that has not expired.
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
    if (waiver?.identity !== finding.identity) {
      open.push(finding);
      continue;
    }
    const { identity, geometryHash, reason, author, expiresAt } = waiver;
    used.push({ identity, geometryHash, reason, author, expiresAt });
  }
  used.sort((a, b) => (a.identity < b.identity ? -1 : a.identity > b.identity ? 1 : 0));
  return { waivers: used, open };
}
