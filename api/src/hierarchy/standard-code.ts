import { Problem } from '../problem.js';
import { levels, type Level } from './levels.js';

/**
 * The parts of a standard code. `sequence` counts inside the parent; for a territory it is 0.
 *
 *     420300            territory: 4 digits of the prefecture, then 00
 *     420304            county (GB/T 2260): sequence 1–99 in the last two digits
 *     420304 017        branch          sequence 1–999 each
 *     420304 017 002    outlet area
 *     420304 017 002 031  element: 15 digits
 */
export interface StandardCode {
  readonly level: Level;
  readonly parentCode: string | null;
  readonly sequence: number;
}

/** Digits of a code per level, in the order of `levels`. */
const codeLengths: Readonly<Record<Level, number>> = {
  territory: 6,
  county: 6,
  branch: 9,
  'outlet-area': 12,
  element: 15,
};

/** How many children a parent can number: two digits for counties, three below. */
export function largestSequence(childLevel: Level): number {
  return childLevel === 'county' ? 99 : 999;
}

/**
 * Takes a standard code apart. Sequences begin with 1, so a group `000` is no code; a county group `00` is the
 * territory's own code.
 *
 * @returns undefined when the text is not a standard code (wrong length, not digits, a zero sequence).
 */
export function parseStandardCode(code: string): StandardCode | undefined {
  if (!/^[1-9]\d{5}(?:\d{3}){0,3}$/.test(code)) return undefined;
  const countySequence = Number(code.slice(4, 6));
  if (code.length === 6) {
    if (countySequence === 0) return { level: 'territory', parentCode: null, sequence: 0 };
    return { level: 'county', parentCode: `${code.slice(0, 4)}00`, sequence: countySequence };
  }
  if (countySequence === 0) return undefined;
  for (let end = 9; end <= code.length; end += 3) {
    if (code.slice(end - 3, end) === '000') return undefined;
  }
  return {
    level: levels.find((level) => level !== 'territory' && codeLengths[level] === code.length) as Level,
    parentCode: code.slice(0, -3),
    sequence: Number(code.slice(-3)),
  };
}

/**
 * Puts a child's code together from its parent's code and its sequence number.
 *
 * @throws Problem `invalid-parent-code` when the parent cannot have numbered children, `too-many-children`
 *   when the sequence does not fit: never a silent wrap.
 */
export function formatStandardCode(parentCode: string, sequence: number): string {
  const parent = parseStandardCode(parentCode);
  if (parent === undefined || parent.level === 'element') {
    throw new Problem({
      type: 'invalid-parent-code',
      status: 422,
      detail: `"${parentCode}" is not a standard code that can have children.`,
      fix: 'Give a code of 6 (territory or county), 9 (branch) or 12 digits (outlet area), or use the code scheme "own".',
    });
  }
  if (!Number.isInteger(sequence) || sequence < 1) {
    throw new RangeError(`sequence under ${parentCode} must be a whole number from 1, not ${sequence}`);
  }
  const ofTerritory = parent.level === 'territory';
  const largest = largestSequence(ofTerritory ? 'county' : 'branch');
  if (sequence > largest) {
    throw new Problem({
      type: 'too-many-children',
      status: 422,
      detail: `Grid ${parentCode} has no number left for child ${sequence}: the limit is ${largest} children.`,
      fix: 'Divide the grid into two or more, or use the code scheme "own".',
    });
  }
  return ofTerritory
    ? `${parentCode.slice(0, 4)}${String(sequence).padStart(2, '0')}`
    : `${parentCode}${String(sequence).padStart(3, '0')}`;
}

/**
 * The next code in sequence under a parent: one more than the largest ever used. Numbers left free in between
 * are not filled, because codes are never reused and a free number may be a retired one.
 *
 * @param usedCodes codes used under the parent, retired ones too; others are ignored. Cost: linear in them.
 * @throws Problem `too-many-children` after 999 (99 counties), `invalid-parent-code`.
 */
export function nextStandardCode(parentCode: string, usedCodes: Iterable<string>): string {
  let last = 0;
  for (const code of usedCodes) {
    const parsed = parseStandardCode(code);
    if (parsed?.parentCode === parentCode && parsed.sequence > last) last = parsed.sequence;
  }
  return formatStandardCode(parentCode, last + 1);
}
