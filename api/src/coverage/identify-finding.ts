import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { FindingKind } from '../hierarchy/finding-kinds.js';
import type { GridLevel } from '../hierarchy/levels.js';
import type { FindingGrid } from './types.js';

/** More owners than this are told by their hash: a hole in a county may touch hundreds. */
const mostOwnersSpelled = 6;

/** What makes findings the same condition but for their place. */
export interface FindingSubject {
  readonly kind: FindingKind;
  readonly level: GridLevel;
  readonly parent: string | null;
  readonly grids: readonly FindingGrid[];
}

/** Kind, level, parent and sorted owners as one text; codes are escaped so that no two subjects read alike. */
function subjectKey({ kind, level, parent, grids }: FindingSubject): string {
  const owners = [...new Set(grids.map((grid) => encodeURIComponent(grid.code)))].sort();
  const spelled =
    owners.length <= mostOwnersSpelled
      ? owners.join('+')
      : `${owners.length}*${bytesToHex(sha256(utf8ToBytes(owners.join('+')))).slice(0, 16)}`;
  return [kind, level, parent === null ? '-' : encodeURIComponent(parent), spelled].join('/');
}

/**
 * Gives every finding its identity: subject and an ordinal by place (the order of `findings`), so the same
 * condition keeps it from run to run.
 */
export function identifyFindings<T extends FindingSubject>(
  findings: readonly T[],
): (T & { identity: string })[] {
  const ordinals = new Map<string, number>();
  return findings.map((finding) => {
    const key = subjectKey(finding);
    const ordinal = (ordinals.get(key) ?? 0) + 1;
    ordinals.set(key, ordinal);
    return { ...finding, identity: `${key}/${ordinal}` };
  });
}
