import type { Category } from '@wangge/api/hierarchy/categories';
import { gridLevels, type GridLevel } from '@wangge/api/hierarchy/levels';
import type {
  ExpressionSpecification,
  LayerSpecification,
  SymbolLayerSpecification,
  VariableAnchorOffsetCollectionSpecification,
} from '@maplibre/maplibre-gl-style-spec';
import { gridLabelIds, tileLayers, villageLabelId } from './layer-ids.js';
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

/** Villages are few and wide: they are named earlier than the elements of a town. */
const villageLabelMinZoom = 12;

/** From here on an element's code stands under its name. */
const codeMinZoom = 15.5;

const villageCategory: Category = 'village';

/**
 * Where a name stands when a finding's badge or another name is in its place: on its point, or nudged by so many of its
 * own heights, near before far. Never farther, so that it does not stand in a neighbour.
 */
const nudgesEms = [0.7, 1.3, 1.9];
const anchorOffsets: VariableAnchorOffsetCollectionSpecification = [
  'center',
  [0, 0],
  ...nudgesEms.flatMap((ems): VariableAnchorOffsetCollectionSpecification => [
    'center',
    [0, ems],
    'center',
    [0, -ems],
    'center',
    [ems, 0],
    'center',
    [-ems, 0],
  ]),
];

/** From afar, where a city is a hand wide, the names of its counties shrink so that they fit. */
function textSize(level: GridLevel, { sizePixels }: LabelTheme): ExpressionSpecification | number {
  return level === 'county'
    ? ['interpolate', ['linear'], ['zoom'], 6, sizePixels * 0.75, 7.5, sizePixels]
    : sizePixels;
}

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
  return [...gridLevels].reverse().flatMap((level): LayerSpecification[] => {
    const label = theme.labels[level];
    const [minzoom, maxzoom] = labelZooms[level];
    const layer: SymbolLayerSpecification = {
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
        'text-size': textSize(level, label),
        'text-max-width': 8,
        'text-padding': level === 'county' ? 2 : 6,
        'text-variable-anchor-offset': anchorOffsets,
        'text-letter-spacing': level === 'county' ? 0.08 : 0.02,
      },
      paint: {
        'text-color': label.colour,
        'text-halo-color': theme.halo,
        'text-halo-width': 1.6,
        'text-halo-blur': 0.4,
      },
    };
    if (level !== 'element') return [layer];
    const villages: SymbolLayerSpecification = {
      ...layer,
      id: villageLabelId,
      minzoom: villageLabelMinZoom,
      maxzoom: minzoom,
      filter: ['all', ['==', ['get', 'level'], level], ['==', ['get', 'category'], villageCategory]],
    };
    return [villages, layer];
  });
}
