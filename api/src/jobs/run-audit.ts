import { availableParallelism } from 'node:os';
import { auditCoverage } from '../coverage/audit-coverage.js';
import type { AuditOptions, AuditResult, Grid } from '../coverage/types.js';
import { countEdges } from '../geometry/signed-edges.js';
import type { GridLevel } from '../hierarchy/levels.js';
import { auditInThreads } from './audit-threads/audit-in-threads.js';
import { findThreadFile } from './audit-threads/find-thread-file.js';
import { letOthersRun } from './let-others-run.js';

export interface RunAuditOptions extends AuditOptions {
  /** How many threads prove; by default one for each core when the map is large enough to gain, otherwise none. */
  readonly threads?: number | undefined;
}

type TellParents = (done: number, total: number) => void;

/**
 * Edges from which starting threads pays. Measured: 0.3 µs an edge here, once warm; a thread costs 0.1 s to start and
 * 0.5 s until its code is optimised, so that two are as fast as one at about four million.
 */
const edgesWorthThreads = 4_000_000;

/** A thread more than this gains little: what is left is done by one. */
const mostThreads = 8;

/**
 * Runs the audit to its end: on threads when the map is large and the machine has more than one core, otherwise
 * here, in slices of 20 ms. The result is the same either way. Threads run the compiled build alone; where there is none
 * (the source run by itself) all is done here.
 *
 * @param onProgress parents proven so far and in all, over every level.
 * @throws the reason of `signal` when it is aborted on the way; Problem `invalid-code-pattern`
 */
export async function runAudit(
  grids: readonly Grid[],
  onProgress?: TellParents,
  signal?: AbortSignal,
  { threads = worthThreads(grids), ...options }: RunAuditOptions = {},
): Promise<AuditResult> {
  signal?.throwIfAborted();
  const file = threads > 1 ? findThreadFile() : undefined;
  if (file === undefined) return auditHere(grids, options, onProgress, signal);
  const total = countParents(grids);
  onProgress?.(0, total);
  return auditInThreads({
    grids,
    options,
    file,
    threads,
    onParents: (done) => onProgress?.(done, total),
    signal,
  });
}

function worthThreads(grids: readonly Grid[]): number {
  const threads = Math.min(availableParallelism(), mostThreads);
  if (threads < 2) return 1;
  let edges = 0;
  for (const { geometry } of grids) edges += countEdges(geometry);
  return edges < edgesWorthThreads ? 1 : threads;
}

async function auditHere(
  grids: readonly Grid[],
  options: AuditOptions,
  onProgress: TellParents | undefined,
  signal: AbortSignal | undefined,
): Promise<AuditResult> {
  const pause = letOthersRun(signal);
  const total = countParents(grids);
  const doneByLevel = new Map<GridLevel, number>();
  const steps = auditCoverage(grids, options);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    const { level, parentsDone } = step.value;
    if (doneByLevel.get(level) !== parentsDone) {
      doneByLevel.set(level, parentsDone);
      onProgress?.(
        [...doneByLevel.values()].reduce((sum, done) => sum + done, 0),
        total,
      );
    }
    await pause();
  }
}

/** Every grid that is not an element is the parent of a level; counties have one parent, drawn or not. */
function countParents(grids: readonly Grid[]): number {
  const drawn = grids.filter((grid) => grid.level !== 'element').length;
  const hasTerritory = grids.some((grid) => grid.level === 'territory');
  return hasTerritory ? drawn : drawn + 1;
}
