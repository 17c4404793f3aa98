import { categories } from '@wangge/api/hierarchy/categories';
import { gridLevels, type GridLevel } from '@wangge/api/hierarchy/levels';
import type {
  DataDrivenPropertyValueSpecification,
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
} from '@maplibre/maplibre-gl-style-spec';
import { categoryStyles, uncategorisedStyle } from './category-styles.js';
import { patternPrefix } from './draw-map-image.js';
import { elementPatternId, gridFillIds, gridLineIds, tileLayers } from './layer-ids.js';
import type { MapTheme } from './map-theme.js';

/** The zoom from which a level is in the tiles and drawn as a line. */
export const levelMinZooms: Readonly<Record<GridLevel, number>> = {
  county: 0,
  branch: 7,
  'outlet-area': 9,
  element: 10,
};

/** From this zoom on an element is large enough for its motif to be read. */
export const patternMinZoom = 12.5;

/** How strongly the light fill of an upper level covers the ground, by zoom: county first, then its branches. */
const upperFillOpacities: Readonly<
  Partial<Record<GridLevel, readonly (readonly [zoom: number, opacity: number])[]>>
> = {
  county: [
    [0, 0.85],
    [8.5, 0.8],
    [9.5, 0],
  ],
  branch: [
    [8.5, 0],
    [9.5, 0.8],
    [10.5, 0],
  ],
};

function isLevel(level: GridLevel): FilterSpecification {
  return ['==', ['get', 'level'], level];
}

function byZoom(stops: readonly (readonly [number, number])[]): ExpressionSpecification {
  return ['interpolate', ['linear'], ['zoom'], ...stops.flat()] as unknown as ExpressionSpecification;
}

/** The tint of an upper grid, by identity: neighbours mostly differ, and it never changes. */
function upperFill(theme: MapTheme): DataDrivenPropertyValueSpecification<string> {
  const [first = theme.background, ...rest] = theme.upperFills;
  const cases = rest.flatMap((fill, index) => [index + 1, fill]);
  const remainder = ['%', ['to-number', ['id']], theme.upperFills.length];
  return ['match', remainder, ...cases, first] as unknown as ExpressionSpecification;
}

const categoryFill = [
  'match',
  ['get', 'category'],
  ...categories.flatMap(({ code }) => [code, categoryStyles[code].fill]),
  uncategorisedStyle.fill,
] as unknown as ExpressionSpecification;

const categoryPattern = [
  'concat',
  patternPrefix,
  ['coalesce', ['get', 'category'], ''],
] as unknown as ExpressionSpecification;

/** Elements whose category is among those shown; undefined shows all. The empty code stands for no category. */
export function elementFilter(shownCategories: readonly string[] | undefined): FilterSpecification {
  if (shownCategories === undefined) return isLevel('element');
  return [
    'all',
    isLevel('element'),
    ['in', ['coalesce', ['get', 'category'], ''], ['literal', [...shownCategories]]],
  ] as FilterSpecification;
}

/**
 * The fills and lines of the four levels over one vector source: elements in their category's colour and motif,
 * upper levels as light tints at low zoom, borders heavier the higher the level, the highest on top.
 *
 * @param source - name of the source whose vector layer `grids` holds the four levels
 */
export function gridLayers(source: string, theme: MapTheme): LayerSpecification[] {
  const common = { source, 'source-layer': tileLayers.grids } as const;
  const fills: LayerSpecification[] = gridLevels.flatMap((level): LayerSpecification[] => {
    const opacity = upperFillOpacities[level];
    if (opacity === undefined) return [];
    return [
      {
        ...common,
        id: gridFillIds[level],
        type: 'fill',
        minzoom: levelMinZooms[level],
        maxzoom: Math.ceil(opacity.at(-1)?.[0] ?? 24),
        filter: isLevel(level),
        paint: {
          'fill-color': upperFill(theme),
          'fill-opacity': byZoom(opacity),
          'fill-antialias': false,
        },
      },
    ];
  });
  const elements: LayerSpecification[] = [
    {
      ...common,
      id: gridFillIds.element,
      type: 'fill',
      minzoom: levelMinZooms.element,
      filter: elementFilter(undefined),
      paint: {
        'fill-color': categoryFill,
        'fill-opacity': byZoom([
          [10, 0.55],
          [11, 0.8],
          [16, 0.7],
        ]),
        'fill-antialias': false,
      },
    },
    {
      ...common,
      id: elementPatternId,
      type: 'fill',
      minzoom: patternMinZoom,
      filter: elementFilter(undefined),
      paint: {
        'fill-pattern': categoryPattern,
        'fill-opacity': byZoom([
          [patternMinZoom, 0],
          [patternMinZoom + 0.5, 0.8],
        ]),
      },
    },
  ];
  const lines = [...gridLevels].reverse().map((level): LayerSpecification => {
    const line = theme.lines[level];
    return {
      ...common,
      id: gridLineIds[level],
      type: 'line',
      minzoom: levelMinZooms[level],
      filter: isLevel(level),
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': line.colour,
        'line-opacity': byZoom(line.opacities ?? [[0, 1]]),
        'line-width': [
          'interpolate',
          ['exponential', 1.3],
          ['zoom'],
          8,
          line.widthAtZoom8,
          16,
          line.widthAtZoom16,
        ],
      },
    };
  });
  return [...fills, ...elements, ...lines];
}
