/** The levels from the whole area down to the basic unit. Their order exists here and nowhere else. */
export const levels = ['territory', 'county', 'branch', 'outlet-area', 'element'] as const;

export type Level = (typeof levels)[number];

/** The four levels a grid can have; the territory is what the counties tile. */
export const gridLevels = ['county', 'branch', 'outlet-area', 'element'] as const satisfies readonly Level[];

export type GridLevel = (typeof gridLevels)[number];

/** Level number as the field counts them: territory 0, county 1 … element 4. */
export function levelNumber(level: Level): number {
  return levels.indexOf(level);
}

/** The level above, or undefined for the territory. */
export function parentLevel(level: Level): Level | undefined {
  return levels[levels.indexOf(level) - 1];
}

/** The level below, or undefined for the element. */
export function childLevel(level: Level): GridLevel | undefined {
  return levels[levels.indexOf(level) + 1] as GridLevel | undefined;
}

export function isLevel(text: string): text is Level {
  return (levels as readonly string[]).includes(text);
}
