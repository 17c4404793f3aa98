import { Problem, tellValue } from '../problem.js';

/** Of a file that is something else. */
export function notABundle(path: string, cause?: unknown): Problem {
  return new Problem(
    {
      type: 'not-a-bundle',
      status: 422,
      file: path,
      detail: 'This is no bundle of wangge export --all.',
      fix: 'Leave --all out to import grids from GeoJSON or a Shapefile.',
    },
    { cause },
  );
}

/** @param format of the file's first line, @param product version that wrote it, where the line tells */
export function bundleVersion(path: string, format: string, product: string | undefined): Problem {
  const writer = product === undefined ? 'another version of Wangge' : `Wangge ${tellValue(product)}`;
  return new Problem({
    type: 'bundle-version',
    status: 422,
    file: path,
    detail: `The bundle is of the format ${tellValue(format)}, written by ${writer}; this version reads wangge-bundle/1.`,
    fix: 'Bring it in with the version of Wangge that wrote it, or a later one.',
  });
}

/** @param reason after a colon, without a full stop */
export function bundleDamaged(
  path: string,
  reason: string,
  { field, cause }: { readonly field?: string | undefined; readonly cause?: unknown } = {},
): Problem {
  return new Problem(
    {
      type: 'bundle-damaged',
      status: 422,
      file: path,
      detail: `The bundle is damaged: ${reason}.`,
      fix: 'Copy it again, or export it again.',
      ...(field === undefined ? {} : { field }),
    },
    { cause },
  );
}
