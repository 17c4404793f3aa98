import type { FindingKind } from '@wangge/api/hierarchy/finding-kinds';

/** The sign on a finding's badge: an empty square, two squares over each other, a way out, a rhomb. */
export type FindingSign = 'hollow' | 'double' | 'outward' | 'rhomb';

export interface FindingStyle {
  readonly colour: string;
  readonly sign: FindingSign;
}

const hygiene: FindingStyle = { colour: '#4b5563', sign: 'rhomb' };

/** Colour and sign of each kind: the three that cost m² have their own, hygiene shares one. */
export const findingStyles: Readonly<Record<FindingKind, FindingStyle>> = {
  gap: { colour: '#d0002f', sign: 'hollow' },
  overlap: { colour: '#6d13b8', sign: 'double' },
  'outside-parent': { colour: '#00616b', sign: 'outward' },
  'unmatched-vertex': hygiene,
  'invalid-ring': hygiene,
  'multipart-element': hygiene,
  'missing-parent': hygiene,
  'wrong-parent': hygiene,
  childless: hygiene,
  'code-mismatch': hygiene,
  'category-missing': hygiene,
};

export function styleOfFinding(kind: string): FindingStyle {
  return kind in findingStyles ? findingStyles[kind as FindingKind] : hygiene;
}
