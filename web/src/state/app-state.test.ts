import { describe, expect, it } from 'vitest';
import { ApiFailure } from '../api/api-failure.js';
import type { Api } from '../api/create-api.js';
import type { ServiceProbe } from '../api/service-fault.js';
import type { CoverageSummary, FindingItem, LookupAnswer } from '../api/types.js';
import { AppState } from './app-state.svelte.js';

const calmProbe: ServiceProbe = {
  askServer: () => Promise.resolve(undefined),
  askTile: () => Promise.resolve(undefined),
};

function appWithFindings(): AppState {
  const api: Partial<Api> = {
    baseUrl: 'http://127.0.0.1:1/api/v1',
    readFinding: (_territory, findingId) =>
      Promise.resolve({ findingId, kind: 'overlap', level: 'element', parent: null } as FindingItem),
  };
  const app = new AppState(api as Api, calmProbe);
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

  it('reads everything anew when what is shown is no more, the map too though its numbers are the same', async () => {
    const asked: string[] = [];
    const api: Partial<Api> = {
      listTerritories: () => (asked.push('territories'), Promise.resolve([])),
      listFindingKinds: () => (asked.push('kinds'), Promise.resolve([])),
    };
    const app = new AppState(api as Api, calmProbe);
    const before = app.mapTurn;
    await app.readAnew();
    expect(asked).toEqual(['territories', 'kinds']);
    expect(app.mapTurn).not.toBe(before);
  });

  it('asks again for what the server did not answer, and leaves alone what it refused', async () => {
    const asked: string[] = [];
    let isAway = true;
    const answer = <Answer>(name: string, value: Answer): Promise<Answer> => {
      asked.push(name);
      if (name === 'summary') return Promise.reject(new ApiFailure('refused', { status: 500 }));
      return isAway ? Promise.reject(new ApiFailure('unreachable', {})) : Promise.resolve(value);
    };
    const api: Partial<Api> = {
      listTerritories: () => answer('territories', []),
      listFindingKinds: () => answer('kinds', []),
      readSummary: () => answer('summary', {} as CoverageSummary),
      lookUp: () => answer('lookup', { status: 'gap' } as LookupAnswer),
      changeFinding: () => answer('change', {} as FindingItem),
      readFinding: (_territory, findingId) =>
        Promise.resolve({ findingId, level: 'element', parent: null } as FindingItem),
    };
    const app = new AppState(api as Api, calmProbe);
    await app.start('#lang=en&territory=sample');
    expect(asked).toEqual(['territories']);
    isAway = false;
    await app.askAgain();
    expect(asked).toEqual(['territories', 'territories', 'kinds']);

    isAway = true;
    app.territoryId = 'sample';
    await app.pick([110, 32], []);
    await app.chooseFinding(3, { zoom: false });
    await app.changeFinding({ assignee: 'Li' });
    await app.summary.load(() => answer('summary', {} as CoverageSummary));
    asked.length = 0;
    isAway = false;
    await app.askAgain();
    // The lookup alone: a change waits for the person, and a fault of the server is not mended by asking.
    expect(asked).toEqual(['lookup']);
  });
});
