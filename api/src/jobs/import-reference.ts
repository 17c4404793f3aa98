import { createReadStream } from 'node:fs';
import type { Geometry, Position } from 'geojson';
import { toWgs84, type Datum } from '../formats/convert-datum.js';
import { readCrs, type Crs } from '../formats/read-crs.js';
import { JsonSplitter } from '../formats/split-json.js';
import { fromLattice, toLattice } from '../geometry/lattice.js';
import { Problem } from '../problem.js';
import type { ReferenceFeature, ReferenceKind, Store } from '../store/types.js';
import type { ReportProgress } from './job-progress.js';

export interface ReferenceFile {
  readonly path: string;
  readonly kind: ReferenceKind;
  readonly crs?: string | undefined;
  readonly datum?: Datum | undefined;
}

export interface ReferenceRequest {
  readonly store: Store;
  readonly territoryId: string;
  readonly files: readonly ReferenceFile[];
  readonly onProgress?: ReportProgress;
  readonly signal?: AbortSignal;
}

/** Rank of a feature that names none: the middle of 1 … 3. */
const defaultRank = 2;

/**
 * Reads layers to draw under the grids from GeoJSON files (any geometry; properties `name` and `rank` 1–3 are
 * used) and puts each kind in the place of what the territory had of it.
 *
 * @returns how many features of each kind were stored.
 * @throws Problem for a file that is no GeoJSON, has no features, or coordinates that are no longitudes and latitudes.
 */
export async function importReference(
  request: ReferenceRequest,
): Promise<Partial<Record<ReferenceKind, number>>> {
  const { store, territoryId, files, onProgress, signal } = request;
  const features: ReferenceFeature[] = [];
  for (const file of files) {
    onProgress?.({ step: `Reading ${file.path}` });
    features.push(...(await readFeatures(file, signal)));
  }
  const kinds = [...new Set(files.map((file) => file.kind))];
  await store.replaceReference(territoryId, kinds, features, {
    onProgress: (done, total) => onProgress?.({ step: 'Storing the layer', done, total }),
    ...(signal === undefined ? {} : { signal }),
  });
  return Object.fromEntries(
    kinds.map((kind) => [kind, features.filter((feature) => feature.kind === kind).length]),
  );
}

async function readFeatures(
  file: ReferenceFile,
  signal: AbortSignal | undefined,
): Promise<ReferenceFeature[]> {
  const crs = file.crs === undefined ? undefined : readCrs(file.crs, { file: file.path, field: '--crs' });
  const features: ReferenceFeature[] = [];
  const take = (text: string): void => {
    const number = features.length + 1;
    features.push(readFeature(parse(text, file.path, number), file, crs, number));
  };
  const splitter = new JsonSplitter({ onFeature: take, onDocument: () => undefined });
  try {
    const stream = createReadStream(file.path, {
      encoding: 'utf8',
      ...(signal === undefined ? {} : { signal }),
    });
    for await (const chunk of stream) splitter.write(String(chunk));
  } catch (error) {
    if (error instanceof Problem || signal?.aborted === true) throw error;
    throw new Problem(
      {
        type: 'unreadable',
        status: 422,
        file: file.path,
        detail: 'The file cannot be read.',
        fix: 'Check its name and that you may read it.',
      },
      { cause: error },
    );
  }
  if (splitter.isIncomplete || features.length === 0) {
    throw new Problem({
      type: 'no-features',
      status: 422,
      file: file.path,
      detail: splitter.isIncomplete
        ? 'The file ends in the middle of a value.'
        : 'The file holds no GeoJSON features.',
      fix: 'Write the layer as a GeoJSON FeatureCollection (ogr2ogr -f GeoJSON out.geojson in).',
    });
  }
  return features;
}

function readFeature(
  value: unknown,
  file: ReferenceFile,
  crs: Crs | undefined,
  number: number,
): ReferenceFeature {
  const feature = value as { geometry?: Geometry | null; properties?: Record<string, unknown> | null };
  const { geometry, properties } = feature;
  if (geometry === undefined || geometry === null) {
    throw new Problem({
      type: 'no-geometry',
      status: 422,
      file: file.path,
      feature: number,
      detail: 'The feature has no geometry.',
      fix: 'Take it out.',
    });
  }
  const name = properties?.['name'];
  const rank = Number(properties?.['rank'] ?? defaultRank);
  return {
    kind: file.kind,
    rank: [1, 2, 3].includes(rank) ? rank : defaultRank,
    name: typeof name === 'string' && name !== '' ? name : null,
    geometry: mapPositions(geometry, (position) => convert(position, file, crs, number)),
  };
}

function convert(position: Position, file: ReferenceFile, crs: Crs | undefined, number: number): Position {
  const [x = Number.NaN, y = Number.NaN] = position;
  const [readLng, readLat] = crs === undefined ? [x, y] : crs.toLngLat(x, y);
  const [lng, lat] = toWgs84(readLng, readLat, file.datum ?? 'wgs84');
  if (Math.abs(lng) <= 180 && Math.abs(lat) <= 90) {
    return [fromLattice(toLattice(lng)), fromLattice(toLattice(lat))];
  }
  throw new Problem({
    type: 'coordinates-out-of-range',
    status: 422,
    file: file.path,
    feature: number,
    detail: `The coordinate ${x}, ${y} is no longitude and latitude.`,
    fix: 'Name the coordinate system of the file: --crs EPSG:n.',
  });
}

/** The geometry with every position replaced. */
function mapPositions(geometry: Geometry, map: (position: Position) => Position): Geometry {
  if (geometry.type === 'GeometryCollection') {
    return { ...geometry, geometries: geometry.geometries.map((part) => mapPositions(part, map)) };
  }
  const walk = (value: unknown): unknown => {
    if (!Array.isArray(value)) return value;
    return typeof value[0] === 'number' ? map(value as Position) : value.map(walk);
  };
  return { type: geometry.type, coordinates: walk(geometry.coordinates) } as Geometry;
}

function parse(text: string, file: string, number: number): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new Problem(
      {
        type: 'unreadable',
        status: 422,
        file,
        feature: number,
        detail: 'The feature is not valid JSON.',
        fix: 'Export the file again as GeoJSON.',
      },
      { cause },
    );
  }
}
