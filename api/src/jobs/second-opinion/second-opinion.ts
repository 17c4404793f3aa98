import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import type { Disagreement, RetriedParent, SecondOpinion } from '../../coverage/certificate-types.js';
import { countEdges } from '../../geometry/signed-edges.js';
import { collectCases } from './collect-cases.js';
import { compareVerdict, describeUnjudged, toleranceSquareMetres } from './compare-verdict.js';
import { defaultWorkerEntry, judgeInThreads } from './judge-in-threads.js';
import type { ParentCase, SecondOpinionRequest } from './types.js';

/** Who gives the opinion: name and version of the library that is installed. */
const { name, version } = createRequire(import.meta.url)('@turf/turf/package.json') as {
  readonly name: string;
  readonly version: string;
};
const engine = `${name} ${version}`;

/**
 * Asks Turf alone about every parent that has children, and compares its gaps, overlaps and intrusions with ours by
 * their m² and by their place, parent by parent. What the two do not agree on, and what Turf gives no answer to, is a
 * disagreement with both geometries: it is never left out.
 *
 * Does not compare findings without area. Works in worker threads, largest parent
 * first, so that no long one is left to the end; slow, since Turf is: about 0.4 ms for a vertex and core.
 *
 * @throws the reason of `signal`, at once; an error when worker threads do not start at all.
 */
export async function secondOpinion(request: SecondOpinionRequest): Promise<SecondOpinion> {
  const { onProgress, signal } = request;
  const cases = collectCases(request)
    .map((subject) => ({ subject, edges: countCaseEdges(subject) }))
    .sort((a, b) => b.edges - a.edges);
  const edgesInAll = cases.reduce((sum, { edges }) => sum + edges, 0);
  const disagreements: Disagreement[][] = [];
  const retried: RetriedParent[] = [];
  let edgesDone = 0;
  onProgress?.(0, edgesInAll);
  await judgeInThreads({
    entry: request.workerEntry ?? defaultWorkerEntry(),
    workers: Math.max(1, request.workers ?? availableParallelism() - 1),
    tasks: cases.map(({ subject: { parent, children, ours } }) => ({
      parent,
      children,
      ours: {
        gap: ours.gap.geometry,
        overlap: ours.overlap.geometry,
        'outside-parent': ours['outside-parent'].geometry,
      },
    })),
    signal,
    onOutcome: (index, outcome) => {
      const { subject, edges } = cases[index]!;
      disagreements[index] =
        'verdict' in outcome
          ? compareVerdict(subject, outcome.verdict)
          : [describeUnjudged(subject, outcome.failure)];
      if ('verdict' in outcome && outcome.firstFailure !== undefined) {
        retried.push({ level: subject.level, parent: subject.parentCode, message: outcome.firstFailure });
      }
      edgesDone += edges;
      onProgress?.(edgesDone, edgesInAll);
    },
  });
  return {
    engine,
    parents: cases.length,
    agreed: disagreements.filter((found) => found.length === 0).length,
    toleranceSquareMetres,
    notJudged: cases.reduce((sum, { subject }) => sum + subject.notJudged, 0),
    disagreements: disagreements.flat(),
    retried,
  };
}

function countCaseEdges({ parent, children }: ParentCase): number {
  return children.reduce((sum, child) => sum + countEdges(child), parent === null ? 0 : countEdges(parent));
}
