import { categories, type Category } from './categories.js';
import { foldLabel } from './fold-label.js';

const categoryByLabel = new Map<string, Category>(
  categories.flatMap((category) =>
    [category.code, category.zh, category.en].map((label) => [foldLabel(label), category.code] as const),
  ),
);

/**
 * Reads an element category out of a file's field: code (`internet-cafe`), Chinese or English name, or the
 * number 1–20 in the field's order, as number or text. Case, width, accents and punctuation do not matter.
 *
 * @returns the category's code, or undefined when the value is absent or names none (a finding says so then).
 */
export function understandCategory(value: unknown): Category | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const number = /^0*(\d{1,2})(?:\.0+)?$/.exec(String(value).normalize('NFKC').trim());
  if (number) return categories[Number(number[1]) - 1]?.code;
  return categoryByLabel.get(foldLabel(String(value)));
}
