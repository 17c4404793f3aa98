import { drawImage, type PixelImage, type Rgba } from './draw-image.js';
import type { FindingSign, FindingStyle } from './finding-styles.js';
import { parseColour } from './parse-colour.js';

const none: Rgba = [0, 0, 0, 0];
const white: Rgba = [255, 255, 255, 1];

/** Half the side of a square around (x, y) = (0, 0) that the point lies on the rim of. */
function squareRadius(x: number, y: number): number {
  return Math.max(Math.abs(x), Math.abs(y));
}

function isOnSquare(x: number, y: number, half: number): boolean {
  const radius = squareRadius(x, y);
  return radius <= half && radius >= half - 0.11;
}

/** The signs in −1…1 around the badge's centre, y downward. */
const isSigned: Readonly<Record<FindingSign, (x: number, y: number) => boolean>> = {
  hollow: (x, y) => isOnSquare(x, y, 0.36),
  double: (x, y) => isOnSquare(x + 0.12, y + 0.12, 0.32) || isOnSquare(x - 0.12, y - 0.12, 0.32),
  outward: (x, y) => {
    const shaft = Math.abs(x + y) < 0.09 && x - y > -0.62 && x - y < 0.7;
    const head = x < 0.42 && y > -0.42 && (x > 0.29 || y < -0.29) && x > -0.1 && y < 0.1;
    return shaft || head;
  },
  rhomb: (x, y) => Math.abs(x) + Math.abs(y) < 0.42,
};

/** The round badge of a kind: its colour in a white rim, its sign in white. */
export function drawBadge(style: FindingStyle, sizePixels: number): PixelImage {
  const [red, green, blue] = parseColour(style.colour);
  const colour: Rgba = [red, green, blue, 1];
  const signed = isSigned[style.sign];
  return drawImage(sizePixels, (left, top) => {
    const x = left * 2 - 1;
    const y = top * 2 - 1;
    const radius = Math.hypot(x, y);
    if (radius > 0.98) return none;
    if (radius > 0.84) return white;
    return signed(x, y) ? white : colour;
  });
}
