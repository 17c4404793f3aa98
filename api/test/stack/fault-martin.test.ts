import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  askTile,
  expectUnavailable,
  getTile,
  openFaultStack,
  territoryId,
  until,
  untilUnready,
  type FaultStack,
  type PublishedMap,
} from './open-fault-stack.js';

let faults: FaultStack;
let map: PublishedMap;

beforeAll(async () => {
  faults = await openFaultStack();
  map = await faults.readMap();
});
afterAll(() => faults?.close());

describe('Martin killed', () => {
  it('takes the tiles away and nothing else, until it is started again', async () => {
    const { martin, api } = faults.stack.parts;
    const { pid } = api;
    await martin.kill();
    // A tile that nobody has asked for, so that no memory answers.
    const place = '12/3299/1662';
    await expectUnavailable(await askTile(faults.get, place));
    expect(await untilUnready(faults.get)).toMatchObject({
      type: 'tiles-unavailable',
      detail: expect.stringContaining('tiles') as unknown,
    });
    expect((await faults.get('healthz')).status).toBe(200);
    expect((await faults.get(`api/v1/territories/${territoryId}/grids`)).status).toBe(200);
    expect((await faults.get('')).status).toBe(200);

    await faults.stack.startPart(martin);
    await until('the tile comes again', async () => (await askTile(faults.get, place)).status === 200);
    expect((await (await getTile(faults.get, place)).arrayBuffer()).byteLength).toBeGreaterThan(100);
    await until('the API is ready again', async () => (await faults.get('readyz')).ok);
    expect(await faults.readMap()).toEqual(map);
    expect(api.pid).toBe(pid);
  });

  it('answers 503 as well while it hangs', async () => {
    const { martin } = faults.stack.parts;
    process.kill(martin.pid!, 'SIGSTOP');
    try {
      await expectUnavailable(await askTile(faults.get, '12/3300/1662'));
    } finally {
      process.kill(martin.pid!, 'SIGCONT');
    }
    await until('the tile comes again', async () => (await askTile(faults.get, '12/3300/1662')).ok);
  });
});
