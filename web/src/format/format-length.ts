import type { Locale } from '../messages/locale.js';
import { translate } from '../messages/translate.js';
import { formatNumber } from './format-number.js';

/** A length in cm below 1 m, in m below 1 km, in km above. */
export function formatLength(lengthMetres: number, locale: Locale): string {
  if (lengthMetres < 1) {
    const value = formatNumber(lengthMetres * 100, locale, lengthMetres < 0.1 ? 1 : 0);
    return translate(locale, 'centimetres', { value });
  }
  if (lengthMetres < 1000) {
    return translate(locale, 'metres', {
      value: formatNumber(lengthMetres, locale, lengthMetres < 10 ? 1 : 0),
    });
  }
  return translate(locale, 'kilometres', {
    value: formatNumber(lengthMetres / 1000, locale, lengthMetres < 10_000 ? 2 : 1),
  });
}
