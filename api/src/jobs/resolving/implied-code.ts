import type { Level } from '../../hierarchy/levels.js';
import { Problem } from '../../problem.js';
import type { CodeScheme } from '../../store/types.js';

/** Number 000 is never given to a drawn child, so it is free for the implied one. */
const impliedNumber = '000';

/** Digits of a county's code, GB/T 2260. */
const countyDigits = 6;

/**
 * Code of the implied grid under `parentCode`: its number is 000, `…000` under `standard` and `…-000` under
 * `own` (repeated while `isTaken` says that a drawn grid has it). An implied county takes the territory's code
 * filled with zeros to six digits, which is how GB/T 2260 writes a whole city.
 *
 * @throws Problem `implied-code` where `standard` leaves no code to give.
 */
export function impliedCode(
  scheme: CodeScheme,
  level: Level,
  parentCode: string,
  isTaken: (code: string) => boolean,
): string {
  if (scheme === 'own') {
    let code = `${parentCode}-${impliedNumber}`;
    while (isTaken(code)) code += `-${impliedNumber}`;
    return code;
  }
  const code = level === 'county' ? parentCode.padEnd(countyDigits, '0') : parentCode + impliedNumber;
  if (!isTaken(code) && (level !== 'county' || /^\d{6}$/.test(code))) return code;
  throw new Problem({
    type: 'implied-code',
    status: 422,
    detail: `The ${level} level is missing under ${parentCode}, and the standard scheme leaves no code for an implied one.`,
    fix: `Add the grids of level ${level}, or create the territory with --code-scheme own.`,
  });
}

/** The code that an implied grid was named after, or undefined for a code of another shape. */
export function codeAboveImplied(scheme: CodeScheme, code: string): string | undefined {
  const ending = scheme === 'own' ? `-${impliedNumber}` : impliedNumber;
  return code.endsWith(ending) && code.length > ending.length ? code.slice(0, -ending.length) : undefined;
}
