/** A login inside an address, wherever a message quotes one. */
const login = /\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@]+@/gi;

/** Deeper causes only repeat. */
const deepestCause = 5;

export interface DescribedFault {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  /** SQLSTATE or system code. */
  readonly code?: string;
  readonly cause?: DescribedFault;
  readonly errors?: readonly DescribedFault[];
  /** How often it was told since it was told with its stack. */
  readonly repeats?: number;
}

/**
 * An error for the log: what it says, where it comes from, and its causes. Its other properties are left out, since
 * libraries keep rows, addresses and passwords there; a login that a message quotes is blotted out.
 */
export function describeFault(error: unknown, depth = 0): DescribedFault {
  if (!(error instanceof Error)) return { type: typeof error, message: hideLogins(String(error)) };
  const code = 'code' in error ? String(error.code) : undefined;
  const goesOn = depth < deepestCause;
  return {
    type: error.name,
    message: hideLogins(error.message),
    ...(error.stack === undefined ? {} : { stack: hideLogins(error.stack) }),
    ...(code === undefined ? {} : { code }),
    ...(error.cause === undefined || !goesOn ? {} : { cause: describeFault(error.cause, depth + 1) }),
    ...(error instanceof AggregateError && goesOn
      ? { errors: error.errors.map((each: unknown) => describeFault(each, depth + 1)) }
      : {}),
  };
}

export function hideLogins(text: string): string {
  return text.replaceAll(login, '$1***@');
}
