import { Problem } from '../problem.js';
import { openDbf, type DbfTable } from './read-dbf.js';
import { openShapefile } from './open-shapefile.js';
import { readShp } from './read-shp.js';
import type { SourceOptions, SourceSummary } from './types.js';

/**
 * Reads the polygons of a shapefile (`.shp` with `.dbf`, `.prj`, `.cpg` beside it, or all in a zip) record by record.
 * Rows marked deleted are left out; the `.shx` is not needed.
 *
 * @throws Problem (a part missing, cut off, no polygon, unknown encoding) naming file, feature and fix.
 */
export async function readShapefile(path: string, options: SourceOptions): Promise<SourceSummary> {
  const parts = await openShapefile(path, options.layer);
  try {
    const table = openDbf(await parts.readDbf(), path.replace(/\.shp$/iu, '.dbf'), {
      chosen: options.encoding,
      cpg: parts.cpg,
    });
    let record = 0;
    let features = 0;
    for await (const shape of readShp(await parts.openShp(), path)) {
      options.signal?.throwIfAborted();
      record += 1;
      if (record > table.rows) throw countsDiffer(path, table);
      const properties = table.readRow(record - 1);
      if (properties === undefined) continue;
      if (shape === undefined) throw emptyShape(path, record);
      features += 1;
      options.onFeature({ file: path, feature: record, properties, ...shape });
      options.onProgress?.(record, table.rows);
    }
    if (record < table.rows) throw countsDiffer(path, table, record);
    if (features === 0) {
      throw new Problem({
        type: 'no-polygons',
        status: 422,
        file: path,
        detail: 'The shapefile holds no records.',
        fix: 'Give a layer of polygons.',
      });
    }
    return {
      file: path,
      format: 'shapefile',
      features,
      fields: table.fields,
      declaredCrs: parts.prj,
      encoding: table.encoding,
    };
  } finally {
    await parts.close();
  }
}

function countsDiffer(file: string, table: DbfTable, shapes?: number): Problem {
  return new Problem({
    type: 'file-cut-off',
    status: 422,
    file,
    detail: `The .shp has ${shapes ?? `more than ${table.rows}`} shapes, the .dbf ${table.rows} rows.`,
    fix: 'Copy .shp and .dbf of the same export again; one of them is older or cut off.',
  });
}

function emptyShape(file: string, feature: number): Problem {
  return new Problem({
    type: 'no-polygon',
    status: 422,
    file,
    feature,
    detail: 'The record has no polygon with three different vertices.',
    fix: 'Draw the grid or delete the record.',
  });
}
