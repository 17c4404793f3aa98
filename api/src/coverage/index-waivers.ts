import type { CertifiedWaiver } from './certificate-types.js';
import { subjectOf } from './subject-of.js';
import type { Finding } from './types.js';

type Place = Pick<Finding, 'identity' | 'geometryHash'>;

/**
 * Finds the waiver that holds for a finding: of the same subject and exactly the same geometry. The ordinal in
 * the identity does not count, since it shifts when a finding appears to the west. The only rule of waivers: audits,
 * certificates and their verification all ask here.
 *
 * Preconditions: the waivers stand and have not expired. Cost: one look-up a finding.
 */
export function indexWaivers<W extends Pick<CertifiedWaiver, 'identity' | 'geometryHash'>>(
  waivers: readonly W[],
): (finding: Place) => W | undefined {
  const byPlace = new Map(waivers.map((waiver) => [keyOf(waiver), waiver]));
  return (finding) => byPlace.get(keyOf(finding));
}

function keyOf({ identity, geometryHash }: Place): string {
  return `${geometryHash} ${subjectOf(identity)}`;
}
