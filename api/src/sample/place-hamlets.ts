import type { Category } from '../hierarchy/categories.js';
import type { Random } from './create-random.js';
import type { ElementFacts } from './gather-elements.js';
import type { Sites } from './place-sites.js';

/** Hamlets of a village beside its heart, at most. */
const outlyingHamlets = 2;

/**
 * The sites where people live in each village: its heart first, then others by chance. A site beside a river or a
 * road is taken only where there is no other: nobody lives in the water.
 *
 * @returns by element; nothing for built-up elements.
 */
export function placeHamlets(
  sites: Sites,
  elements: ElementFacts,
  categories: readonly Category[],
  random: Random,
): number[][] {
  return categories.map((category, element) => {
    if (category !== 'village') return [];
    const list = elements.siteLists[element] as readonly number[];
    const heart = elements.hearts[element] as number;
    const dry = list.filter((site) => sites.curves[site] === -1);
    const centre = sites.curves[heart] === -1 ? heart : (dry[0] ?? heart);
    const others = random.shuffle(dry.filter((site) => site !== centre));
    return [centre, ...others.slice(0, outlyingHamlets)];
  });
}
