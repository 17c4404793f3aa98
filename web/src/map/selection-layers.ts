import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { selectionIds, sourceIds } from './layer-ids.js';
import type { MapTheme } from './map-theme.js';

/** What is chosen, on top of all: the grid's border, the finding's border, the point that was asked about. */
export function selectionLayers(theme: MapTheme): LayerSpecification[] {
  const round = { 'line-join': 'round', 'line-cap': 'round' } as const;
  return [
    {
      id: selectionIds.casing,
      type: 'line',
      source: sourceIds.selection,
      layout: round,
      paint: { 'line-color': theme.halo, 'line-width': 7, 'line-opacity': 0.9 },
    },
    {
      id: selectionIds.line,
      type: 'line',
      source: sourceIds.selection,
      layout: round,
      paint: { 'line-color': theme.selection, 'line-width': 3.5 },
    },
    {
      id: selectionIds.findingCasing,
      type: 'line',
      source: sourceIds.chosenFinding,
      layout: round,
      paint: { 'line-color': '#111827', 'line-width': 5 },
    },
    {
      id: selectionIds.findingLine,
      type: 'line',
      source: sourceIds.chosenFinding,
      layout: round,
      paint: { 'line-color': '#ffd60a', 'line-width': 2.5 },
    },
    {
      id: selectionIds.findingPoint,
      type: 'circle',
      source: sourceIds.chosenFinding,
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 16,
        'circle-opacity': 0,
        'circle-stroke-color': '#ffd60a',
        'circle-stroke-width': 4,
      },
    },
    {
      id: selectionIds.point,
      type: 'circle',
      source: sourceIds.point,
      paint: {
        'circle-radius': 6,
        'circle-color': theme.selection,
        'circle-stroke-color': theme.halo,
        'circle-stroke-width': 2.5,
      },
    },
  ];
}
