import { Problem } from '../problem.js';

/** The command line itself is wrong. `detail` and `fix` are clauses; they are made sentences here. */
export function usageError(detail: string, fix?: string): Problem {
  return new Problem({
    type: 'usage',
    status: 400,
    detail: makeSentence(detail),
    ...(fix === undefined ? {} : { fix: makeSentence(fix) }),
  });
}

function makeSentence(clause: string): string {
  const isCommand = clause.startsWith('wangge');
  const start = isCommand ? clause : clause.charAt(0).toUpperCase() + clause.slice(1);
  return /[.?!]$/.test(start) ? start : `${start}.`;
}
