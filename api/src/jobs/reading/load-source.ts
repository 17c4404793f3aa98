import type { Datum } from '../../formats/convert-datum.js';
import { readCrs, type Crs } from '../../formats/read-crs.js';
import { readFile } from '../../formats/read-file.js';
import type { SourceFeature, SourceSummary } from '../../formats/types.js';
import { Problem } from '../../problem.js';
import { chooseFields } from './choose-fields.js';
import { findLastDecimal } from './find-last-decimal.js';
import { readTable } from './read-table.js';
import { measureEdgeBow } from './measure-edge-bow.js';
import type { FieldRole, FileSpec, ReadFileReport, ReadOptions } from './types.js';

/** One file as read: its features in its own CRS, and how they are to be understood. */
export interface LoadedSource {
  readonly spec: FileSpec;
  readonly features: readonly SourceFeature[];
  readonly crs: Crs;
  readonly datum: Datum;
  readonly fields: Readonly<Partial<Record<FieldRole, string>>>;
  readonly lastDecimal: number;
  readonly report: ReadFileReport;
}

/**
 * Reads one file, or a table in place of one, and settles its CRS, its fields and its last decimal.
 *
 * @throws Problem for every fault of the file, of a flag, or a CRS nobody names.
 */
export async function loadSource(spec: FileSpec, options: ReadOptions): Promise<LoadedSource> {
  const features: SourceFeature[] = [];
  const hooks = {
    signal: options.signal,
    onFeature: (feature: SourceFeature) => features.push(feature),
    onProgress: (done: number, total: number) =>
      options.onProgress?.({ step: 'read', file: spec.path, done, total }),
  };
  const summary =
    spec.table === undefined
      ? await readFile(spec.path, { encoding: spec.encoding, layer: spec.layer, ...hooks })
      : await readTable(spec.path, spec.table, {
          ...hooks,
          codeField: spec.fields.code,
          isReferenced: spec.crs !== undefined,
        });
  const fields = chooseFields(spec, summary.fields);
  const { crs, crsSource } = chooseCrs(spec, summary, features);
  const datum = spec.datum ?? 'wgs84';
  const lastDecimal = findLastDecimal(ringsOf(features), crs.isGeographic);
  const report: ReadFileReport = {
    file: spec.path,
    format: summary.format,
    features: features.length,
    crs: crs.name,
    crsSource,
    datum,
    encoding: summary.encoding,
    fields,
    lastDecimal,
    edgeBow: measureEdgeBow([...ringsOf(features)], crs, datum),
  };
  return { spec, features, crs, datum, fields, lastDecimal, report };
}

export function* ringsOf(features: Iterable<SourceFeature>): Generator<Float64Array> {
  for (const feature of features) for (const polygon of feature.polygons) yield* polygon;
}

function chooseCrs(
  spec: FileSpec,
  summary: SourceSummary,
  features: readonly SourceFeature[],
): { crs: Crs; crsSource: ReadFileReport['crsSource'] } {
  if (spec.crs !== undefined) {
    return { crs: readCrs(spec.crs, { file: spec.path, field: '--crs' }), crsSource: 'given' };
  }
  if (summary.declaredCrs !== undefined && summary.declaredCrs.trim() !== '') {
    const field = summary.format === 'shapefile' ? '.prj' : 'crs';
    return { crs: readCrs(summary.declaredCrs, { file: spec.path, field }), crsSource: 'declared' };
  }
  const stray = findStray(features);
  if (stray !== undefined) {
    const { x, y } = stray;
    const subject = { status: 422, file: spec.path, feature: stray.feature.feature };
    if (features.every(looksLikeSwappedDegrees)) {
      throw new Problem({
        ...subject,
        type: 'out-of-range',
        detail: `The coordinates (${x}, ${y}) are no longitude and latitude.`,
        fix: 'Its axes look swapped: write longitude first.',
      });
    }
    if (features.some(looksLikeDegrees)) {
      throw new Problem({
        ...subject,
        type: 'out-of-range',
        detail: `The coordinates (${x}, ${y}) are no longitude and latitude, which others of the file are.`,
        fix: 'Mend that vertex; or name the CRS of the whole file with --crs.',
      });
    }
    throw new Problem({
      ...subject,
      type: 'no-crs',
      field: '--crs',
      detail: `The file names no coordinate reference system and its coordinates (${x}, ${y}) are no degrees of longitude and latitude.`,
      fix:
        summary.format === 'shapefile'
          ? 'Copy its .prj beside it, or name the CRS, for example --crs EPSG:4547.'
          : 'Name the CRS, for example --crs EPSG:4547; degrees are written longitude first.',
    });
  }
  return { crs: readCrs('EPSG:4326', { file: spec.path, field: '--crs' }), crsSource: 'assumed' };
}

/** The first vertex that is no longitude and latitude. */
function findStray(
  features: readonly SourceFeature[],
): { readonly feature: SourceFeature; readonly x: number; readonly y: number } | undefined {
  for (const feature of features) {
    for (const ring of ringsOf([feature])) {
      for (let i = 0; i < ring.length; i += 2) {
        const x = ring[i]!;
        const y = ring[i + 1]!;
        if (Math.abs(x) > 180 || Math.abs(y) > 90) return { feature, x, y };
      }
    }
  }
  return undefined;
}

function looksLikeDegrees(feature: SourceFeature): boolean {
  return findStray([feature]) === undefined;
}

function looksLikeSwappedDegrees(feature: SourceFeature): boolean {
  for (const ring of ringsOf([feature])) {
    for (let i = 0; i < ring.length; i += 2) {
      if (Math.abs(ring[i + 1]!) > 180 || Math.abs(ring[i]!) > 90) return false;
    }
  }
  return true;
}
