import { writeGeojson, type LatticeFeature } from '../geometry/write-geojson.js';
import type { Sample, SampleGrid, SampleReference } from './types.js';

/** Features per chunk. */
const chunkSize = 200;

/**
 * The grids of all levels as one GeoJSON FeatureCollection, in chunks of text to write one after the other.
 * Properties: level, code, parent, name, category and the attributes.
 */
export function gridsToGeoJson(grids: readonly SampleGrid[]): Generator<string> {
  return writeGeojson(featuresOf(grids));
}

function* featuresOf(grids: readonly SampleGrid[]): Generator<LatticeFeature> {
  for (const { level, code, parentCode, name, category, attributes, geometry } of grids) {
    yield { properties: { level, code, parent: parentCode, name, category, ...attributes }, geometry };
  }
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
