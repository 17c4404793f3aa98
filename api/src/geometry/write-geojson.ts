import { latticeStepsPerDegree } from './lattice.js';
import type { MultiPolygon, Ring } from './types.js';

/** A feature to write; its geometry on the lattice. */
export interface LatticeFeature {
  readonly id?: number | string | undefined;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly geometry: MultiPolygon;
}

const decimals = 7;

/**
 * A GeoJSON FeatureCollection (RFC 7946: WGS84, longitude first, shells counter-clockwise) as pieces of text, one
 * feature a line, so that any number of features is written without holding them.
 *
 * Coordinates are written from the integers with exactly seven decimals, so reading the text back gives the same
 * lattice, and the same file for the same map. A grid with one part is a Polygon. Codes stay text.
 */
export function* writeGeojson(features: Iterable<LatticeFeature>): Generator<string> {
  yield '{"type":"FeatureCollection","features":[\n';
  let separator = '';
  for (const feature of features) {
    const id = feature.id === undefined ? '' : `"id":${JSON.stringify(feature.id)},`;
    yield `${separator}{"type":"Feature",${id}"properties":${JSON.stringify(feature.properties)},"geometry":${writeGeometry(feature.geometry)}}`;
    separator = ',\n';
  }
  yield '\n]}\n';
}

function writeGeometry(geometry: MultiPolygon): string {
  const polygons = geometry.map((polygon) => `[${polygon.map(writeRing).join(',')}]`);
  return polygons.length === 1
    ? `{"type":"Polygon","coordinates":${polygons[0]}}`
    : `{"type":"MultiPolygon","coordinates":[${polygons.join(',')}]}`;
}

function writeRing(ring: Ring): string {
  const positions: string[] = [];
  for (let i = 0; i + 1 < ring.length; i += 2) {
    positions.push(`[${writeDegrees(ring[i]!)},${writeDegrees(ring[i + 1]!)}]`);
  }
  return `[${positions.join(',')}]`;
}

/** Degrees of a lattice coordinate with seven decimals, from the integer: `1041234567` → `104.1234567`. */
export function writeDegrees(steps: number): string {
  const magnitude = Math.abs(steps);
  const whole = Math.floor(magnitude / latticeStepsPerDegree);
  const fraction = String(magnitude % latticeStepsPerDegree).padStart(decimals, '0');
  return `${steps < 0 ? '-' : ''}${whole}.${fraction}`;
}
