import type { Level } from '../hierarchy/levels.js';
import type { CodeScheme } from '../store/types.js';

/** Digits of a standard code, implied grids' zeros included; a territory's boundary may have any code. */
const standardShapes: Readonly<Record<Exclude<Level, 'territory'>, RegExp>> = {
  county: /^\d{6}$/,
  branch: /^\d{9}$/,
  'outlet-area': /^\d{12}$/,
  element: /^\d{15}$/,
};

/** `standard` where files have codes and every one of them has that shape on its level, otherwise `own`. */
export function guessCodeScheme(
  grids: readonly { readonly level: Level; readonly code: string | null }[],
): CodeScheme {
  let coded = 0;
  for (const { level, code } of grids) {
    if (level === 'territory' || code === null) continue;
    if (!standardShapes[level].test(code)) return 'own';
    coded += 1;
  }
  return coded > 0 ? 'standard' : 'own';
}
