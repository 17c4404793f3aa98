import { describe, expect, it } from 'vitest';
import { auditCoverage } from '../coverage/audit-coverage.js';
import { repairRings } from '../coverage/repair-rings.js';
import type { Grid } from '../coverage/types.js';
import type { MultiPolygon } from '../geometry/types.js';
import { runAudit } from './run-audit.js';
import { runInSlices } from './run-in-slices.js';

/** One ring whose edges cross each other some tens of thousands of times: many seconds of work. */
function tangle(): MultiPolygon {
  let state = 7;
  const path = Array.from({ length: 2 * 400 }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.round((state / 2 ** 32) * 1e7);
  });
  return [[Int32Array.from([...path, path[0]!, path[1]!])]];
}

function element(geometry: MultiPolygon): Grid {
  return {
    level: 'element',
    code: 'A',
    name: '',
    parentCode: null,
    category: 'other',
    geometry,
    implied: false,
  };
}

describe('one tangled ring', () => {
  it('can be stopped while it is repaired', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped')), 30);
    await expect(runInSlices(repairRings([{ geometry: tangle() }]), stop.signal)).rejects.toThrow('stopped');
  });

  it('can be stopped while it is audited, although it is the only family', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('stopped')), 30);
    await expect(runAudit([element(tangle())], undefined, stop.signal)).rejects.toThrow('stopped');
  });

  it('tells the same progress again and again until its parent is done', () => {
    const steps = auditCoverage([element(tangle())]);
    for (let step = 0; step < 20; step += 1) {
      expect(steps.next().value).toMatchObject({ level: 'element', parentsDone: 0, parents: 1 });
    }
  });
});
