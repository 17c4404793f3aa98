import type { GridLevel } from '@wangge/api/hierarchy/levels';

/** Width of a border in pixels at zoom 8 and at zoom 16. */
export interface LineTheme {
  readonly colour: string;
  readonly widthAtZoom8: number;
  readonly widthAtZoom16: number;
  /** How strongly it is drawn, by zoom; absent is full. */
  readonly opacities?: readonly (readonly [zoom: number, opacity: number])[];
}

export interface LabelTheme {
  readonly colour: string;
  readonly sizePixels: number;
  readonly weight: 'regular' | 'bold';
}

export interface MapTheme {
  readonly background: string;
  readonly water: string;
  readonly building: string;
  readonly street: string;
  readonly streetCasing: string;
  /** Greys that set neighbouring upper grids apart; picked by identity, they mean nothing, so they have no hue. */
  readonly upperFills: readonly string[];
  readonly lines: Readonly<Record<GridLevel, LineTheme>>;
  readonly labels: Readonly<Record<GridLevel, LabelTheme>>;
  readonly halo: string;
  readonly selection: string;
  /** A grid as a proposed repair would leave it, and as it is now. */
  readonly repairAfter: string;
  readonly repairBefore: string;
  readonly findingFillOpacity: number;
}

/** Dark on light: paper ground, quiet streets, ink borders that grow with their level. */
export const lightTheme: MapTheme = {
  background: '#f3f2ee',
  water: '#b9d7e6',
  building: '#dad6cd',
  street: '#ffffff',
  streetCasing: '#cfcbc2',
  upperFills: ['#e4e3df', '#efeeea', '#e9e8e4', '#dddcd8', '#ecebe7', '#e1e0dc'],
  lines: {
    county: { colour: '#14263d', widthAtZoom8: 1.8, widthAtZoom16: 5 },
    branch: { colour: '#31486a', widthAtZoom8: 0.9, widthAtZoom16: 3.4 },
    'outlet-area': { colour: '#546a89', widthAtZoom8: 0.5, widthAtZoom16: 2.2 },
    element: {
      colour: '#74859d',
      widthAtZoom8: 0.25,
      widthAtZoom16: 1.1,
      opacities: [
        [10, 0.25],
        [11.5, 0.45],
        [12.5, 1],
      ],
    },
  },
  labels: {
    county: { colour: '#14263d', sizePixels: 16, weight: 'bold' },
    branch: { colour: '#243a5a', sizePixels: 14, weight: 'bold' },
    'outlet-area': { colour: '#35496a', sizePixels: 13, weight: 'regular' },
    element: { colour: '#1d2733', sizePixels: 12, weight: 'regular' },
  },
  halo: '#ffffff',
  selection: '#0b57d0',
  repairAfter: '#0f8a3c',
  repairBefore: '#b3002a',
  findingFillOpacity: 0.45,
};
