import { levels, type Level } from './levels.js';

/** Why a code is no standard code of its grid: no such code, one of another level, or of another parent. */
export interface StandardMismatch {
  readonly cause: 'shape' | 'level' | 'parent';
  /** What the grid does, after its level and code. */
  readonly predicate: string;
}

/**
 * Shapes by level. Number 000 is never a drawn child's own; above it stands for an implied grid. A territory has the
 * digits of its prefecture, with or without the two zeros of GB/T 2260.
 */
const shapes: Readonly<Record<Level, RegExp>> = {
  territory: /^\d{1,4}(?:(?<=\d{4})00)?$/,
  county: /^\d{4}(?!00)\d{2}$/,
  branch: /^\d{6}(?!000)\d{3}$/,
  'outlet-area': /^\d{9}(?!000)\d{3}$/,
  element: /^\d{12}(?!000)\d{3}$/,
};

/** Digits of a prefecture, which counties have from their territory. */
const prefectureDigits = 4;

/**
 * What is wrong with a standard code on a level under a parent.
 *
 * @param parentCode the declared parent's; undefined, or no standard code itself, when it cannot be held against the child
 * @returns the first of shape, level, parent that does not fit; undefined when all do
 */
export function describeStandardMismatch(
  level: Level,
  code: string,
  parentCode: string | undefined,
): StandardMismatch | undefined {
  if (!shapes[level].test(code)) {
    const other = levels.find((one) => shapes[one].test(code));
    return other === undefined
      ? { cause: 'shape', predicate: 'has no standard code' }
      : { cause: 'level', predicate: `has a code of level ${other}` };
  }
  const parent = levels[levels.indexOf(level) - 1];
  if (parent === undefined || parentCode === undefined) return undefined;
  if (!isParentCode(parent, parentCode)) return undefined;
  const prefix = parent === 'territory' ? parentCode.slice(0, prefectureDigits) : parentCode;
  return code.startsWith(prefix)
    ? undefined
    : {
        cause: 'parent',
        predicate: `has a code that does not begin with ${prefix}, as its parent ${parentCode} has it`,
      };
}

/** Codes of implied parents end in zeros, which no drawn grid's may. */
function isParentCode(level: Level, code: string): boolean {
  return (
    shapes[level].test(code) ||
    (code.endsWith('00') && code.length === impliedLength(level) && /^\d+$/.test(code))
  );
}

function impliedLength(level: Level): number {
  return level === 'territory' || level === 'county' ? 6 : 3 + 3 * levels.indexOf(level);
}
