import { expect, it } from 'vitest';
import { countCounty } from './count-county.js';

it('counts the findings of a county by what they cost, all else as other', () => {
  const kinds = { gap: 2, overlap: 3, 'unmatched-vertex': 1, 'category-missing': 4 };
  const areas = { gapSquareMetres: 5, overlapSquareMetres: 7, outsideSquareMetres: 1 };
  expect(countCounty({ kinds, ...areas })).toEqual({
    findings: 10,
    areaSquareMetres: 13,
    parts: { gap: 2, overlap: 3, 'outside-parent': 0, other: 5 },
  });
});
