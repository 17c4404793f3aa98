import { type Level, levels } from '../../hierarchy/levels.js';

/** Every zoom that has geometry of its own; beyond the last one a map stretches it. */
export const drawnZooms = { first: 0, last: 16 } as const;

/** From which zoom on each level is drawn. */
export const levelMinZooms: Readonly<Record<Level, number>> = {
  territory: 0,
  county: 0,
  branch: 7,
  'outlet-area': 9,
  element: 10,
};

/** Levels shown at a zoom, upper ones first. */
export function levelsAtZoom(zoom: number): Level[] {
  return levels.filter((level) => levelMinZooms[level] <= zoom);
}
