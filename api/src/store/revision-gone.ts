import { Problem } from '../problem.js';

/** Refuses to write or publish a revision whose build is over. */
export function revisionGone(revision: number): Problem {
  return new Problem({
    type: 'revision-gone',
    status: 409,
    detail: `Revision ${revision} is not being built: it was published, or taken back after its process went silent.`,
    fix: 'begin a new one.',
  });
}
