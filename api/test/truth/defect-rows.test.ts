import { beforeAll, describe, expect, it } from 'vitest';
import { makeCity, type City } from './city.js';
import { defectRows } from './defect-rows.js';
import { GeosPlane, type Geos } from './geos-plane.js';
import { audit, judgeRow } from './judge-row.js';
import { spoilCity } from './spoil-city.js';

const placesPerRow = 20;

describe('the defects of one kind at twenty places of a city of 7 183 elements', () => {
  let city: City;
  let geos: Geos;

  beforeAll(async () => {
    city = makeCity();
    geos = await GeosPlane.load();
  });

  it('are not there before they are put in', () => {
    expect(city.elements.length).toBeGreaterThanOrEqual(7000);
    expect(audit(city.grids).findings).toEqual([]);
  });

  it.each(defectRows.map((row) => [row.name, row] as const))('%s', (_, row) => {
    const spoilt = spoilCity(city, geos, row, placesPerRow);
    const verdict = judgeRow(row, spoilt);
    expect(verdict.injected).toBe(placesPerRow);
    expect({ missed: verdict.missed, unexplained: verdict.unexplained, wrong: verdict.wrong }).toEqual({
      missed: [],
      unexplained: [],
      wrong: [],
    });
    expect(verdict.found).toBe(verdict.expected);
    expect(verdict.expected).toBeGreaterThanOrEqual(placesPerRow);
    expect(verdict.worstAreaShare).toBeLessThan(0.001);
    row.geosSees?.forEach((seen, index) => {
      const defects = verdict.geosFinds.defects[index]!;
      if (seen === 'none') expect(defects).toBeLessThanOrEqual(placesPerRow / 10);
      else expect(defects).toBe(placesPerRow);
    });
  });
});
