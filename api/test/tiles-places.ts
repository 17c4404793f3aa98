import { latOf, lngOf, mercatorX, mercatorY } from '../src/tiles/mercator.js';

/** A tile. */
export interface TileAt {
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** Every tile of a zoom that a box of degrees reaches, its buffer left out. */
export function tilesOver(z: number, [west, south, east, north]: readonly number[]): TileAt[] {
  const columns = 2 ** z;
  const index = (share: number): number => Math.min(columns - 1, Math.floor(share * columns));
  const tiles: TileAt[] = [];
  for (let y = index(mercatorY(north!)); y <= index(mercatorY(south!)); y += 1) {
    for (let x = index(mercatorX(west!)); x <= index(mercatorX(east!)); x += 1) tiles.push({ z, x, y });
  }
  return tiles;
}

export function tileOver(z: number, lng: number, lat: number): TileAt {
  return tilesOver(z, [lng, lat, lng, lat])[0]!;
}

/** `[west, south, east, north]` in degrees. */
export function degreesOf({ z, x, y }: TileAt): [number, number, number, number] {
  const columns = 2 ** z;
  return [lngOf(x / columns), latOf((y + 1) / columns), lngOf((x + 1) / columns), latOf(y / columns)];
}

/** Each tile once. */
export function withoutRepeats(tiles: readonly TileAt[]): TileAt[] {
  return [...new Map(tiles.map((tile) => [tellTile(tile), tile])).values()];
}

export function tellTile({ z, x, y }: TileAt): string {
  return `${z}/${x}/${y}`;
}

/** At most so many of a list, evenly taken. */
export function thinOut<Item>(items: readonly Item[], most: number): Item[] {
  if (items.length <= most) return [...items];
  return Array.from({ length: most }, (_, at) => items[Math.floor((at * items.length) / most)]!);
}
