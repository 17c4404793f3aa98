import { Problem } from '../problem.js';

/** Why a database cannot serve: it is away, its disk is full, or it has no connection or memory left. */
export type Shortage = 'away' | 'disk-full' | 'overloaded';

/** The database cannot be reached or has no room: answered with 503, and worth another try. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
  readonly shortage: Shortage;

  constructor(message: string, options: ErrorOptions & { readonly shortage?: Shortage } = {}) {
    super(message, options);
    this.shortage = options.shortage ?? 'away';
  }
}

const shortageTold: Readonly<Record<Shortage, string>> = {
  away: 'The database cannot be reached',
  'disk-full': 'The disk of the database is full',
  overloaded: 'The database has nothing left to give',
};

/** Transactions that PostgreSQL ended for reasons of concurrency; the same one may be run again. */
const retriableStates = new Set(['40001', '40P01']);

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What pg says, without a code, when its connection goes away or none is to be had. */
const lostConnectionMessage =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|timeout expired|Query read timeout|Client was closed/;

/** What the system says through PostgreSQL, in any of its messages, when a disk is full. */
const diskFullMessage = /No space left on device|Disk quota exceeded/i;

/** What a broken rule means to the caller, by constraint. */
const constraintProblems: Readonly<
  Record<string, { type: string; detail: string; fix: string; field?: string }>
> = {
  territory_pkey: {
    type: 'territory-exists',
    detail: 'There is a territory of this id already.',
    fix: 'choose another id, or import into the one there is.',
    field: 'territoryId',
  },
  territory_id_is_slug: {
    type: 'territory-id-invalid',
    detail:
      'A territory id has 1 to 40 small letters, digits and hyphens, and begins with a letter or digit.',
    fix: 'choose an id such as shiyan.',
    field: 'territoryId',
  },
  grid_version_code_once_per_level: {
    type: 'code-twice',
    detail: 'The same code would stand twice in one level.',
    fix: 'give each grid of a level a code of its own.',
    field: 'code',
  },
  grid_version_code_shape: {
    type: 'code-shape',
    detail: 'A code does not have the digits of its level (county 6, branch 9, outlet-area 12, element 15).',
    fix: 'correct the code, or use a territory with code scheme own.',
    field: 'code',
  },
  grid_version_code_length: {
    type: 'code-shape',
    detail: 'A code must have 1 to 64 characters.',
    fix: 'correct the code.',
    field: 'code',
  },
  grid_version_category_fkey: {
    type: 'unknown-category',
    detail: 'A category is not in the registry of the territory.',
    fix: 'use one of the codes that /categories lists.',
    field: 'category',
  },
  grid_version_category_only_elements: {
    type: 'category-not-element',
    detail: 'Only elements have a category.',
    fix: 'leave the category of other levels empty.',
    field: 'category',
  },
};

/** Transactions ended by concurrency, where running the whole transaction again is safe and sensible. */
export function isRetriable(error: unknown): boolean {
  return retriableStates.has(codeOf(error));
}

/** The connection was lost or never made; whether anything was committed is not known. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isConnectionLost);
  const code = codeOf(error);
  if (networkCodes.has(code) || code.startsWith('08') || code.startsWith('57P')) return true;
  return error instanceof Error && lostConnectionMessage.test(error.message);
}

/** No connection of the pool came free in time: whoever asks has waited already, and asking again makes the queue longer. */
export function isPoolExhausted(error: unknown): boolean {
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect';
}

/** The database took a statement and did not answer in time: it hangs, or the statement is slow. */
export function isUnanswered(error: unknown): error is Error {
  return error instanceof Error && error.message === 'Query read timeout';
}

/**
 * The one place where an SQLSTATE gets a meaning: a broken rule of the row is the caller's fault (`Problem`), an
 * unreachable or exhausted database is `StoreUnavailable`; anything else is ours and passes through unchanged.
 */
export function mapError(error: unknown): unknown {
  if (error instanceof Problem || error instanceof StoreUnavailable) return error;
  const code = codeOf(error);
  const shortage = shortageOf(error);
  if (shortage !== undefined)
    return new StoreUnavailable(`${shortageTold[shortage]}: ${messageOf(error)}.`, {
      cause: error,
      shortage,
    });
  const known = constraintProblems[constraintOf(error)];
  if (known !== undefined) {
    return new Problem({ ...known, status: code === '23514' ? 400 : 409 }, { cause: error });
  }
  if (code === '23503' && constraintOf(error).endsWith('territory_fkey')) {
    return new Problem(
      { type: 'territory-not-found', status: 404, detail: 'There is no such territory.' },
      { cause: error },
    );
  }
  if (code === '23505' || code === '23503' || code === '23P01') {
    return new Problem(
      {
        type: 'conflict',
        status: 409,
        detail: `The change contradicts what is stored (${constraintOf(error)}).`,
        fix: 'read the present state and try again.',
      },
      { cause: error },
    );
  }
  return error;
}

function shortageOf(error: unknown): Shortage | undefined {
  const code = codeOf(error);
  if (code === '53100' || (code !== '' && diskFullMessage.test(messageOf(error)))) return 'disk-full';
  if (code.startsWith('53') || isPoolExhausted(error)) return 'overloaded';
  return isConnectionLost(error) ? 'away' : undefined;
}

function codeOf(error: unknown): string {
  return propertyText(error, 'code');
}

function constraintOf(error: unknown): string {
  return propertyText(error, 'constraint');
}

function propertyText(error: unknown, name: 'code' | 'constraint'): string {
  if (typeof error !== 'object' || error === null || !(name in error)) return '';
  const value: unknown = Reflect.get(error, name);
  return typeof value === 'string' ? value : '';
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
