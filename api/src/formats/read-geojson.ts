import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Problem } from '../problem.js';
import { understandEncoding } from './decode-text.js';
import { parsePolygons } from './parse-polygons.js';
import { JsonSplitter } from './split-json.js';
import type { SourceOptions, SourceSummary } from './types.js';

const chunkBytes = 1 << 20;

/**
 * Reads the polygon features of a GeoJSON file as a stream: one FeatureCollection, one Feature, or features
 * one after the other (newline-delimited, RFC 8142). Holds one feature's text at a time.
 *
 * Old GeoJSON's `crs` member is handed on as `declaredCrs`; a linked CRS is refused. Files are UTF-8 unless
 * `encoding` says otherwise.
 *
 * @throws Problem (unreadable, cut off, no polygon, wrong geometry) naming file, feature and fix.
 */
export async function readGeojson(path: string, options: SourceOptions): Promise<SourceSummary> {
  const total = (await stat(path)).size;
  const encoding = understandEncoding(options.encoding ?? 'utf-8', path, '--encoding');
  const decoder = new TextDecoder(encoding, { fatal: true });
  const reader = new FeatureReader(path, options);
  const splitter = new JsonSplitter(reader);
  let done = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>) {
    options.signal?.throwIfAborted();
    splitter.write(decode(decoder, chunk, path, encoding));
    done += chunk.length;
    options.onProgress?.(done, total);
  }
  splitter.write(decode(decoder, undefined, path, encoding));
  if (splitter.isIncomplete) {
    throw new Problem({
      type: 'file-cut-off',
      status: 422,
      file: path,
      feature: reader.features + 1,
      detail: 'The file ends in the middle of a value.',
      fix: 'Export or copy the file again; it was not written to its end.',
    });
  }
  splitter.end();
  if (reader.features === 0) {
    throw new Problem({
      type: 'no-polygons',
      status: 422,
      file: path,
      detail: 'The file holds no features.',
      fix: 'Give a GeoJSON FeatureCollection of polygons.',
    });
  }
  return {
    file: path,
    format: 'geojson',
    features: reader.features,
    fields: [...reader.fields],
    declaredCrs: reader.declaredCrs,
    encoding,
  };
}

/** Turns the pieces of the text into features, and keeps what the file says about itself. */
class FeatureReader {
  features = 0;
  readonly fields = new Set<string>();
  declaredCrs: string | undefined;
  private readonly file: string;
  private readonly options: SourceOptions;
  private pending = 0;

  constructor(file: string, options: SourceOptions) {
    this.file = file;
    this.options = options;
  }

  readonly onFeature = (text: string): void => {
    this.pending += 1;
    this.readFeature(this.parse(text, this.features + 1));
  };

  readonly onDocument = (text: string): void => {
    const value = this.parse(text, this.pending > 0 ? undefined : this.features + 1);
    const streamed = this.pending;
    this.pending = 0;
    const type = isRecord(value) ? value.type : undefined;
    if (isRecord(value)) this.readCrs(value.crs);
    if (type === 'FeatureCollection' && isRecord(value)) {
      this.checkCollection(value.features, streamed);
    } else if (streamed > 0) {
      throw this.problem('bad-geojson', 'The object has features but is no FeatureCollection.');
    } else if (type === 'Feature') {
      this.readFeature(value);
    } else if (type === 'Polygon' || type === 'MultiPolygon') {
      this.readFeature({ type: 'Feature', properties: {}, geometry: value });
    } else if (type === 'Topology') {
      throw this.problem('topojson', 'This is TopoJSON, not GeoJSON.');
    } else {
      throw this.problem('bad-geojson', 'The file is JSON, but no GeoJSON feature or feature collection.');
    }
  };

  private checkCollection(features: unknown, streamed: number): void {
    if (!Array.isArray(features))
      throw this.problem('bad-geojson', 'The FeatureCollection has no features array.');
    const strange = features.findIndex((feature) => feature !== 0);
    if (strange >= 0 || features.length !== streamed) {
      throw this.problem('bad-geojson', `Element ${strange + 1} of features is no feature.`);
    }
  }

  private readFeature(value: unknown): void {
    this.features += 1;
    const place = { file: this.file, feature: this.features };
    if (!isRecord(value) || value.type !== 'Feature') {
      throw new Problem({
        type: 'bad-geojson',
        status: 422,
        ...place,
        detail: 'The element is no GeoJSON Feature.',
        fix: 'Give every element of features "type": "Feature" with properties and geometry.',
      });
    }
    const properties = isRecord(value.properties) ? value.properties : {};
    for (const field of Object.keys(properties)) this.fields.add(field);
    this.options.onFeature({ ...place, properties, ...parsePolygons(value.geometry, place) });
  }

  private parse(text: string, feature: number | undefined): unknown {
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      throw new Problem(
        {
          type: 'unreadable',
          status: 422,
          file: this.file,
          ...(feature === undefined ? {} : { feature }),
          detail: `The text is not valid JSON (${cause instanceof Error ? cause.message : String(cause)}).`,
          fix: 'Export the file again as GeoJSON.',
        },
        { cause },
      );
    }
  }

  private readCrs(crs: unknown): void {
    if (crs === undefined || crs === null) return;
    const name = isRecord(crs) && isRecord(crs.properties) ? crs.properties.name : undefined;
    if (typeof name !== 'string') {
      throw new Problem({
        type: 'unknown-crs',
        status: 422,
        file: this.file,
        field: 'crs',
        detail: 'The crs member names no coordinate reference system (a linked one is not followed).',
        fix: 'Give it by name with --crs, for example --crs EPSG:4490, or take the crs member out.',
      });
    }
    this.declaredCrs = name;
  }

  private problem(type: string, detail: string): Problem {
    return new Problem({
      type,
      status: 422,
      file: this.file,
      detail,
      fix: 'Export it as a GeoJSON FeatureCollection of polygons (for example: ogr2ogr -f GeoJSON out.geojson in).',
    });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(
  decoder: InstanceType<typeof TextDecoder>,
  chunk: Buffer | undefined,
  file: string,
  encoding: string,
): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (cause) {
    throw new Problem(
      {
        type: 'unreadable',
        status: 422,
        file,
        detail: `The text is not ${encoding}.`,
        fix: 'Name its encoding with --encoding, for example --encoding gbk.',
      },
      { cause },
    );
  }
}
