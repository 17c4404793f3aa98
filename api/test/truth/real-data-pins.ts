/** Of one level: counts, and [count, hectares] of areas. */
export interface PinnedLevel {
  readonly grids: number;
  readonly proven: number;
  readonly gap: readonly [count: number, hectares: number];
  readonly overlap: readonly [count: number, hectares: number];
  readonly outside: readonly [count: number, hectares: number];
  readonly rings: number;
  readonly wrongParent: number;
}

export type PinnedLevels = readonly PinnedLevel[];

/** From the country (filed as county) down to the municipalities. */
export const swissYears: readonly { readonly year: string; readonly levels: PinnedLevels }[] = [
  {
    year: '2010',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1025], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 150,
        proven: 7,
        gap: [51, 128941],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 1,
        wrongParent: 0,
      },
      { grids: 2600, proven: 150, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 1, wrongParent: 0 },
    ],
  },
  {
    year: '2011',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1025], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 147,
        proven: 7,
        gap: [51, 128941],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 1,
        wrongParent: 0,
      },
      { grids: 2555, proven: 147, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 2, wrongParent: 0 },
    ],
  },
  {
    year: '2012',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1025], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 147,
        proven: 7,
        gap: [51, 128941],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 1,
        wrongParent: 0,
      },
      { grids: 2499, proven: 147, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 2, wrongParent: 0 },
    ],
  },
  {
    year: '2013',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1026], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 148,
        proven: 7,
        gap: [49, 125041],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2412, proven: 148, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2014',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [22, 3838], overlap: [0, 0], outside: [21, 55], rings: 0, wrongParent: 0 },
      {
        grids: 148,
        proven: 1,
        gap: [148, 144332],
        overlap: [0, 0],
        outside: [143, 212],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2356, proven: 146, gap: [1, 20], overlap: [0, 0], outside: [1, 20], rings: 4, wrongParent: 0 },
    ],
  },
  {
    year: '2015',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [22, 3839], overlap: [0, 0], outside: [21, 55], rings: 0, wrongParent: 0 },
      {
        grids: 148,
        proven: 1,
        gap: [154, 144335],
        overlap: [0, 0],
        outside: [149, 215],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2328, proven: 146, gap: [1, 20], overlap: [0, 0], outside: [1, 20], rings: 4, wrongParent: 0 },
    ],
  },
  {
    year: '2016',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [27, 3850], overlap: [0, 0], outside: [23, 59], rings: 0, wrongParent: 0 },
      {
        grids: 148,
        proven: 1,
        gap: [159, 144242],
        overlap: [0, 0],
        outside: [157, 232],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2298, proven: 145, gap: [2, 20], overlap: [1, 0], outside: [1, 20], rings: 6, wrongParent: 0 },
    ],
  },
  {
    year: '2017',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 26,
        proven: 0,
        gap: [149, 3984],
        overlap: [0, 0],
        outside: [134, 162],
        rings: 0,
        wrongParent: 0,
      },
      {
        grids: 148,
        proven: 0,
        gap: [450, 133210],
        overlap: [0, 0],
        outside: [466, 484],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2258, proven: 146, gap: [1, 0], overlap: [0, 0], outside: [1, 0], rings: 2, wrongParent: 0 },
    ],
  },
  {
    year: '2018',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1020], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [50, 125741],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2225, proven: 143, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2019',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1020], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [50, 125723],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2215, proven: 143, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2020',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1020], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [50, 125723],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2205, proven: 143, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2021',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1020], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [50, 125723],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2175, proven: 143, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2021-04',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1020], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [50, 125723],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2172, proven: 143, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2021-07',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1020], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [50, 125723],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2166, proven: 143, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2022',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1020], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [50, 125723],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2151, proven: 143, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2022-05',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1020], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [50, 125723],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2148, proven: 143, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2023',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1020], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [50, 125723],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2139, proven: 139, gap: [5, 61], overlap: [0, 0], outside: [6, 61], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2024',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [2, 1020], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [50, 125723],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2134, proven: 139, gap: [5, 61], overlap: [0, 0], outside: [6, 61], rings: 0, wrongParent: 0 },
    ],
  },
  {
    year: '2025',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [25, 16998], overlap: [0, 0], outside: [19, 0], rings: 0, wrongParent: 0 },
      {
        grids: 143,
        proven: 7,
        gap: [52, 128728],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2124, proven: 137, gap: [3, 0], overlap: [0, 0], outside: [5, 0], rings: 5, wrongParent: 0 },
    ],
  },
  {
    year: '2026',
    levels: [
      { grids: 1, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 0, wrongParent: 0 },
      { grids: 26, proven: 0, gap: [25, 16998], overlap: [0, 0], outside: [18, 0], rings: 0, wrongParent: 0 },
      {
        grids: 144,
        proven: 7,
        gap: [52, 128728],
        overlap: [0, 0],
        outside: [0, 0],
        rings: 0,
        wrongParent: 0,
      },
      { grids: 2113, proven: 138, gap: [3, 0], overlap: [0, 0], outside: [5, 0], rings: 5, wrongParent: 0 },
    ],
  },
];

/** States (filed as county) and counties (as branch). */
export const usAtlas: { readonly levels: PinnedLevels } = {
  levels: [
    { grids: 56, proven: 1, gap: [0, 0], overlap: [0, 0], outside: [0, 0], rings: 4, wrongParent: 0 },
    { grids: 3230, proven: 54, gap: [0, 0], overlap: [2, 31], outside: [0, 0], rings: 78, wrongParent: 0 },
  ],
};
