import { describe, expect, it } from 'vitest';
import { createFakeStore, fakeRevision, fakeTerritory } from '../../test/fake-store.js';
import type { Store } from '../store/types.js';
import { createTileService } from './create-tile-service.js';
import { prepareReference } from './prepare-reference.js';

const lake = {
  type: 'Polygon' as const,
  coordinates: [
    [
      [0, 0],
      [0.1, 0],
      [0.1, 0.1],
      [0, 0.1],
      [0, 0],
    ],
  ],
};

function open(referenceMs: number) {
  const { store, calls } = createFakeStore({
    territories: [fakeTerritory(), fakeTerritory({ territoryId: 'empty', currentRevision: null })],
    revisions: [fakeRevision(3)],
    grids: [],
    audits: [],
    findings: [],
    reference: [{ referenceId: 1, kind: 'water', rank: 1, name: null, geometry: lake }],
  });
  const loads = { present: 'water 1' };
  const changing: Store = { ...store, readReferenceLoads: async () => loads.present };
  const tiles = createTileService({ store: changing, referenceMs });
  const readTile = (x: number) => tiles.readTile('reference', { territoryId: 'tiny', revision: 3 }, 4, x, 7);
  const reads = (): number => calls.filter((call) => call === 'readReference').length;
  return { store: changing, tiles, readTile, reads, loads };
}

describe('prepareReference', () => {
  it('reads the layers of territories that have a map, so that no tile waits for that', async () => {
    const { store, tiles, readTile, reads } = open(60_000);
    await prepareReference(store, tiles, new AbortController().signal);
    expect(reads()).toBe(1);
    expect(await readTile(8)).toBeDefined();
    expect(reads()).toBe(1);
  });

  it('reads nothing any more once it is stopped', async () => {
    const { store, tiles, reads } = open(60_000);
    await prepareReference(store, tiles, AbortSignal.abort());
    expect(reads()).toBe(0);
  });
});

describe('tiles of reference layers', () => {
  it('read the layers again when others are shown, and only then, however long it takes', async () => {
    // Whether they are the same is asked for every tile here.
    const { readTile, reads, loads } = open(1e-9);
    expect(await readTile(8)).toBeDefined();
    expect(await readTile(2)).toBeUndefined();
    expect(reads()).toBe(1);
    loads.present = 'water 2';
    expect(await readTile(8)).toBeDefined();
    expect(reads()).toBe(2);
  });
});
