import { basename } from 'node:path';
import type { JobProgress } from './job-progress.js';
import type { ReadProgress } from './reading/types.js';

const steps: Readonly<Record<ReadProgress['step'], string>> = {
  read: 'Reading',
  match: 'Matching vertices',
  project: 'Projecting',
  repair: 'Checking rings',
};

/** A reading step in words. */
export function describeReading(progress: ReadProgress): JobProgress {
  const file = progress.file === undefined ? '' : ` ${basename(progress.file)}`;
  return { step: `${steps[progress.step]}${file}`, done: progress.done, total: progress.total };
}
