import { categories, categoryClasses, type Category } from '@wangge/api/hierarchy/categories';
import { findingKinds } from '@wangge/api/hierarchy/finding-kinds';
import { describe, expect, it } from 'vitest';
import { categoryStyles, uncategorisedStyle } from './category-styles.js';
import { drawPattern } from './draw-pattern.js';
import { findingStyles } from './finding-styles.js';
import { lightTheme } from './map-theme.js';
import { parseColour } from './parse-colour.js';

type Triple = readonly [number, number, number];

function linear(hex: string): Triple {
  return parseColour(hex).map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as unknown as Triple;
}

function luminance([red, green, blue]: Triple): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of WCAG 2. */
function contrast(first: string, second: string): number {
  const [light = 0, dark = 0] = [luminance(linear(first)), luminance(linear(second))].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Full strength of each colour blindness in linear RGB (Machado, Oliveira, Fernandes 2009). */
const sights: Readonly<Record<string, readonly Triple[]>> = {
  'full sight': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(hex: string, sight: readonly Triple[]): Triple {
  const [red, green, blue] = linear(hex);
  return sight.map((row) => row[0] * red + row[1] * green + row[2] * blue) as unknown as Triple;
}

/** Oklab (Ottosson 2020) of linear RGB; distances in it follow the eye. */
function oklab([red, green, blue]: Triple): Triple {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

function distance(first: string, second: string, sight: readonly Triple[]): number {
  const [a, b] = [oklab(seen(first, sight)), oklab(seen(second, sight))];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

const all = Object.entries(categoryStyles) as [Category, (typeof categoryStyles)[Category]][];
const pairs = all.flatMap((first, index) => all.slice(index + 1).map((second) => [first, second] as const));
const classOf = new Map(categories.map((category) => [category.code, category.class]));

describe('categoryStyles', () => {
  it('give every category of a class a motif of its own', () => {
    for (const { code } of categoryClasses) {
      const motifs = categories
        .filter((item) => item.class === code)
        .map((item) => categoryStyles[item.code].motif);
      expect(new Set(motifs).size, code).toBe(motifs.length);
    }
  });

  it.each(Object.entries(sights))('differ in fill or motif from each other with %s', (_, sight) => {
    const alike = pairs.filter(
      ([[, first], [, second]]) =>
        first.motif === second.motif && distance(first.fill, second.fill, sight) < 0.03,
    );
    expect(alike.map(([[first], [second]]) => `${first} ${second}`)).toEqual([]);
  });

  it.each(Object.entries(sights).filter(([name]) => name !== 'tritanopia'))(
    'keep the hues of two classes apart with %s',
    (_, sight) => {
      const alike = pairs.filter(
        ([[code, first], [other, second]]) =>
          classOf.get(code) !== classOf.get(other) && distance(first.fill, second.fill, sight) < 0.02,
      );
      expect(alike.map(([[first], [second]]) => `${first} ${second}`)).toEqual([]);
    },
  );

  it('leave names readable on every fill', () => {
    for (const [code, { fill }] of all) {
      expect(contrast(lightTheme.labels.element.colour, fill), code).toBeGreaterThan(4.5);
    }
  });

  it('show their motifs on their fills', () => {
    for (const [code, { fill, ink }] of [...all, ['none', uncategorisedStyle] as const]) {
      expect(contrast(ink, fill), code).toBeGreaterThan(2.4);
    }
  });
});

describe('findingStyles', () => {
  it('stand out from every fill and carry a white sign', () => {
    for (const { code } of findingKinds) {
      const { colour } = findingStyles[code];
      expect(contrast(colour, '#ffffff'), code).toBeGreaterThan(4.5);
      for (const [category, { fill }] of all)
        expect(contrast(colour, fill), `${code} ${category}`).toBeGreaterThan(1.9);
    }
  });

  it('give gap, overlap and outside a sign of their own', () => {
    const signs = (['gap', 'overlap', 'outside-parent'] as const).map((kind) => findingStyles[kind].sign);
    expect(new Set(signs).size).toBe(3);
  });
});

describe('drawPattern', () => {
  const sizePixels = 24;

  it('draws nothing for a plain category and something for every other', () => {
    for (const [code, style] of all) {
      const inked = drawPattern(style, sizePixels).data.some((value, index) => index % 4 === 3 && value > 0);
      expect(inked, code).toBe(style.motif !== 'plain');
    }
  });

  it('repeats twice in a tile, so that tiles meet without a seam', () => {
    const half = sizePixels / 2;
    for (const [code, style] of all) {
      const { data } = drawPattern(style, sizePixels);
      for (let row = 0; row < half; row++) {
        const start = row * sizePixels * 4;
        const below = (row + half) * sizePixels * 4;
        expect([...data.slice(start, start + half * 4)], code).toEqual([
          ...data.slice(below + half * 4, below + sizePixels * 4),
        ]);
      }
    }
  });
});
