import type { ExpressionSpecification, LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { referenceIds, tileLayers } from './layer-ids.js';
import type { MapTheme } from './map-theme.js';

/** Pixels of a street by its rank (1 a main road … 3 a lane) at zooms 8, 12 and 17. */
const streetWidths = { 8: [1, 0.3, 0], 12: [2.4, 1.2, 0.4], 17: [16, 10, 5] } as const;

/** A street's casing shows this many pixels on both sides together. */
const casingPixels = 1.6;

function widthByRank(extraPixels: number): ExpressionSpecification {
  const stops = Object.entries(streetWidths).flatMap(([zoom, [main, minor, lane]]) => {
    const atZoom = (width: number) => (width === 0 ? 0 : width + extraPixels);
    return [Number(zoom), ['match', ['get', 'rank'], 1, atZoom(main), 2, atZoom(minor), atZoom(lane)]];
  });
  return ['interpolate', ['exponential', 1.5], ['zoom'], ...stops] as unknown as ExpressionSpecification;
}

/**
 * The place under the grids: water, buildings, streets with their casings, over one vector source. Drawn over the fills
 * and under the borders, so that a planner sees whether a border follows its street or its river.
 */
export function referenceLayers(source: string, theme: MapTheme): LayerSpecification[] {
  const streets = { source, 'source-layer': tileLayers.streets, minzoom: 8 } as const;
  const layout = { 'line-join': 'round', 'line-cap': 'round' } as const;
  return [
    {
      id: referenceIds.water,
      type: 'fill',
      source,
      'source-layer': tileLayers.water,
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': theme.water, 'fill-opacity': 0.85 },
    },
    {
      id: `${referenceIds.water}-line`,
      type: 'line',
      source,
      'source-layer': tileLayers.water,
      filter: ['==', ['geometry-type'], 'LineString'],
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': theme.water,
        'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 7, 1, 12, 4, 17, 24],
      },
    },
    {
      id: referenceIds.buildings,
      type: 'fill',
      source,
      'source-layer': tileLayers.buildings,
      minzoom: 13,
      paint: {
        'fill-color': theme.building,
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], 13, 0, 14, 0.6],
        'fill-outline-color': theme.streetCasing,
      },
    },
    {
      ...streets,
      id: referenceIds.streetCasings,
      type: 'line',
      layout,
      paint: {
        'line-color': theme.streetCasing,
        'line-width': widthByRank(casingPixels),
        'line-opacity': 0.6,
      },
    },
    {
      ...streets,
      id: referenceIds.streets,
      type: 'line',
      layout,
      paint: { 'line-color': theme.street, 'line-width': widthByRank(0), 'line-opacity': 0.85 },
    },
  ];
}
