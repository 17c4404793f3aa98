import { describe, expect, it } from 'vitest';
import type { Api } from '../api/create-api.js';
import type { FindingItem, GridFeature, RepairAnswer } from '../api/types.js';
import { proposalFile, RepairSuggestion, wishesFile } from './repair-suggestion.svelte.js';

const square = { type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] } as const; // prettier-ignore
const larger = { type: 'Polygon', coordinates: [[[0, 0], [2, 0], [2, 2], [0, 0]]] } as const; // prettier-ignore

const change = {
  ...{ level: 'element', code: 'A', gainsSquareMetres: 12, losesSquareMetres: 0 },
  geometry: larger,
};
const proposed = {
  ...{ status: 'proposed', findingId: 5, revision: 3, identity: 'gap/1', kind: 'gap', reason: null },
  proposal: { method: 'give-gap', message: 'Give it to A.', changes: [change] },
} as unknown as RepairAnswer;
const refused = {
  ...proposed,
  status: 'refused',
  reason: 'they are the same',
  proposal: null,
} as RepairAnswer;

function suggestionOf(answer: RepairAnswer): { suggestion: RepairSuggestion; asked: unknown[] } {
  const asked: unknown[] = [];
  const api: Partial<Api> = {
    readProposal: (...[, findingId, wish]) => {
      asked.push([findingId, wish]);
      return Promise.resolve(answer);
    },
    readGridByCode: (...[, code, level, , revision]) => {
      asked.push([code, level, revision]);
      return Promise.resolve({ properties: { code }, geometry: square } as unknown as GridFeature);
    },
  };
  return { suggestion: new RepairSuggestion(api as Api), asked };
}

const finding = { findingId: 5 } as FindingItem;

describe('RepairSuggestion', () => {
  it('draws every grid as it is in the audited revision and as it would become', async () => {
    const { suggestion, asked } = suggestionOf(proposed);
    await suggestion.ask('sample', finding, {});
    expect(suggestion.shown.value?.outlines.features).toEqual([
      { type: 'Feature', properties: { when: 'before', code: 'A' }, geometry: square },
      { type: 'Feature', properties: { when: 'after', code: 'A' }, geometry: larger },
    ]);
    expect(asked).toEqual([
      [5, {}],
      ['A', 'element', 3],
    ]);
  });

  it('draws nothing where no repair holds', async () => {
    const { suggestion, asked } = suggestionOf(refused);
    await suggestion.ask('sample', finding, { give: 'A' });
    expect(suggestion.shown.value?.answer.reason).toBe('they are the same');
    expect(suggestion.shown.value?.outlines.features).toEqual([]);
    expect(asked).toEqual([[5, { give: 'A' }]]);
  });

  it('forgets the proposal of one finding when another is asked about', async () => {
    const { suggestion } = suggestionOf(proposed);
    await suggestion.ask('sample', finding, {});
    const asking = suggestion.ask('sample', { ...finding, findingId: 6 }, {});
    expect([suggestion.findingId, suggestion.shown.value]).toEqual([6, undefined]);
    await asking;
    suggestion.clear();
    expect([suggestion.findingId, suggestion.shown.value]).toEqual([undefined, undefined]);
  });
});

describe('the files of a proposal', () => {
  const outlines = { type: 'FeatureCollection', features: [] } as const;
  const shown = (wish: object) => ({ answer: proposed, wish, outlines: { ...outlines, features: [] } });

  it('hold the grids as they would become, with what each gains', () => {
    expect(proposalFile(shown({})).features).toEqual([
      {
        type: 'Feature',
        properties: {
          ...{ level: 'element', code: 'A', gainsSquareMetres: 12, losesSquareMetres: 0 },
          ...{ method: 'give-gap', finding: 'gap/1', revision: 3 },
        },
        geometry: larger,
      },
    ]);
  });

  it.each([
    [{}, undefined],
    [{ give: 'A' }, { 'gap/1': { give: { to: 'A' } } }],
    [{ give: 'split' }, { 'gap/1': { give: 'split' } }],
    [{ keep: 'B' }, { 'gap/1': { keep: 'B' } }],
  ])('hold the wish %j as the command line takes it', (wish, wishes) => {
    expect(wishesFile(shown(wish))).toEqual(wishes);
  });
});
