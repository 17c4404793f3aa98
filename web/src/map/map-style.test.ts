import { categories } from '@wangge/api/hierarchy/categories';
import { findingKinds } from '@wangge/api/hierarchy/finding-kinds';
import { gridLevels } from '@wangge/api/hierarchy/levels';
import { featureFilter, validateStyleMin, type LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { describe, expect, it } from 'vitest';
import { drawMapImage } from './draw-map-image.js';
import { findingFilter } from './finding-layers.js';
import { elementFilter, gridLayers } from './grid-layers.js';
import {
  elementPatternId,
  findingIds,
  gridFillIds,
  gridLabelIds,
  gridLineIds,
  referenceIds,
  villageLabelId,
} from './layer-ids.js';
import { mapStyle } from './map-style.js';
import { lightTheme } from './map-theme.js';
import { parseColour } from './parse-colour.js';

const content = { territoryId: 'sample', revision: 3, auditId: 7 };
const shown = { kind: undefined, noise: false };
const style = mapStyle('http://127.0.0.1:1/api/v1', content, lightTheme, shown);
const ids = style.layers.map(({ id }) => id);

function accepts(
  filter: Parameters<typeof featureFilter>[0],
  properties: Record<string, string>,
  zoom = 14,
): boolean {
  return featureFilter(filter, 'layers[0].filter').filter(
    { zoom },
    { type: 'Polygon', properties, geometry: [] },
  );
}

describe('mapStyle', () => {
  it.each([
    ['a territory with an audit', content],
    ['a territory that was never audited', { ...content, auditId: null }],
    ['no territory', undefined],
  ])('is valid for %s', (_, given) => {
    expect(validateStyleMin(mapStyle('http://127.0.0.1:1/api/v1', given, lightTheme, shown))).toEqual([]);
  });

  it('asks for nothing outside: no glyphs, no sprite, every address under the API', () => {
    expect(style.glyphs).toBeUndefined();
    expect(style.sprite).toBeUndefined();
    const addresses = JSON.stringify(style).match(/https?:[^"]+/g) ?? [];
    expect(addresses.length).toBeGreaterThan(0);
    expect(addresses.filter((address) => !address.startsWith('http://127.0.0.1:1/api/v1/tiles/'))).toEqual(
      [],
    );
  });

  it('names revision and audit in the tile addresses, so that they may be kept for ever', () => {
    expect(style.sources['findings']).toMatchObject({
      url: 'http://127.0.0.1:1/api/v1/tiles/findings.json?territory=sample&revision=3&audit=7',
    });
  });

  it('has no layer twice', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('stacks fills, water and streets, borders, names, findings', () => {
    const order = [
      referenceIds.background,
      gridFillIds.element,
      elementPatternId,
      referenceIds.water,
      referenceIds.streets,
      gridLineIds.element,
      gridLineIds.county,
      gridLabelIds.element,
      gridLabelIds.county,
      findingIds.fill,
      findingIds.badge,
    ];
    expect(order.map((id) => ids.indexOf(id))).toEqual(
      order.map((id) => ids.indexOf(id)).sort((a, b) => a - b),
    );
    expect(order.filter((id) => !ids.includes(id))).toEqual([]);
  });

  it('leaves the findings out before the first audit', () => {
    const bare = mapStyle('http://127.0.0.1:1/api/v1', { ...content, auditId: null }, lightTheme, shown);
    expect(bare.layers.map(({ id }) => id)).not.toContain(findingIds.badge);
    expect(Object.keys(bare.sources)).not.toContain('findings');
  });
});

describe('labelLayers', () => {
  const symbols = style.layers.filter((layer) => layer.type === 'symbol');
  const byId = new Map(symbols.map((layer) => [layer.id, layer]));

  it('names villages from zoom 12 on, before the elements of a town', () => {
    const village = byId.get(villageLabelId);
    expect(village?.minzoom).toBe(12);
    expect(village?.maxzoom).toBe(byId.get(gridLabelIds.element)?.minzoom);
    const filter = village?.filter as Parameters<typeof featureFilter>[0];
    expect(accepts(filter, { level: 'element', category: 'village' })).toBe(true);
    expect(accepts(filter, { level: 'element', category: 'hotel' })).toBe(false);
  });

  it('moves a name aside for a badge and for another name', () => {
    for (const id of Object.values(gridLabelIds))
      expect(byId.get(id)?.layout?.['text-variable-anchor-offset'], id).toContainEqual([0.7, 0]);
    const layout = byId.get(findingIds.badge)?.layout;
    expect([layout?.['icon-allow-overlap'], layout?.['icon-ignore-placement']]).toEqual([true, false]);
  });
});

describe('gridLayers', () => {
  const layers = gridLayers('grids', lightTheme);
  const byId = new Map<string, LayerSpecification>(layers.map((layer) => [layer.id, layer]));

  it('has a line for every level, heavier the higher the level', () => {
    const widths = gridLevels.map((level) => lightTheme.lines[level].widthAtZoom16);
    expect(gridLevels.filter((level) => !byId.has(gridLineIds[level]))).toEqual([]);
    expect(widths).toEqual([...widths].sort((first, second) => second - first));
  });

  it('sets upper grids apart by grey alone, so that no tint looks like a category', () => {
    for (const fill of lightTheme.upperFills) {
      const channels = parseColour(fill);
      expect(Math.max(...channels) - Math.min(...channels), fill).toBeLessThanOrEqual(8);
    }
  });

  it('draws the borders of elements faintly below zoom 12', () => {
    const line = byId.get(gridLineIds.element);
    const opacities = line?.type === 'line' ? line.paint?.['line-opacity'] : undefined;
    expect(opacities).toEqual(['interpolate', ['linear'], ['zoom'], 10, 0.25, 11.5, 0.45, 12.5, 1]);
  });

  it('names every category in the fill', () => {
    const fill = JSON.stringify(byId.get(gridFillIds.element));
    expect(categories.filter(({ code }) => !fill.includes(`"${code}"`))).toEqual([]);
  });

  it('shows all elements, those of some categories, or those without one', () => {
    expect(accepts(elementFilter(undefined), { level: 'element' })).toBe(true);
    expect(accepts(elementFilter(['hotel']), { level: 'element', category: 'hotel' })).toBe(true);
    expect(accepts(elementFilter(['hotel']), { level: 'element', category: 'school' })).toBe(false);
    expect(accepts(elementFilter(['']), { level: 'element' })).toBe(true);
    expect(accepts(elementFilter([]), { level: 'element', category: 'hotel' })).toBe(false);
    expect(accepts(elementFilter(undefined), { level: 'county' })).toBe(false);
  });
});

describe('findingFilter', () => {
  it('hides noise unless asked, and other kinds when one is chosen', () => {
    const noise = { kind: 'gap', severity: 'error', sizeClass: 'noise' };
    expect(accepts(findingFilter({ kind: undefined, noise: false }), noise)).toBe(false);
    expect(accepts(findingFilter({ kind: undefined, noise: true }), noise)).toBe(true);
    expect(
      accepts(findingFilter({ kind: undefined, noise: false }), { kind: 'childless', severity: 'error' }),
    ).toBe(true);
    expect(accepts(findingFilter({ kind: 'overlap', noise: true }), noise)).toBe(false);
  });

  it('leaves remarks on single grids out from afar, unless they are asked for', () => {
    const remark = { kind: 'category-missing', severity: 'warning' };
    const all = findingFilter({ kind: undefined, noise: false });
    expect(accepts(all, remark, 9)).toBe(false);
    expect(accepts(all, remark, 12)).toBe(true);
    expect(accepts(all, { kind: 'gap', severity: 'error' }, 5)).toBe(true);
    expect(accepts(findingFilter({ kind: 'category-missing', noise: false }), remark, 5)).toBe(true);
  });
});

describe('drawMapImage', () => {
  it('draws every image the style can ask for', () => {
    const names = [
      ...['', ...categories.map(({ code }) => code)].map((code) => `pattern/${code}`),
      ...findingKinds.map(({ code }) => `badge/${code}`),
    ];
    for (const name of names) {
      const image = drawMapImage(name);
      expect(image?.data.length, name).toBe((image?.width ?? 0) * (image?.height ?? 0) * 4);
    }
  });

  it('knows no other name', () => {
    expect(drawMapImage('somebody-else')).toBeUndefined();
  });
});
