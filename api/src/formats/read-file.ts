import { access, constants, open, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { Problem } from '../problem.js';
import { readGeojson } from './read-geojson.js';
import { readShapefile } from './read-shapefile.js';
import type { SourceOptions, SourceSummary } from './types.js';

const geojsonEndings: readonly string[] = [
  '.geojson',
  '.json',
  '.geojsonl',
  '.geojsons',
  '.ndjson',
  '.jsonl',
];

/**
 * Reads a file of polygons, GeoJSON or Shapefile, told apart by its ending.
 *
 * @throws Problem when it does not exist, may not be read, or is of neither kind.
 */
export async function readFile(path: string, options: SourceOptions): Promise<SourceSummary> {
  await checkReadable(path);
  const ending = extname(path).toLowerCase();
  if (ending === '.shp' || ending === '.zip') return readShapefile(path, options);
  if (geojsonEndings.includes(ending)) return readGeojson(path, options);
  throw new Problem({
    type: 'unknown-format',
    status: 422,
    file: path,
    detail: `Files that end in "${ending}" are not read.`,
    fix: 'Give GeoJSON (.geojson, .json, .geojsonl, .ndjson) or Shapefile (.shp, or all its parts in a .zip).',
  });
}

async function checkReadable(path: string): Promise<void> {
  try {
    await access(path, constants.R_OK);
    const found = await stat(path);
    if (!found.isFile()) throw new Error('it is not a file');
    const handle = await open(path, 'r');
    await handle.close();
  } catch (cause) {
    const reason =
      cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
        ? 'it does not exist'
        : cause instanceof Error
          ? cause.message
          : String(cause);
    throw new Problem(
      {
        type: 'unreadable',
        status: 422,
        file: path,
        detail: `The file cannot be read: ${reason}.`,
        fix: 'Check the path and the rights.',
      },
      { cause },
    );
  }
}
