import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** From `api/dist/cli` (and `api/src/cli`) up to the project folder. */
const projectFolder = fileURLToPath(new URL('../../..', import.meta.url));

/**
 * Folder of the embedded database: the flag, else `WANGGE_DATA_DIR`, both read from the working directory, else
 * `.wangge` in the project folder, wherever the command is typed.
 */
export function findDataDir(flag: string | undefined, environment: NodeJS.ProcessEnv): string {
  const chosen = flag ?? environment['WANGGE_DATA_DIR'];
  return chosen === undefined || chosen === '' ? resolve(projectFolder, '.wangge') : resolve(chosen);
}
