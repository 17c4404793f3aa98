import type { Locale } from '../messages/locale.js';
import { translate } from '../messages/translate.js';
import { formatNumber } from './format-number.js';

/** From here on km² reads better than m²: 0.1 km². */
const squareMetresShownAsKilometres = 100_000;

function digitsFor(value: number): number {
  if (value >= 100) return 0;
  if (value >= 10) return 1;
  return value >= 0.1 || value === 0 ? 2 : 3;
}

/** An area with three telling digits, in m² below 0.1 km² and in km² above. */
export function formatArea(areaSquareMetres: number, locale: Locale): string {
  if (areaSquareMetres >= squareMetresShownAsKilometres) {
    const squareKilometres = areaSquareMetres / 1e6;
    return translate(locale, 'squareKilometres', {
      value: formatNumber(squareKilometres, locale, digitsFor(squareKilometres)),
    });
  }
  return translate(locale, 'squareMetres', {
    value: formatNumber(areaSquareMetres, locale, digitsFor(areaSquareMetres)),
  });
}
