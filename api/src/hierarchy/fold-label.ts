/**
 * The form under which two spellings of a label are the same: full-width as half-width, no accents, lower case,
 * and only letters and digits (of any script), so `Outlet Area`, `outlet_area` and `住宅楼－底层经营` all match.
 */
export function foldLabel(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]/gu, '');
}
