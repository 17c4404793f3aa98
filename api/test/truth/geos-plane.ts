import initGeos from 'geos-wasm';
import { geosGeomToGeojson } from 'geos-wasm/helpers';
import type { Geometry } from 'geojson';
import type { LatticePoint, MultiPolygon } from '../../src/geometry/types.js';

export type Geos = Awaited<ReturnType<typeof initGeos>>;

/** A ring as pairs of coordinates of the plane. */
export type PlaneRing = readonly (readonly [number, number])[];

/** One polygon that an overlay leaves: shell first, then holes. */
export type Face = readonly PlaneRing[];

/** Well-known binary: little endian, geometry types by number. */
const wkbPolygon = 3;
const wkbMultiPolygon = 6;
const wkbCollection = 7;

/**
 * GEOS in a plane of lattice steps, measured from an origin near by: differences stay so small that doubles hold
 * crossings to 1e-10 of a step. It shares no code with the product. What it makes is freed by `release`.
 */
export class GeosPlane {
  readonly #made: number[] = [];

  constructor(
    readonly geos: Geos,
    readonly origin: LatticePoint,
  ) {}

  static async load(): Promise<Geos> {
    return initGeos();
  }

  release(): void {
    for (const geometry of this.#made.splice(0)) this.geos.GEOSGeom_destroy(geometry);
  }

  /** A geometry on the lattice, as it stands: valid or not. */
  add(geometry: MultiPolygon): number {
    const [x, y] = this.origin;
    const polygons = geometry.map((polygon) =>
      polygon.map((ring) => {
        const pairs: [number, number][] = [];
        for (let at = 0; at + 1 < ring.length; at += 2) pairs.push([ring[at]! - x, ring[at + 1]! - y]);
        return pairs;
      }),
    );
    return this.addFaces(polygons);
  }

  addFaces(faces: readonly Face[]): number {
    return this.#read(multiPolygonBytes(faces));
  }

  collect(geometries: readonly MultiPolygon[]): number {
    const [x, y] = this.origin;
    const parts = geometries.map((geometry) =>
      multiPolygonBytes(
        geometry.map((polygon) =>
          polygon.map((ring) =>
            Array.from(
              { length: ring.length / 2 },
              (_, at) => [ring[2 * at]! - x, ring[2 * at + 1]! - y] as const,
            ),
          ),
        ),
      ),
    );
    const head = header(wkbCollection, parts.length);
    return this.#read(Buffer.concat([head, ...parts]));
  }

  /** What the even-odd rule makes of a geometry. */
  evenOdd(geometry: MultiPolygon): number {
    const rings = geometry.flat().map((ring) => this.add([[ring]]));
    return rings
      .map((ring) => this.#keep(this.geos.GEOSMakeValid(ring)))
      .reduce((sum, ring) => this.#keep(this.geos.GEOSSymDifference(sum, ring)));
  }

  intersection(a: number, b: number): number {
    return this.#keep(this.geos.GEOSIntersection(a, b));
  }

  difference(a: number, b: number): number {
    return this.#keep(this.geos.GEOSDifference(a, b));
  }

  /** Halves first: joined one by one, what is joined already would be noded again for every geometry. */
  union(geometries: readonly number[]): number {
    const [first] = geometries;
    if (first === undefined) throw new Error('a union needs a geometry');
    if (geometries.length === 1) return first;
    const middle = geometries.length >> 1;
    const [left, right] = [this.union(geometries.slice(0, middle)), this.union(geometries.slice(middle))];
    return this.#keep(this.geos.GEOSUnion(left, right));
  }

  isValid(geometry: number): boolean {
    return this.geos.GEOSisValid(geometry) === 1;
  }

  area(geometry: number): number {
    return this.#number((out) => this.geos.GEOSArea(geometry, out));
  }

  length(geometry: number): number {
    return this.#number((out) => this.geos.GEOSLength(geometry, out));
  }

  inscribedDiameter(geometry: number, tolerance: number): number {
    return 2 * this.length(this.#keep(this.geos.GEOSMaximumInscribedCircle(geometry, tolerance)));
  }

  /** The centre of the largest inscribed circle and its radius. */
  inscribedCircle(geometry: number, tolerance: number): { x: number; y: number; radius: number } {
    const line = this.#keep(this.geos.GEOSMaximumInscribedCircle(geometry, tolerance));
    const { coordinates } = geosGeomToGeojson(line, this.geos) as { coordinates: [number, number][] };
    return { x: coordinates[0]![0], y: coordinates[0]![1], radius: this.length(line) };
  }

  /** What GEOSCoverageIsValid says of siblings, and how many edges its output, that of CoverageInvalidEdges, marks. */
  judgeCoverage(collection: number, gapWidth: number): { isValid: boolean; invalidEdges: number } {
    const { geos } = this;
    const out = geos.Module._malloc(4);
    geos.Module.HEAPU8.fill(0, out, out + 4);
    const answer = geos.GEOSCoverageIsValid(collection, gapWidth, out);
    const marked = geos.Module.getValue(out, 'i32');
    geos.Module._free(out);
    if (answer !== 0 && answer !== 1) throw new Error('GEOS could not judge a coverage');
    const edges = marked === 0 ? 0 : countEdges(geosGeomToGeojson(this.#keep(marked), geos) as Geometry);
    return { isValid: answer === 1, invalidEdges: edges };
  }

  /** The polygons of a result; lines and points, where borders only touch, are none. */
  faces(geometry: number): Face[] {
    return facesOf(geosGeomToGeojson(geometry, this.geos) as Geometry);
  }

  #read(bytes: Uint8Array): number {
    const { geos } = this;
    const reader = geos.GEOSWKBReader_create();
    const memory = geos.Module._malloc(bytes.length);
    geos.Module.HEAPU8.set(bytes, memory);
    const geometry = geos.GEOSWKBReader_read(reader, memory, bytes.length);
    geos.Module._free(memory);
    geos.GEOSWKBReader_destroy(reader);
    return this.#keep(geometry);
  }

  #keep(geometry: number): number {
    if (geometry === 0) throw new Error('GEOS could not compute a geometry');
    this.#made.push(geometry);
    return geometry;
  }

  #number(ask: (out: number) => number): number {
    const out = this.geos.Module._malloc(8);
    ask(out);
    const value = this.geos.Module.getValue(out, 'double');
    this.geos.Module._free(out);
    return value;
  }
}

function facesOf(geometry: Geometry): Face[] {
  if (geometry.type === 'Polygon')
    return geometry.coordinates.length === 0 ? [] : [geometry.coordinates as unknown as Face];
  if (geometry.type === 'MultiPolygon') return geometry.coordinates as unknown as Face[];
  return geometry.type === 'GeometryCollection' ? geometry.geometries.flatMap(facesOf) : [];
}

function countEdges(geometry: Geometry): number {
  if (geometry.type === 'LineString') return Math.max(0, geometry.coordinates.length - 1);
  if (geometry.type === 'MultiLineString')
    return geometry.coordinates.reduce((sum, line) => sum + line.length - 1, 0);
  return geometry.type === 'GeometryCollection'
    ? geometry.geometries.reduce((sum, part) => sum + countEdges(part), 0)
    : 0;
}

function header(type: number, count: number): Buffer {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt8(1, 0);
  bytes.writeUInt32LE(type, 1);
  bytes.writeUInt32LE(count, 5);
  return bytes;
}

function multiPolygonBytes(faces: readonly Face[]): Buffer {
  const parts: Buffer[] = [header(wkbMultiPolygon, faces.length)];
  for (const face of faces) {
    parts.push(header(wkbPolygon, face.length));
    for (const ring of face) {
      const bytes = Buffer.alloc(4 + 16 * ring.length);
      bytes.writeUInt32LE(ring.length, 0);
      ring.forEach(([x, y], at) => {
        bytes.writeDoubleLE(x, 4 + 16 * at);
        bytes.writeDoubleLE(y, 12 + 16 * at);
      });
      parts.push(bytes);
    }
  }
  return Buffer.concat(parts);
}
