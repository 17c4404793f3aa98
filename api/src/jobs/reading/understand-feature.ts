import type { SourceFeature } from '../../formats/types.js';
import { levels, type Level } from '../../hierarchy/levels.js';
import { longestOwnCode } from '../../hierarchy/own-code.js';
import { understandCategory } from '../../hierarchy/understand-category.js';
import { understandLevel } from '../../hierarchy/understand-level.js';
import { Problem, tellValue } from '../../problem.js';
import type { LoadedSource } from './load-source.js';
import type { ReadGrid } from './types.js';

/** Longest name of a grid, in characters. */
const longestName = 200;

export type FeatureFacts = Omit<ReadGrid, 'geometry' | 'original'>;

export interface UnderstoodFeature {
  readonly facts: FeatureFacts;
  /** The text of a category nobody knows, cut as for a message; undefined when it is known, empty, or the grid is no element. */
  readonly unknownCategory: string | undefined;
}

/**
 * Reads level, code, parent, name and category out of a feature's fields; the rest are its attributes. A category that
 * is not understood stays among them, so that nothing is lost.
 *
 * @throws Problem for an unknown level, a code that is no text or number, or a number with lost digits, and a code, parent or
 *   name that is too long.
 */
export function understandFeature(feature: SourceFeature, source: LoadedSource): UnderstoodFeature {
  const { fields } = source;
  const level = readLevel(feature, source);
  const rawCategory = fields.category === undefined ? undefined : feature.properties[fields.category];
  const category = level === 'element' ? understandCategory(rawCategory) : undefined;
  const mapped = new Set([fields.code, fields.parent, fields.name]);
  if (source.spec.level === undefined || understandLevel(levelValue(feature, source)) === level)
    mapped.add(fields.level);
  if (category !== undefined || isEmpty(rawCategory)) mapped.add(fields.category);
  const attributes = Object.fromEntries(
    Object.entries(feature.properties).filter(([field]) => !mapped.has(field)),
  );
  const facts: FeatureFacts = {
    file: feature.file,
    feature: feature.feature,
    level,
    code: readCode(feature, fields.code),
    parentCode: readCode(feature, fields.parent),
    name: readName(feature, fields.name),
    category: category ?? null,
    attributes,
  };
  const unknownCategory =
    level === 'element' && category === undefined && !isEmpty(rawCategory)
      ? tellValue(rawCategory)
      : undefined;
  return { facts, unknownCategory };
}

function levelValue(feature: SourceFeature, source: LoadedSource): unknown {
  return source.fields.level === undefined ? undefined : feature.properties[source.fields.level];
}

function readLevel(feature: SourceFeature, source: LoadedSource): Level {
  if (source.spec.level !== undefined) return source.spec.level;
  const value = levelValue(feature, source);
  const level = understandLevel(value);
  if (level !== undefined) return level;
  throw new Problem({
    type: 'unknown-level',
    status: 422,
    file: feature.file,
    feature: feature.feature,
    ...(source.fields.level === undefined ? {} : { field: source.fields.level }),
    detail: isEmpty(value)
      ? 'The feature has no level.'
      : `The level ${typeof value === 'string' ? `"${tellValue(value)}"` : tellValue(value)} is not known.`,
    fix: `Write one of ${levels.join(', ')} (or 0 to 4), or give --level when the whole file is of one level.`,
  });
}

function readCode(feature: SourceFeature, field: string | undefined): string | null {
  const value = field === undefined ? undefined : feature.properties[field];
  if (isEmpty(value)) return null;
  if (typeof value === 'string') {
    const code = value.trim();
    refuseTooLong('invalid-code', 'code', code, longestOwnCode, feature, field);
    return code;
  }
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  throw new Problem({
    type: 'bad-code',
    status: 422,
    file: feature.file,
    feature: feature.feature,
    ...(field === undefined ? {} : { field }),
    detail:
      typeof value === 'number'
        ? `The number ${value} cannot be a code: it is no whole number, or too long to keep its digits.`
        : `The value ${tellValue(value)} cannot be a code.`,
    fix: 'Write codes as text.',
  });
}

function readName(feature: SourceFeature, field: string | undefined): string {
  const name = readText(field === undefined ? undefined : feature.properties[field]) ?? '';
  refuseTooLong('name-too-long', 'name', name, longestName, feature, field);
  return name;
}

/** What is longer is a column of something else, and would be dragged through every list and message. */
function refuseTooLong(
  type: string,
  what: 'code' | 'name',
  text: string,
  most: number,
  feature: SourceFeature,
  field: string | undefined,
): void {
  if (text.length <= most) return;
  const length = [...text].length;
  if (length <= most) return;
  throw new Problem({
    type,
    status: 422,
    file: feature.file,
    feature: feature.feature,
    ...(field === undefined ? {} : { field }),
    detail: `The ${what} "${tellValue(text)}" has ${length} characters; at most ${most} are allowed.`,
    fix: `Shorten it, or name the field that holds the ${what}.`,
  });
}

function readText(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}
