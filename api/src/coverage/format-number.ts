/** A figure for a sentence: whole from 1 000 on, otherwise three significant digits, with thousands set apart by spaces. */
export function formatNumber(value: number): string {
  if (value === 0) return '0';
  if (Math.abs(value) >= 1000) return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ' ');
  const rounded = Number(value.toPrecision(3));
  return rounded < 1e-6 ? rounded.toExponential() : String(rounded);
}
