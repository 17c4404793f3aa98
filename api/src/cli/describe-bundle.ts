import type { BundleTerritory } from '../formats/bundle-types.js';
import { tellTable } from '../jobs/export-all.js';

/** What a bundle holds, a line for each territory and one for its rows. */
export function describeBundle(
  territories: readonly BundleTerritory[],
  rows: Readonly<Record<string, number>>,
): string {
  const lines = territories.map(({ territoryId, currentRevision }) =>
    currentRevision === null
      ? `  ${territoryId}: no map yet`
      : `  ${territoryId}: up to revision ${currentRevision}`,
  );
  const counts = Object.entries(rows)
    .filter(([table]) => table !== 'territory')
    .map(([table, count]) => `${count} ${tellTable(table)}`);
  return `${[...lines, `  ${counts.length === 0 ? 'no rows' : counts.join(', ')}`].join('\n')}\n`;
}
