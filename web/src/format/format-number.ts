import type { Locale } from '../messages/locale.js';

const formats = new Map<string, Intl.NumberFormat>();

/** A figure in the reader's language, with at most `fractionDigits` digits after the point. */
export function formatNumber(value: number, locale: Locale, fractionDigits = 0): string {
  const key = `${locale} ${fractionDigits}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(locale, { maximumFractionDigits: fractionDigits });
    formats.set(key, format);
  }
  return format.format(value);
}
