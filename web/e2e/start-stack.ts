import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMartin } from '../../scripts/martin.js';
import { openStack, type StackPartName } from '../../scripts/open-stack.js';
import { findPostgis } from '../../scripts/postgis.js';
import { ensureBuilt } from '../../scripts/prepare.js';

/** PostGIS, Martin and the API as `npm run stack` runs them, with parts that can be taken away. */
export interface RunningStack {
  /** The page; ends with a slash. */
  readonly url: string;
  readonly martinUrl: string;
  /** A point inside an element of the sample city. */
  readPlace(): Promise<[number, number]>;
  stopPart(name: StackPartName): Promise<void>;
  startPart(name: StackPartName): Promise<void>;
  stop(): Promise<void>;
}

export async function startStack(): Promise<RunningStack> {
  const postgis = findPostgis();
  const martin = findMartin();
  if (postgis === undefined || martin === undefined)
    throw new Error('The stack needs PostgreSQL with PostGIS, and Martin (MARTIN_PATH).');
  await ensureBuilt();
  const dataDir = await mkdtemp(join(tmpdir(), 'wangge-stack-page-'));
  // PostgreSQL may run as another user, who has to pass through.
  await chmod(dataDir, 0o711);
  const stack = await openStack({ dataDir, postgis, martin, port: 0, settings: ['fsync=off'] });
  const stop = async (): Promise<void> => {
    await stack.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await stack.startDatabase();
    await stack.startMartin();
    await stack.startApi();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    url: stack.urls.api,
    martinUrl: stack.urls.martin,
    readPlace: async () => {
      const answer = await fetch(
        new URL('api/v1/territories/sample/grids?level=element&limit=1', stack.urls.api),
      );
      const { items } = (await answer.json()) as { items: { labelPoint: [number, number] }[] };
      if (items[0] === undefined) throw new Error('the sample city has no element');
      return items[0].labelPoint;
    },
    stopPart: (name) => stack.parts[name].stop(),
    startPart: (name) => stack.startPart(stack.parts[name]),
    stop,
  };
}
