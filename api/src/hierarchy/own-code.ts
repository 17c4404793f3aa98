import { Problem, tellValue } from '../problem.js';
import type { GridLevel } from './levels.js';

/** Longest code of scheme `own`, in characters. */
export const longestOwnCode = 64;

/**
 * Checks codes of scheme `own`, which are kept as they are: text of 1 to 64 characters without blanks at the
 * ends or control characters, matching the level's pattern as a whole where there is one.
 *
 * Uniqueness is per level: keep one checker for a level and give it every code once.
 *
 * @param pattern regular expression (Unicode mode) that the whole code must match.
 * @returns a function that answers what is wrong with a code, as one sentence, or undefined.
 * @throws Problem `invalid-code-pattern` when the pattern is no regular expression.
 */
export function createOwnCodeCheck(
  level: GridLevel,
  pattern?: string,
): (code: string) => { type: 'code-twice' | 'invalid-code'; detail: string } | undefined {
  const expression = pattern === undefined ? undefined : compileCodePattern(level, pattern);
  const seen = new Set<string>();
  return (code) => {
    const fault = describeOwnCodeFault(code);
    if (fault !== undefined) return { type: 'invalid-code', detail: `Code "${tellValue(code)}" ${fault}.` };
    if (expression !== undefined && !expression.test(code)) {
      return {
        type: 'invalid-code',
        detail: `Code "${tellValue(code)}" does not match the pattern "${tellValue(pattern)}" of level ${level}.`,
      };
    }
    if (seen.has(code)) {
      return { type: 'code-twice', detail: `Code "${code}" is used twice on level ${level}.` };
    }
    seen.add(code);
    return undefined;
  };
}

/** What is wrong with a code of scheme `own` by itself, after "the code"; undefined for a sound one. */
export function describeOwnCodeFault(code: string): string | undefined {
  if (code === '') return 'is empty';
  if (code !== code.trim()) return 'begins or ends with a blank';
  if (/\p{Control}/u.test(code)) return 'contains a control character';
  const length = [...code].length;
  return length > longestOwnCode ? `has ${length} characters, ${longestOwnCode} are allowed` : undefined;
}

/**
 * The pattern that every code of a level must match as a whole.
 *
 * @throws Problem `invalid-code-pattern` when it is no regular expression
 */
export function compileCodePattern(level: GridLevel, pattern: string): RegExp {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch (cause) {
    throw new Problem(
      {
        type: 'invalid-code-pattern',
        status: 422,
        field: level,
        detail: `"${tellValue(pattern)}" is not a regular expression.`,
        fix: 'Correct the code pattern of this level, or leave it out.',
      },
      { cause },
    );
  }
}
