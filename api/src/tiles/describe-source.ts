import { drawnZooms, levelMinZooms } from '../coverage/generalise/level-zooms.js';

export type TileSource = 'grids' | 'grid_labels' | 'findings' | 'reference';

export interface VectorLayer {
  readonly id: string;
  readonly minzoom: number;
  readonly maxzoom: number;
  readonly fields: Readonly<Record<string, string>>;
}

export interface SourceDescription {
  readonly maxZoom: number;
  /** In drawing order, which is the order in the tile. */
  readonly layers: readonly VectorLayer[];
}

const gridFields = { level: 'String', code: 'String', name: 'String', category: 'String', class: 'String' };

const findingFields = {
  kind: 'String',
  severity: 'String',
  sizeClass: 'String',
  level: 'String',
  areaSquareMetres: 'Number',
};

const referenceFields = { kind: 'String', rank: 'Number', name: 'String' };

const gridMaxZoom = drawnZooms.last;

/** A tile unit is 2 cm here: slivers keep their shape. */
const findingMaxZoom = 19;

const minzoom = Math.min(...Object.values(levelMinZooms));

/** Layers, fields and zooms of each source. */
export const tileSourceDescriptions: Readonly<Record<TileSource, SourceDescription>> = {
  grids: {
    maxZoom: gridMaxZoom,
    layers: [{ id: 'grids', minzoom, maxzoom: gridMaxZoom, fields: gridFields }],
  },
  grid_labels: {
    maxZoom: gridMaxZoom,
    layers: [{ id: 'grid_labels', minzoom, maxzoom: gridMaxZoom, fields: gridFields }],
  },
  findings: {
    maxZoom: findingMaxZoom,
    layers: ['findings', 'finding_points'].map((id) => ({
      id,
      minzoom: 0,
      maxzoom: findingMaxZoom,
      fields: findingFields,
    })),
  },
  reference: {
    maxZoom: gridMaxZoom,
    layers: [
      { id: 'water', minzoom: 0, maxzoom: gridMaxZoom, fields: referenceFields },
      { id: 'buildings', minzoom: 12, maxzoom: gridMaxZoom, fields: referenceFields },
      { id: 'streets', minzoom: 6, maxzoom: gridMaxZoom, fields: referenceFields },
    ],
  },
};
