import { gridLevels, type GridLevel } from '@wangge/api/hierarchy/levels';
import type { ExpressionSpecification, LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { gridLabelIds, tileLayers } from './layer-ids.js';
import type { LabelTheme, MapTheme } from './map-theme.js';

/**
 * Local fonts, first found wins. With no `glyphs` in the style MapLibre hands these families to the browser; a weight
 * is read from the first name alone, hence the leading name that stands for it.
 */
const localFonts: Readonly<Record<LabelTheme['weight'], string[]>> = {
  regular: ['Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', 'sans-serif'],
  bold: ['Noto Sans CJK SC Bold', 'PingFang SC', 'Microsoft YaHei', 'WenQuanYi Micro Hei', 'sans-serif'],
};

/** The zooms a level is named at: one level hands over to the next, so that names do not pile up. */
export const labelZooms: Readonly<Record<GridLevel, readonly [from: number, to: number]>> = {
  county: [0, 10.5],
  branch: [9, 12.5],
  'outlet-area': [11, 14.5],
  element: [13.5, 24],
};

/** From here on an element's code stands under its name. */
const codeMinZoom = 15.5;

const nameOrCode = [
  'case',
  ['==', ['coalesce', ['get', 'name'], ''], ''],
  ['get', 'code'],
  ['get', 'name'],
] as unknown as ExpressionSpecification;

const nameThenCode = [
  'step',
  ['zoom'],
  nameOrCode,
  codeMinZoom,
  [
    'case',
    ['==', ['coalesce', ['get', 'name'], ''], ''],
    ['get', 'code'],
    ['concat', ['get', 'name'], '\n', ['get', 'code']],
  ],
] as unknown as ExpressionSpecification;

/** The names of the four levels over one source of points, higher levels placed first. */
export function labelLayers(source: string, theme: MapTheme): LayerSpecification[] {
  return [...gridLevels].reverse().map((level): LayerSpecification => {
    const label = theme.labels[level];
    const [minzoom, maxzoom] = labelZooms[level];
    return {
      id: gridLabelIds[level],
      type: 'symbol',
      source,
      'source-layer': tileLayers.gridLabels,
      minzoom,
      maxzoom,
      filter: ['==', ['get', 'level'], level],
      layout: {
        'text-field': level === 'element' ? nameThenCode : nameOrCode,
        'text-font': localFonts[label.weight],
        'text-size': label.sizePixels,
        'text-max-width': 8,
        'text-padding': 6,
        'text-letter-spacing': level === 'county' ? 0.08 : 0.02,
      },
      paint: {
        'text-color': label.colour,
        'text-halo-color': theme.halo,
        'text-halo-width': 1.6,
        'text-halo-blur': 0.4,
      },
    };
  });
}
