import type { FeatureCollection } from 'geojson';
import type { SourceSpecification, StyleSpecification } from '@maplibre/maplibre-gl-style-spec';
import { findingLayers, type FindingsShown } from './finding-layers.js';
import { gridLayers } from './grid-layers.js';
import { labelLayers } from './label-layers.js';
import { gridLineIds, referenceIds, sourceIds } from './layer-ids.js';
import type { MapTheme } from './map-theme.js';
import { referenceLayers } from './reference-layers.js';
import { repairLayers } from './repair-layers.js';
import { selectionLayers } from './selection-layers.js';
import { tileJsonUrls, type DescribedContent, type MapContent } from './tile-sources.js';

export const noFeatures: FeatureCollection = { type: 'FeatureCollection', features: [] };

/**
 * The whole style as data. It has no `glyphs` and no `sprite`: labels come from local fonts, images are drawn by
 * `drawMapImage` when asked for.
 *
 * A source is made of its TileJSON where that is known, otherwise of its address.
 *
 * @param baseUrl - absolute address of the API, without a slash at its end
 */
export function mapStyle(
  baseUrl: string,
  content: MapContent | DescribedContent | undefined,
  theme: MapTheme,
  shown: FindingsShown,
): StyleSpecification {
  const chosen = { type: 'geojson', data: noFeatures } as const;
  const sources: Record<string, SourceSpecification> = {
    [sourceIds.selection]: chosen,
    [sourceIds.chosenFinding]: chosen,
    [sourceIds.repair]: chosen,
    [sourceIds.point]: chosen,
  };
  const style: StyleSpecification = {
    version: 8,
    sources,
    layers: [
      { id: referenceIds.background, type: 'background', paint: { 'background-color': theme.background } },
    ],
  };
  if (content !== undefined) {
    const known = 'tileJson' in content ? content.tileJson : {};
    for (const [source, url] of Object.entries(tileJsonUrls(baseUrl, content)))
      sources[source] = { type: 'vector', ...(known[source] ?? { url }) };
    const grids = gridLayers(sourceIds.grids, theme);
    const firstLine = grids.findIndex(({ id }) => Object.values(gridLineIds).includes(id));
    style.layers.push(
      ...grids.slice(0, firstLine),
      ...referenceLayers(sourceIds.reference, theme),
      ...grids.slice(firstLine),
      ...labelLayers(sourceIds.gridLabels, theme),
    );
    if (content.auditId !== null) {
      style.layers.push(...findingLayers(sourceIds.findings, theme, shown));
    }
  }
  style.layers.push(...selectionLayers(theme), ...repairLayers(sourceIds.repair, theme));
  return style;
}
