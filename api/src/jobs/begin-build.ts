import { setTimeout as wait } from 'node:timers/promises';
import { Problem } from '../problem.js';
import type { Principal, Store } from '../store/types.js';
import type { ReportProgress } from './job-progress.js';

const lookAgainMs = 500;

export interface BuildRequest {
  readonly base: number | null;
  readonly note: string;
  readonly principal: Principal;
  readonly onProgress?: ReportProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Begins a revision. A build whose process was killed cannot be told from a slow one until it has been silent for
 * 30 seconds, so this waits while a build is silent, and takes its place then; at its first sign of life it is
 * somebody's, and the request is refused at once.
 *
 * @throws Problem `revision-building`, `base-moved`; the reason of `signal`.
 */
export async function beginBuild(
  store: Pick<Store, 'beginRevision' | 'findBuild'>,
  territoryId: string,
  request: BuildRequest,
): Promise<number> {
  const { base, note, principal, onProgress, signal } = request;
  let seen: { readonly revision: number; readonly silentMs: number } | undefined;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return (await store.beginRevision(territoryId, { base, note }, principal)).revision;
    } catch (error) {
      if (!(error instanceof Problem) || error.details.type !== 'revision-building') throw error;
      const build = await store.findBuild(territoryId);
      if (build === undefined) continue;
      const isAlive = seen?.revision === build.revision && build.silentMs < seen.silentMs;
      if (isAlive) throw error;
      seen = build;
      onProgress?.({
        step: `Waiting whether the build of revision ${build.revision} is still alive, seconds`,
        done: Math.min(Math.floor(build.silentMs / 1000), build.deadAfterMs / 1000),
        total: build.deadAfterMs / 1000,
      });
      await wait(lookAgainMs);
    }
  }
}
