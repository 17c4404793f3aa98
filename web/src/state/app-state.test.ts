import { describe, expect, it } from 'vitest';
import type { Api } from '../api/create-api.js';
import type { FindingItem } from '../api/types.js';
import { AppState } from './app-state.svelte.js';

function appWithFindings(): AppState {
  const api: Partial<Api> = {
    baseUrl: 'http://127.0.0.1:1/api/v1',
    readFinding: (_territory, findingId) =>
      Promise.resolve({ findingId, kind: 'overlap', level: 'element', parent: null } as FindingItem),
  };
  const app = new AppState(api as Api);
  app.territoryId = 'sample';
  return app;
}

describe('AppState', () => {
  it('opens one badge after the other where they lie over each other', async () => {
    const app = appWithFindings();
    const opened: (number | undefined)[] = [];
    for (let click = 0; click < 4; click++) {
      await app.pick([110, 32], [5, 8, 6], [5, 8, 6]);
      opened.push(app.queue.chosenId);
    }
    expect(opened).toEqual([5, 8, 6, 5]);
    await app.pick([111, 32], [7], [7]);
    expect(app.queue.chosenId).toBe(7);
    expect([app.tab, app.sheet]).toEqual(['findings', 'right']);
  });
});
