/** Red, green, blue 0…255 of `#rrggbb`. Throws on any other text: colours are ours, so that is a fault of ours. */
export function parseColour(hex: string): readonly [red: number, green: number, blue: number] {
  const match = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex);
  if (match === null) throw new Error(`${hex} is no colour of the form #rrggbb`);
  const [, red = '', green = '', blue = ''] = match;
  return [parseInt(red, 16), parseInt(green, 16), parseInt(blue, 16)];
}
