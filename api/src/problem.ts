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

/** Code points that a message shows of one value. */
const longestValue = 60;
/** Code points of a sentence, whoever made it: what a library says of a file may quote any of it. */
const longestSentence = 2000;
/** What would drive a terminal, turn the reading direction, or is no character. Line feeds are left to who shows the text. */
const unshowable = /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** A value out of a file as a message may show it: at most 60 characters, controls as `\u001b`. */
export function tellValue(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return escapeControls(cutText(text, longestValue)).replaceAll('\n', '\\n');
}

/** Text with its control characters spelled out; line feeds stay. */
export function escapeControls(text: string): string {
  return text.replaceAll(unshowable, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** At most so many code points, then `…`. */
function cutText(text: string, most: number): string {
  if (text.length <= most) return text;
  const start = [...text.slice(0, 2 * most + 2)];
  return start.length > most ? `${start.slice(0, most).join('')}…` : text;
}

/**
 * The caller's fault, as an exception. Its message is one line: `FILE, feature N, field F: detail. Fix: …`,
 * naming only what is known.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  /** Its sentences are safe to show, and no longer than a screen. */
  readonly details: ProblemDetails;

  constructor(details: ProblemDetails, options?: ErrorOptions) {
    const shown = makeShowable(details);
    super(escapeControls(describeProblem(shown)), options);
    this.details = shown;
  }
}

function makeShowable(details: ProblemDetails): ProblemDetails {
  return {
    ...details,
    detail: showSentence(details.detail),
    ...(details.fix === undefined ? {} : { fix: showSentence(details.fix) }),
    ...(details.field === undefined ? {} : { field: cutText(escapeControls(details.field), longestValue) }),
  };
}

/** Escaped before it is cut, so that a problem made of another's details says the same. */
function showSentence(text: string): string {
  return cutText(escapeControls(text), longestSentence);
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
