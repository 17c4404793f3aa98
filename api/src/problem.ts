/** A fault of the caller's, told with its subject and the mend; shown as it is, never logged as ours. */
export interface ProblemDetails {
  /** Stable machine name, kebab-case: `code-twice`, `unknown-level`, `grid-not-found`. */
  readonly type: string;
  /** HTTP status it is answered with. */
  readonly status: number;
  /** One sentence: what is wrong, with the values that are wrong. */
  readonly detail: string;
  /** What to do about it. */
  readonly fix?: string;
  readonly file?: string;
  /** 1-based number of the feature or row in `file`. */
  readonly feature?: number;
  readonly field?: string;
}

/**
 * The caller's fault, as an exception. Its message is one line: `FILE, feature N, field F: detail. Fix: …`,
 * naming only what is known.
 */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly details: ProblemDetails,
    options?: ErrorOptions,
  ) {
    super(describeProblem(details), options);
  }
}

function describeProblem(details: ProblemDetails): string {
  const subject = [
    details.file,
    details.feature === undefined ? undefined : `feature ${details.feature}`,
    details.field === undefined ? undefined : `field ${details.field}`,
  ].filter((part) => part !== undefined);
  const prefix = subject.length > 0 ? `${subject.join(', ')}: ` : '';
  const fix = details.fix === undefined ? '' : ` Fix: ${details.fix}`;
  return `${prefix}${details.detail}${fix}`;
}
