import type { VectorSourceSpecification } from '@maplibre/maplibre-gl-style-spec';
import { sourceIds } from './layer-ids.js';

/** What of which territory the map shows. */
export interface MapContent {
  readonly territoryId: string;
  readonly revision: number;
  /** The audit whose findings are shown; null before the first. */
  readonly auditId: number | null;
}

/** Content with what the TileJSON of each source says; a source whose TileJSON did not come is left out. */
export interface DescribedContent extends MapContent {
  readonly tileJson: Readonly<Record<string, TileJson>>;
}

/** The part of TileJSON 3.0 that a vector source is made of. Its tiles may come from another host. */
export type TileJson = Pick<VectorSourceSpecification, 'tiles' | 'minzoom' | 'maxzoom' | 'bounds' | 'scheme'>;

/** Whether any source now has another address than before; one that did not come now tells nothing. */
export function haveMoved(before: DescribedContent, now: DescribedContent): boolean {
  return Object.entries(now.tileJson).some(
    ([source, { tiles }]) => JSON.stringify(tiles) !== JSON.stringify(before.tileJson[source]?.tiles),
  );
}

const readTimeoutMs = 10_000;

/** The address of each source's TileJSON, by source. */
export function tileJsonUrls(baseUrl: string, content: MapContent): Readonly<Record<string, string>> {
  const query = { territory: content.territoryId, revision: String(content.revision) };
  const urlOf = (name: string, search: Readonly<Record<string, string>>) =>
    `${baseUrl}/tiles/${name}.json?${new URLSearchParams(search).toString()}`;
  return {
    [sourceIds.reference]: urlOf('reference', query),
    [sourceIds.grids]: urlOf('grids', query),
    [sourceIds.gridLabels]: urlOf('grid_labels', query),
    ...(content.auditId === null
      ? {}
      : { [sourceIds.findings]: urlOf('findings', { ...query, audit: String(content.auditId) }) }),
  };
}

async function readTileJson(url: string): Promise<TileJson | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(readTimeoutMs) });
    if (!response.ok) return undefined;
    const { tiles, minzoom, maxzoom, bounds, scheme } = (await response.json()) as Required<TileJson>;
    return Array.isArray(tiles) ? { tiles, minzoom, maxzoom, bounds, scheme } : undefined;
  } catch {
    // MapLibre asks for it again, and its failure is the one that is told.
    return undefined;
  }
}

/**
 * Reads the TileJSON of all sources at once, while MapLibre itself is still on its way: so the map asks for all its tiles
 * in one go, before it compiles its first shader. Never rejects.
 */
export async function describeContent(baseUrl: string, content: MapContent): Promise<DescribedContent> {
  const entries = await Promise.all(
    Object.entries(tileJsonUrls(baseUrl, content)).map(
      async ([source, url]) => [source, await readTileJson(url)] as const,
    ),
  );
  const described = entries.filter((entry): entry is [string, TileJson] => entry[1] !== undefined);
  return { ...content, tileJson: Object.fromEntries(described) };
}
