import type { Sample, SampleGrid, SampleReference } from './types.js';

/** Features per chunk. */
const chunkSize = 200;

/**
 * The grids of all levels as one GeoJSON FeatureCollection, in chunks of text to write one after the other.
 * Properties: level, code, parent, name, category and the attributes; coordinates are printed from the lattice,
 * with seven decimals or fewer and no float noise.
 */
export function* gridsToGeoJson(grids: readonly SampleGrid[]): Generator<string> {
  yield* joinFeatures(grids, (grid) => {
    const properties = {
      level: grid.level,
      code: grid.code,
      parent: grid.parentCode,
      name: grid.name,
      category: grid.category,
      ...grid.attributes,
    };
    const polygons = grid.geometry.map((rings) => `[${rings.map(printRing).join(',')}]`);
    const [type, coordinates] =
      polygons.length === 1
        ? ['Polygon', polygons[0] as string]
        : ['MultiPolygon', `[${polygons.join(',')}]`];
    return `{"type":"Feature","properties":${JSON.stringify(properties)},"geometry":{"type":"${type}","coordinates":${coordinates}}}`;
  });
}

/** Reference features (streets, water, houses) as one FeatureCollection; properties: kind, rank, name. */
export function* referenceToGeoJson(features: readonly SampleReference[]): Generator<string> {
  yield* joinFeatures(features, ({ kind, rank, name, geometry }) =>
    JSON.stringify({ type: 'Feature', properties: { kind, rank, name }, geometry }),
  );
}

/** The truth about the injected defects as one JSON document. */
export function truthToJson(sample: Pick<Sample, 'truth'>): string {
  return `${JSON.stringify({ format: 'wangge-sample-truth/1', defects: sample.truth }, null, 1)}\n`;
}

function* joinFeatures<T>(rows: readonly T[], print: (row: T) => string): Generator<string> {
  yield '{"type":"FeatureCollection","features":[\n';
  for (let start = 0; start < rows.length; start += chunkSize) {
    const chunk = rows
      .slice(start, start + chunkSize)
      .map(print)
      .join(',\n');
    yield start === 0 ? chunk : `,\n${chunk}`;
  }
  yield '\n]}\n';
}

function printRing(ring: Int32Array): string {
  const points: string[] = [];
  for (let at = 0; at + 1 < ring.length; at += 2) {
    points.push(`[${printDegrees(ring[at] as number)},${printDegrees(ring[at + 1] as number)}]`);
  }
  return `[${points.join(',')}]`;
}

/** 1108000000 → 110.8, -5 → -0.0000005: the exact decimal of a lattice step count. */
export function printDegrees(steps: number): string {
  const digits = String(Math.abs(steps)).padStart(8, '0');
  const fraction = digits.slice(-7).replace(/0+$/, '');
  return `${steps < 0 ? '-' : ''}${digits.slice(0, -7)}${fraction === '' ? '' : `.${fraction}`}`;
}
