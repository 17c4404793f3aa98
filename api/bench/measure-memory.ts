import type { Grid } from '../src/coverage/types.js';
import { runAudit } from './run-audit.js';

/** Collections of garbage in one audit: each takes longer than most steps. */
const collections = 40;

export interface AuditMemory {
  readonly geometryBytes: number;
  /** More than before the audit, at the worst step: heap and array buffers, garbage included. */
  readonly peakBytes: number;
  /** The same of what is in use: garbage is collected at forty steps, evenly spread. */
  readonly usedBytes: number;
}

/** What an audit takes beside the geometry, which is in memory before. Needs `--expose-gc`. */
export function measureMemory(grids: readonly Grid[]): AuditMemory {
  const collect = globalThis.gc;
  if (collect === undefined) throw new Error('Memory is measured with node --expose-gc only');
  const geometryBytes = grids.reduce(
    (sum, grid) => sum + grid.geometry.flat().reduce((bytes, ring) => bytes + ring.byteLength, 0),
    0,
  );
  const inUse = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  let steps = 0;
  const watch = (isCollecting: boolean): number => {
    const stepsPerCollection = Math.max(1, Math.floor(steps / collections));
    void collect();
    const before = inUse();
    let most = 0;
    let step = 0;
    const result = runAudit(grids, () => {
      step += 1;
      if (isCollecting && step % stepsPerCollection !== 0) return;
      if (isCollecting) void collect();
      most = Math.max(most, inUse() - before);
    });
    if (isCollecting) void collect();
    most = Math.max(most, inUse() - before);
    steps = step;
    // The findings are part of it, so they must still be there.
    if (result.levels.length === 0) throw new Error('The audit found no level');
    return most;
  };
  const peakBytes = watch(false);
  return { geometryBytes, peakBytes, usedBytes: watch(true) };
}
