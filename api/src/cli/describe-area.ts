const squareMetresPerSquareKilometre = 1e6;

/** An area for people: km² for large ones, no decimals where they say nothing. */
export function describeArea(squareMetres: number): string {
  if (squareMetres >= squareMetresPerSquareKilometre)
    return `${(squareMetres / squareMetresPerSquareKilometre).toFixed(2)} km²`;
  return `${squareMetres.toFixed(squareMetres >= 100 ? 0 : 2)} m²`;
}

/** `4 (812 m²)`; `0` for none, and no area where the kind has none. */
export function describeTotal(
  total: { readonly count: number; readonly areaSquareMetres: number } | undefined,
): string {
  if (total === undefined || total.count === 0) return '0';
  return total.areaSquareMetres > 0
    ? `${total.count} (${describeArea(total.areaSquareMetres)})`
    : String(total.count);
}

export function countWords(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}
