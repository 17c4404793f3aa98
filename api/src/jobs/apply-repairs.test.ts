import { describe, expect, it } from 'vitest';
import type { MultiPolygon } from '../geometry/types.js';
import type { Level } from '../hierarchy/levels.js';
import type { Grid } from '../coverage/types.js';
import { applyRepairPlan } from './apply-repairs.js';
import { makeRepairPlan } from './plan-repairs.js';
import { runAudit } from './run-audit.js';

/** Drawn in units of about 10 m. */
const unit = 1000;

function grid(level: Level, code: string, parentCode: string | null, ring: number[]): Grid {
  const path = [...ring, ring[0]!, ring[1]!].map((value) => value * unit);
  const geometry: MultiPolygon = [[Int32Array.from(path)]];
  const category = level === 'element' ? 'other' : null;
  return { level, code, name: code, parentCode, category, geometry, implied: false };
}

//  0   4 6  10 12  16
//  │ a │ │ b │  │ c │      two gaps; b borders both
const grids = [
  grid(
    'outlet-area',
    'p',
    null,
    [0, 0, 4, 0, 6, 0, 10, 0, 12, 0, 16, 0, 16, 4, 12, 4, 10, 4, 6, 4, 4, 4, 0, 4],
  ),
  grid('element', 'a', 'p', [0, 0, 4, 0, 4, 4, 0, 4]),
  grid('element', 'b', 'p', [6, 0, 10, 0, 10, 4, 6, 4]),
  grid('element', 'c', 'p', [12, 0, 16, 0, 16, 4, 12, 4]),
];

describe('applying a plan', () => {
  it('mends the map and leaves the input as it is', async () => {
    const before = grids.map(({ geometry }) => JSON.stringify(geometry));
    const progress: number[] = [];
    const plan = await makeRepairPlan(grids, await runAudit(grids), {
      onProgress: ({ done }) => progress.push(done ?? -1),
    });
    expect(plan.proposals).toHaveLength(2);
    expect(progress.at(-1)).toBe(2);
    const { grids: mended, applied, refused } = await applyRepairPlan(grids, plan);
    expect(applied).toEqual(plan.proposals.map(({ identity }) => identity));
    expect(refused).toEqual([]);
    expect(await runAudit(mended)).toMatchObject({ clean: true, findings: [] });
    expect(grids.map(({ geometry }) => JSON.stringify(geometry))).toEqual(before);
  });

  it('refuses a proposal that builds on one that was taken out, and says which', async () => {
    const result = await runAudit(grids);
    const [first, second] = result.findings;
    const wishes = new Map([first!, second!].map(({ identity }) => [identity, { give: { to: 'b' } }]));
    const plan = await makeRepairPlan(grids, result, { wishes });
    expect(plan.proposals[1]!.buildsOn).toEqual([plan.proposals[0]!.identity]);
    const reduced = { ...plan, proposals: plan.proposals.slice(1) };
    const { applied, refused } = await applyRepairPlan(grids, reduced);
    expect(applied).toEqual([]);
    expect(refused[0]!.reason).toContain(plan.proposals[0]!.identity);
  });

  it('refuses a proposal that was edited so that it leaves a gap', async () => {
    const plan = await makeRepairPlan(grids, await runAudit(grids));
    const [first] = plan.proposals;
    const spoilt = {
      ...first!,
      changes: first!.changes.map((change) => ({
        ...change,
        geometry: {
          type: 'Polygon' as const,
          coordinates: [
            [
              [0, 0],
              [1e-4, 0],
              [1e-4, 1e-4],
              [0, 0],
            ],
          ],
        },
      })),
    };
    const { grids: mended, refused } = await applyRepairPlan(grids, { ...plan, proposals: [spoilt] });
    expect(refused).toHaveLength(1);
    expect(mended).toEqual(grids);
  });

  it('refuses a map that is not the one the plan was made for', async () => {
    const plan = await makeRepairPlan(grids, await runAudit(grids));
    await expect(applyRepairPlan(grids.slice(0, 3), plan)).rejects.toMatchObject({
      details: { type: 'plan-for-another-map', status: 409, field: 'contentSha256' },
    });
  });

  it('makes a plan only for the kinds and size classes asked for', async () => {
    const result = await runAudit(grids);
    expect((await makeRepairPlan(grids, result, { only: ['overlap'] })).proposals).toEqual([]);
    expect((await makeRepairPlan(grids, result, { sizeClasses: ['noise'] })).proposals).toEqual([]);
    expect((await makeRepairPlan(grids, result, { sizeClasses: ['real'] })).proposals).toHaveLength(2);
  });
});
