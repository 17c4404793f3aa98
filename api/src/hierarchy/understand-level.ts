import { foldLabel } from './fold-label.js';
import { defaultLevelLabels, levelSynonyms, type LevelLabel } from './level-labels.js';
import { levels, type Level } from './levels.js';

/**
 * Reads a level out of a file's field: the level's own name (`outlet-area`), its number (0 territory … 4
 * element), one of the territory's labels, a default label, or a word the field uses (网元, 分局).
 *
 * A territory's own labels win over the defaults, since a firm may call its level 2 what others call level 3.
 *
 * @returns the level, or undefined when the text names none.
 */
export function understandLevel(
  value: unknown,
  labels: Readonly<Record<Level, LevelLabel>> = defaultLevelLabels,
): Level | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const folded = foldLabel(String(value));
  if (folded === '') return undefined;
  const number = /^0*([0-4])(?:\.0+)?$/.exec(String(value).normalize('NFKC').trim());
  if (number) return levels[Number(number[1])];
  return (
    levels.find((level) => foldLabel(level) === folded) ??
    levels.find((level) => matchesLabel(labels[level], folded)) ??
    levels.find((level) => matchesLabel(defaultLevelLabels[level], folded)) ??
    levels.find((level) => levelSynonyms[level].some((word) => foldLabel(word) === folded))
  );
}

function matchesLabel(label: LevelLabel, folded: string): boolean {
  return foldLabel(label.zh) === folded || foldLabel(label.en) === folded;
}
