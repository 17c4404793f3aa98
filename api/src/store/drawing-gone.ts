import { Problem } from '../problem.js';

/** Refuses to draw a revision that cannot be drawn (any more). */
export function drawingGone(revision: number): Problem {
  return new Problem({
    type: 'drawing-gone',
    status: 409,
    detail: `Revision ${revision} is not to be drawn: it is drawn already, was taken back, or an older one is not drawn yet.`,
    fix: 'read its state again; revisions are drawn from the oldest on.',
  });
}
