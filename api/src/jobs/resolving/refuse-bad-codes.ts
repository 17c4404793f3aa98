import { levels, levelNumber, type GridLevel, type Level } from '../../hierarchy/levels.js';
import { createOwnCodeCheck } from '../../hierarchy/own-code.js';
import { Problem, tellValue } from '../../problem.js';
import type { CodeScheme } from '../../store/types.js';
import { describeSource, type DraftGrid } from './draft-grid.js';

/** Shape of a standard code: 6 digits, then three for each level below the county; 000 is never a child's number. */
const standardShapes: Readonly<Record<Level, RegExp>> = {
  territory: /^\d{1,6}$/,
  county: /^\d{6}$/,
  branch: /^\d{6}(?!000$)\d{3}$/,
  'outlet-area': /^\d{9}(?!000$)\d{3}$/,
  element: /^\d{12}(?!000$)\d{3}$/,
};

/**
 * Codes have the shape of their scheme: 15 digits by levels for `standard`, text of at most 64 characters that
 * fits the level's pattern for `own`. Grids without a code pass; they are numbered later.
 *
 * @throws Problem `invalid-code` naming file, feature and code.
 */
export function refuseBadCodes(
  drafts: readonly DraftGrid[],
  scheme: CodeScheme,
  patterns: Readonly<Partial<Record<GridLevel, string>>>,
): void {
  const describeFault = scheme === 'standard' ? describeStandardFault : ownFaults(patterns);
  for (const draft of drafts) {
    if (draft.code === null || draft.kept !== undefined) continue;
    const fault = describeFault(draft.level, draft.code);
    if (fault === undefined) continue;
    throw new Problem({
      type: 'invalid-code',
      status: 422,
      ...describeSource(draft),
      field: 'code',
      detail: fault,
      fix:
        scheme === 'standard'
          ? 'Correct the code, leave it empty so that it is numbered, or create the territory with --code-scheme own.'
          : 'Correct the code, or leave it empty so that it is numbered.',
    });
  }
}

function describeStandardFault(level: Level, code: string): string | undefined {
  if (standardShapes[level].test(code)) return undefined;
  const digits = level === 'territory' ? 'up to 6' : String(3 + 3 * levelNumber(level));
  return `"${tellValue(code)}" is no standard code of level ${level}, which has ${digits} digits and does not end in 000.`;
}

function ownFaults(
  patterns: Readonly<Partial<Record<GridLevel, string>>>,
): (level: Level, code: string) => string | undefined {
  const checks = new Map(
    levels.map((level) => [
      level,
      level === 'territory' ? createOwnCodeCheck('county') : createOwnCodeCheck(level, patterns[level]),
    ]),
  );
  return (level, code) => checks.get(level)!(code)?.detail;
}
