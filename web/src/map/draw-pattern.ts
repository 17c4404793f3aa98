import type { CategoryStyle, Motif } from './category-styles.js';
import { drawImage, type PixelImage, type Rgba } from './draw-image.js';
import { parseColour } from './parse-colour.js';

/** Half the width of a motif's stroke, as a share of the tile. */
const halfStroke = 0.065;

/** Strength of the motif over the fill: told apart, but quieter than borders and labels. */
const inkAlpha = 0.55;

const none: Rgba = [0, 0, 0, 0];

/** Distance of a value in 0…1 from the nearest of 0, 1/2 and 1: two strokes a tile, seamless at its edges. */
function distanceToStroke(value: number): number {
  const part = (((value * 2) % 1) + 1) % 1;
  return Math.min(part, 1 - part) / 2;
}

const isInked: Readonly<Record<Motif, (x: number, y: number) => boolean>> = {
  plain: () => false,
  dots: (x, y) => {
    const dx = distanceToStroke(x + 0.25);
    const dy = distanceToStroke(y + 0.25);
    return Math.hypot(dx, dy) < 0.1;
  },
  rising: (x, y) => distanceToStroke(x + y) < halfStroke,
  falling: (x, y) => distanceToStroke(x - y) < halfStroke,
  level: (_, y) => distanceToStroke(y + 0.25) < halfStroke,
  upright: (x) => distanceToStroke(x + 0.25) < halfStroke,
  plus: (x, y) => {
    const dx = distanceToStroke(x + 0.25);
    const dy = distanceToStroke(y + 0.25);
    return Math.min(dx, dy) < halfStroke * 0.7 && Math.max(dx, dy) < 0.15;
  },
  mesh: (x, y) => Math.min(distanceToStroke(x + y), distanceToStroke(x - y)) < halfStroke * 0.7,
};

/** One seamless tile of a category's motif on a transparent ground, `sizePixels` wide and high. */
export function drawPattern(style: CategoryStyle, sizePixels: number): PixelImage {
  const [red, green, blue] = parseColour(style.ink);
  const ink: Rgba = [red, green, blue, inkAlpha];
  const inked = isInked[style.motif];
  return drawImage(sizePixels, (x, y) => (inked(x, y) ? ink : none));
}
