/** Chinese, Japanese and Korean signs and full-width forms take two places of a fixed-width screen. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u;

/** What would move the cursor or colour the screen: a name out of somebody's file may hold anything. */
// eslint-disable-next-line no-control-regex -- these are the very characters to take out
const control = /[\u0000-\u001f\u007f-\u009f]+/g;

/** Text of a file as it may be shown on a terminal: one line, no control characters. */
export function plainText(text: string): string {
  return text.replaceAll(control, ' ');
}

/**
 * Lines of a table for a fixed-width screen: the first columns (one, when nothing is said) to the left, the others to
 * the right.
 */
export function drawTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  leftColumns = 1,
): string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => widthOf(row[column]!))));
  return [head, ...rows].map((row) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat(widths[column]! - widthOf(cell));
        return column < leftColumns ? cell + space : space + cell;
      })
      .join('  ')
      .trimEnd(),
  );
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += wide.test(character) ? 2 : 1;
  return width;
}
