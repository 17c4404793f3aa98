import { bundleDamaged, bundleVersion, notABundle } from './bundle-problems.js';
import type { BundleHead, BundleTerritory } from './bundle-types.js';
import { tellValue } from '../problem.js';

const format = 'wangge-bundle/1';
const anyFormat = /^wangge-bundle\/\d+$/;
/** Of a line that was cut. */
const beginsAsBundle = /^\{"format":"(wangge-bundle\/\d+)"/;

/**
 * The first line of a bundle.
 *
 * @throws Problem `not-a-bundle`, `bundle-version`, `bundle-damaged`
 */
export function parseBundleHead(path: string, line: string): BundleHead {
  const head = parseObject(line);
  const told = head?.['format'] ?? beginsAsBundle.exec(line)?.[1];
  if (typeof told !== 'string' || !anyFormat.test(told)) throw notABundle(path);
  if (told !== format) {
    const product = head?.['product'];
    throw bundleVersion(path, told, typeof product === 'string' ? product : undefined);
  }
  if (head === undefined) throw bundleDamaged(path, 'its first line is cut or changed');
  const { territories } = head;
  if (!Array.isArray(territories) || !territories.every(isTerritory))
    throw bundleDamaged(path, 'its first line does not say which territories it has', {
      field: 'territories',
    });
  if (territories.length === 0)
    throw bundleDamaged(path, 'its first line lists no territory', { field: 'territories' });
  const ids = territories.map((each) => each.territoryId);
  const twice = ids.find((id, at) => ids.indexOf(id) !== at);
  if (twice !== undefined)
    throw bundleDamaged(path, `its first line lists ${tellValue(twice)} twice`, { field: 'territories' });
  return head as unknown as BundleHead;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isTerritory(value: unknown): value is BundleTerritory {
  if (!isObject(value) || !isObject(value['name'])) return false;
  const { territoryId, currentRevision, name } = value;
  return (
    typeof territoryId === 'string' &&
    typeof name['zh'] === 'string' &&
    typeof name['en'] === 'string' &&
    (currentRevision === null || Number.isSafeInteger(currentRevision))
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
