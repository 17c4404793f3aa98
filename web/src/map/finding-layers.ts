import { findingKinds, type FindingKind } from '@wangge/api/hierarchy/finding-kinds';
import type {
  ExpressionSpecification,
  FilterSpecification,
  LayerSpecification,
} from '@maplibre/maplibre-gl-style-spec';
import { badgePrefix } from './draw-map-image.js';
import { findingStyles, styleOfFinding } from './finding-styles.js';
import { findingIds, tileLayers } from './layer-ids.js';
import type { MapTheme } from './map-theme.js';

/** What of the findings is shown: one kind or all, with or without rounding noise. */
export interface FindingsShown {
  readonly kind: FindingKind | undefined;
  readonly noise: boolean;
}

const kindColour = [
  'match',
  ['get', 'kind'],
  ...findingKinds.flatMap(({ code }) => [code, findingStyles[code].colour]),
  styleOfFinding('').colour,
] as unknown as ExpressionSpecification;

/** Below this zoom remarks on single grids (a missing category, say) would bury the gaps and overlaps. */
const remarksFromZoom = 12;

const isError = ['==', ['get', 'severity'], 'error'];

/** The filter of the finding layers: the queue's rule; remarks on single grids only from close by, or when asked for. */
export function findingFilter({ kind, noise }: FindingsShown): FilterSpecification {
  const conditions: unknown[] = [];
  if (kind === undefined) conditions.push(['any', isError, ['>=', ['zoom'], remarksFromZoom]]);
  else conditions.push(['==', ['get', 'kind'], kind]);
  if (!noise) conditions.push(['!=', ['coalesce', ['get', 'sizeClass'], ''], 'noise']);
  return ['all', ...conditions] as FilterSpecification;
}

/** Findings over everything: areas in their kind's colour, and a badge each, so that a small one is seen from afar. */
export function findingLayers(source: string, theme: MapTheme, shown: FindingsShown): LayerSpecification[] {
  const areas = { source, 'source-layer': tileLayers.findings, filter: findingFilter(shown) } as const;
  return [
    {
      ...areas,
      id: findingIds.fill,
      type: 'fill',
      // A remark concerns the whole grid: its own colour stays readable.
      paint: {
        'fill-color': kindColour,
        'fill-opacity': ['case', isError, theme.findingFillOpacity, 0] as unknown as ExpressionSpecification,
      },
    },
    {
      ...areas,
      id: findingIds.line,
      type: 'line',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': kindColour,
        'line-width': ['interpolate', ['linear'], ['zoom'], 8, 1, 16, 2.4],
      },
    },
    {
      id: findingIds.badge,
      type: 'symbol',
      source,
      'source-layer': tileLayers.findingPoints,
      filter: findingFilter(shown),
      layout: {
        'icon-image': ['concat', badgePrefix, ['get', 'kind']],
        // Small from afar, where badges crowd and names matter more.
        'icon-size': ['interpolate', ['linear'], ['zoom'], 6, 0.34, 9, 0.5, 11, 0.75, 14, 0.95],
        'icon-padding': 0,
        'icon-allow-overlap': true,
        // All badges are drawn, and names, which are placed after them, keep clear of them.
        'icon-ignore-placement': false,
        'symbol-sort-key': ['coalesce', ['get', 'areaSquareMetres'], 0],
      },
    },
  ];
}
