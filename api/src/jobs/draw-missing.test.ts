import { describe, expect, it } from 'vitest';
import { fakeCity } from '../../test/fake-city.js';
import { createFakeStore, fakeRevision, fakeTerritory } from '../../test/fake-store.js';
import { drawingGone } from '../store/drawing-gone.js';
import type { Store } from '../store/types.js';
import { drawMissing } from './draw-missing.js';

/** Two territories whose revision 3 is published; `own` says what is stored of their drawings. */
function storeWith(own: Partial<Store>): Store {
  const { store } = createFakeStore({
    territories: [fakeTerritory({ territoryId: 'one' }), fakeTerritory({ territoryId: 'two' })],
    revisions: [],
    grids: fakeCity(),
    audits: [],
    findings: [],
    reference: [],
  });
  const methods: Partial<Store> = {
    listTerritories: () => store.listTerritories(),
    readGrids: async () => fakeCity(),
    ...own,
  };
  return methods as Store;
}

describe('drawMissing', () => {
  it('draws what is missing in every territory, or in the one that is named, and says where', async () => {
    const finished: string[] = [];
    const steps = new Set<string>();
    const store = storeWith({
      listUndrawnRevisions: async (territoryId) => (finished.includes(`${territoryId} 3`) ? [] : [3]),
      getRevision: async () => fakeRevision(3, { isDrawn: false }),
      writeZoomDrawing: async () => undefined,
      finishDrawing: async (territoryId, revision) => void finished.push(`${territoryId} ${revision}`),
    });
    expect(await drawMissing({ store, territoryId: 'two', onProgress: ({ step }) => steps.add(step) })).toBe(
      1,
    );
    expect(finished).toEqual(['two 3']);
    expect([...steps]).toEqual(['Drawing the map (two, revision 3)']);
    expect(await drawMissing({ store })).toBe(1);
    expect(finished).toEqual(['two 3', 'one 3']);
  });

  it('takes what another process has drawn meanwhile as drawn', async () => {
    let isDrawn = false;
    const store = storeWith({
      listUndrawnRevisions: async () => [3],
      getRevision: async () => fakeRevision(3, { isDrawn }),
      writeZoomDrawing: async () => {
        isDrawn = true;
        throw drawingGone(3);
      },
    });
    expect(await drawMissing({ store, territoryId: 'one' })).toBe(0);
  });

  it('tells when a revision cannot be drawn and nobody else has drawn it', async () => {
    const store = storeWith({
      listUndrawnRevisions: async () => [3],
      getRevision: async () => fakeRevision(3, { isDrawn: false }),
      writeZoomDrawing: () => Promise.reject(drawingGone(3)),
    });
    await expect(drawMissing({ store, territoryId: 'one' })).rejects.toMatchObject({
      details: { type: 'drawing-gone' },
    });
  });

  it('never draws a revision as a difference from one that is not drawn', async () => {
    const store = storeWith({
      listUndrawnRevisions: async () => [3],
      getRevision: async () => fakeRevision(3, { baseRevision: 2, isDrawn: false }),
      readZoomStates: async () => undefined,
    });
    await expect(drawMissing({ store, territoryId: 'one' })).rejects.toThrow(
      'revision 2 of one is not drawn',
    );
  });
});
