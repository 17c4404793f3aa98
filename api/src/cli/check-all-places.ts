import { existsSync } from 'node:fs';
import { checkPlaces, type readOutputs } from './audit-outputs.js';
import type { CommandLine } from './parse-command-line.js';
import type { RepairRequest } from './repair-flags.js';
import { describeExisting } from './write-atomically.js';

/**
 * What cannot be written is said before the work, not after it.
 *
 * @throws Problem `usage`, `cannot-write`, `over-input`, `file-exists`, `cannot-inspect`.
 */
export async function checkAllPlaces(
  line: CommandLine,
  outputs: ReturnType<typeof readOutputs>,
  repair: RepairRequest | undefined,
  certificate: string | undefined,
): Promise<void> {
  const news = (['fix', 'apply'] as const).flatMap((flag) => {
    const path = repair?.[flag];
    return path === undefined ? [] : [{ flag, path }];
  });
  const places: { readonly flag: string; readonly path: string | undefined }[] = [...outputs, ...news];
  if (certificate !== undefined) places.push({ flag: 'certificate', path: certificate });
  // The address of a database is no file, and may hold a password.
  const files = line.files.filter(({ flags }) => !('table' in flags));
  const inputs = [...files.map((file) => file.path), repair?.plan, repair?.wishes];
  await checkPlaces(
    places,
    inputs.filter((path) => path !== undefined),
  );
  if (repair?.overwrite === true) return;
  for (const { path } of news) {
    if (!existsSync(path)) continue;
    throw describeExisting(path, undefined, '--overwrite');
  }
}
