import { describe, expect, it } from 'vitest';
import { Problem } from '../problem.js';
import { readPlan } from './read-plan.js';

const change = {
  level: 'element',
  code: 'a',
  gainsSquareMetres: 12,
  losesSquareMetres: 0,
  geometry: {
    type: 'Polygon',
    coordinates: [
      [
        [0, 0],
        [1, 0],
        [1, 1],
        [0, 0],
      ],
    ],
  },
};
const proposal = {
  identity: 'gap/element/p/a/1',
  geometryHash: 'f'.repeat(64),
  kind: 'gap',
  level: 'element',
  parent: 'p',
  method: 'give-gap',
  message: 'Give the gap of 12 m² to a.',
  buildsOn: [],
  changes: [change],
};
const plan = {
  format: 'wangge-repair/1',
  contentSha256: 'a'.repeat(64),
  proposals: [proposal],
  mendedAlong: [],
  refusals: [{ identity: 'overlap/element/p/a+b/1', kind: 'overlap', reason: 'they are the same area' }],
};

function refusal(document: unknown): Problem {
  try {
    readPlan(typeof document === 'string' ? document : JSON.stringify(document), 'plan.json');
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('The plan was read');
}

describe('a plan of repairs', () => {
  it('is read as it was written', () => {
    expect(readPlan(JSON.stringify(plan))).toEqual(plan);
  });

  it('may lack proposals and the lists of what was not proposed', () => {
    const short = { format: plan.format, contentSha256: plan.contentSha256, proposals: [] };
    expect(readPlan(JSON.stringify(short))).toEqual({ ...short, mendedAlong: [], refusals: [] });
  });

  it('that is not JSON is refused with the file', () => {
    expect(refusal('{').message).toContain('plan.json: The plan is not JSON.');
  });

  it('of another format is refused with the field', () => {
    expect(refusal({ ...plan, format: 'wangge-audit/1' }).details).toMatchObject({
      type: 'invalid-plan',
      field: 'format',
    });
  });

  it('with a spoilt proposal is refused with its number and the field', () => {
    const spoilt = { ...plan, proposals: [proposal, { ...proposal, changes: [{ ...change, code: 7 }] }] };
    const { details } = refusal(spoilt);
    expect(details.detail).toContain('Proposal 2');
    expect(details.field).toBe('proposals.1.changes.0.code');
  });

  it('with coordinates beyond the globe is refused', () => {
    const geometry = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 0],
          [500, 0],
          [1, 1],
          [0, 0],
        ],
      ],
    };
    expect(
      refusal({ ...plan, proposals: [{ ...proposal, changes: [{ ...change, geometry }] }] }).details.field,
    ).toContain('geometry.coordinates');
  });
});
