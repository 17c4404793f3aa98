import { defineEpsg } from '../../formats/define-epsg.js';
import { parseEwkb } from '../../formats/parse-ewkb.js';
import { parsePolygons } from '../../formats/parse-polygons.js';
import type { SourceFeature, SourceSummary } from '../../formats/types.js';
import { Problem } from '../../problem.js';
import type { ForeignReference, ForeignRow, ForeignTable } from '../../store/foreign-table.js';
import { defaultFields } from './choose-fields.js';
import { describeRow, nameRow } from './name-row.js';
import { readForeignTable, sridOf } from '../../store/read-foreign-table.js';

const curves: readonly string[] = [
  'CircularString',
  'CompoundCurve',
  'CurvePolygon',
  'MultiCurve',
  'MultiSurface',
];

/** Rows without a geometry named before they are only counted. */
const mostNamed = 5;

/**
 * Reads a table or view of a PostGIS database as a file is read: polygon features in its own spatial reference.
 *
 * @param file what the table is called in every message.
 * @throws Problem naming the row by its number and key: no geometry, no polygon, a curve, a second SRID.
 */
export async function readTable(
  file: string,
  table: ForeignTable,
  options: {
    readonly signal?: AbortSignal | undefined;
    /** The column with the codes, for naming rows; by default `code`. */
    readonly codeField?: string | undefined;
    /** True where a flag names the spatial reference. */
    readonly isReferenced: boolean;
    readonly onFeature: (feature: SourceFeature) => void;
    readonly onProgress?: ((done: number, total: number) => void) | undefined;
  },
): Promise<SourceSummary> {
  let first: { readonly srid: number; readonly row: ForeignRow } | undefined;
  const without: ForeignRow[] = [];
  const codeField = options.codeField ?? defaultFields.code;
  const summary = await readForeignTable(table, {
    signal: options.signal,
    onProgress: options.onProgress,
    needsReference: !options.isReferenced,
    onRow: (row) => {
      if (row.geometry === null) {
        without.push(row);
        return;
      }
      const srid = sridOf(row.geometry);
      first ??= { srid, row };
      if (srid !== first.srid) throw describeMixed(file, first, row, srid, codeField);
      options.onFeature(readRow(file, row, row.geometry, codeField));
    },
  });
  if (without.length > 0) throw describeWithout(file, without, codeField);
  return {
    file,
    format: 'postgis',
    features: summary.rows,
    fields: summary.fields,
    declaredCrs: describeReference(first?.srid ?? 0, summary.references),
    encoding: 'utf-8',
  };
}

function readRow(file: string, row: ForeignRow, hex: string, codeField: string): SourceFeature {
  const place = { file, feature: row.number };
  const named = { ...place, key: row.key, properties: row.properties };
  try {
    const geometry = parseEwkb(hex);
    if (curves.includes(geometry.type)) {
      throw new Problem({
        type: 'curved-geometry',
        status: 422,
        ...place,
        detail: `The geometry is a ${geometry.type}; curves cannot be proven.`,
        fix: 'Make straight lines of it in the view, with the same tolerance for all grids: ST_CurveToLine(geom).',
      });
    }
    return { ...named, ...parsePolygons(geometry, place) };
  } catch (error) {
    throw nameRow(error, named, codeField);
  }
}

function describeKey(row: ForeignRow, codeField: string): string {
  return describeRow({ ...row, feature: row.number }, codeField);
}

/** A code that comes with us, else what the database says the reference is, so that any that proj4 knows is read. */
function describeReference(
  srid: number,
  references: ReadonlyMap<number, ForeignReference>,
): string | undefined {
  if (srid === 0) return undefined;
  const reference = references.get(srid);
  const code = reference?.code ?? srid;
  const isEpsg = (reference?.authority ?? 'EPSG').toUpperCase() === 'EPSG';
  if (isEpsg && defineEpsg(code) !== undefined) return `EPSG:${code}`;
  return reference?.proj4 ?? `EPSG:${srid}`;
}

function describeMixed(
  file: string,
  first: { readonly srid: number; readonly row: ForeignRow },
  row: ForeignRow,
  srid: number,
  codeField: string,
): Problem {
  return new Problem({
    type: 'mixed-crs',
    status: 422,
    file,
    detail: `The row ${describeKey(row, codeField)} has SRID ${srid}, and the row ${describeKey(first.row, codeField)} has SRID ${first.srid}.`,
    fix: 'Bring all rows to one SRID in a view: ST_Transform(geom, 4490).',
  });
}

function describeWithout(file: string, rows: readonly ForeignRow[], codeField: string): Problem {
  const named = rows
    .slice(0, mostNamed)
    .map((row) => describeKey(row, codeField))
    .join('; ');
  const more = rows.length > mostNamed ? ` and ${rows.length - mostNamed} more` : '';
  return new Problem({
    type: 'no-polygon',
    status: 422,
    file,
    detail: `${rows.length === 1 ? 'One row has' : `${rows.length} rows have`} no geometry: ${named}${more}.`,
    fix: 'Give them one, or audit a view that leaves them out (where geom is not null).',
  });
}
