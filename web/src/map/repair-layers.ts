import type { LayerSpecification } from '@maplibre/maplibre-gl-style-spec';
import { repairIds } from './layer-ids.js';
import type { MapTheme } from './map-theme.js';

/** A proposed repair: the grids as they would become, tinted and in a full line, over what they are now, dashed. */
export function repairLayers(source: string, theme: MapTheme): LayerSpecification[] {
  const round = { 'line-join': 'round' } as const;
  return [
    {
      id: repairIds.fill,
      type: 'fill',
      source,
      filter: ['==', ['get', 'when'], 'after'],
      paint: { 'fill-color': theme.repairAfter, 'fill-opacity': 0.22 },
    },
    {
      id: repairIds.casing,
      type: 'line',
      source,
      filter: ['==', ['get', 'when'], 'after'],
      layout: round,
      paint: { 'line-color': theme.halo, 'line-width': 6.5, 'line-opacity': 0.85 },
    },
    {
      id: repairIds.after,
      type: 'line',
      source,
      filter: ['==', ['get', 'when'], 'after'],
      layout: round,
      paint: { 'line-color': theme.repairAfter, 'line-width': 3.5 },
    },
    {
      id: repairIds.before,
      type: 'line',
      source,
      filter: ['==', ['get', 'when'], 'before'],
      layout: round,
      paint: { 'line-color': theme.repairBefore, 'line-width': 2, 'line-dasharray': [2.5, 2] },
    },
  ];
}
