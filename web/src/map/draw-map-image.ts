import { styleOfCategory } from './category-styles.js';
import { drawBadge } from './draw-badge.js';
import type { PixelImage } from './draw-image.js';
import { drawPattern } from './draw-pattern.js';
import { styleOfFinding } from './finding-styles.js';

/** Device pixels of an image per CSS pixel: sharp on dense screens, small enough for the rest. */
export const imagePixelRatio = 2;

const patternPixels = 12 * imagePixelRatio;
const badgePixels = 24 * imagePixelRatio;

/** Images of the style are named `pattern/CATEGORY` and `badge/KIND`. */
export const patternPrefix = 'pattern/';
export const badgePrefix = 'badge/';

/** The image the style asks for by name; undefined for a name that is not ours. */
export function drawMapImage(name: string): PixelImage | undefined {
  if (name.startsWith(patternPrefix)) {
    return drawPattern(styleOfCategory(name.slice(patternPrefix.length)), patternPixels);
  }
  if (name.startsWith(badgePrefix))
    return drawBadge(styleOfFinding(name.slice(badgePrefix.length)), badgePixels);
  return undefined;
}
