import { isAwayStatus } from './api-failure.js';
import { readProblemText, readThrown } from './read-failure.js';

/**
 * Why the page does not get what it asks for: nobody answers · the server starts · its database is away · the tiles are ·
 * the map of this revision is still being drawn · an answer that waiting alone may not mend.
 */
export type FaultKind = 'unreachable' | 'starting' | 'database' | 'tiles' | 'drawing' | 'refused';

export interface ServiceFault {
  readonly kind: FaultKind;
  /** The server's own words, where it had any. */
  readonly detail?: string;
  /** How long the server asks to be left alone. */
  readonly retryAfterMs?: number;
  /** What the address names was made anew or is no more: what there is now has another address. */
  readonly isGone?: boolean;
  /** Nothing came in time. It may be that the question never left: browsers ask one server few things at once. */
  readonly isLate?: boolean;
}

/** Both resolve with undefined when the answer is as it should be. */
export interface ServiceProbe {
  /** What the server says of itself and of what stands behind it. */
  askServer(signal: AbortSignal): Promise<ServiceFault | undefined>;
  /** Whether an address of a tile or of a tile source that failed answers now. */
  askTile(url: string, signal: AbortSignal): Promise<ServiceFault | undefined>;
}

const probeTimeoutMs = 15_000;

const goneStatus = 410;

/** Problem types, as the API names them, that say what is away. */
const kindsOfProblems: Readonly<Record<string, FaultKind>> = {
  'not-ready': 'starting',
  'database-unavailable': 'database',
  'tiles-unavailable': 'tiles',
  'not-drawn-yet': 'drawing',
};

/** Seconds, or a date, as RFC 9110 has it. */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const waitMs = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - nowMs;
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}

async function readBody(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    // The page of a proxy in between, which speaks only through its status.
    return undefined;
  }
}

/**
 * Reads an answer that is no answer.
 *
 * @param unnamed what it means when no problem document names it
 */
async function readFault(response: Response, unnamed: FaultKind): Promise<ServiceFault> {
  const body = await readBody(response);
  const detail = readProblemText(body, 'detail');
  const retryAfterMs = readRetryAfter(response.headers.get('Retry-After'), Date.now());
  return {
    kind: kindsOfProblems[readProblemText(body, 'type') ?? ''] ?? unnamed,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(response.status === goneStatus ? { isGone: true } : {}),
  };
}

/**
 * What an answer to some other question says of the server; undefined when it says nothing of it. The answer can still be
 * read.
 */
export async function readServiceFault(response: Response): Promise<ServiceFault | undefined> {
  const fault = await readFault(response.clone(), 'refused');
  return fault.kind === 'refused' ? undefined : fault;
}

/**
 * Asks with plain requests, one at a time, and touches no tile but the one it is given.
 *
 * @param baseUrl absolute address of the API, without a slash at its end
 */
export function createServiceProbe(baseUrl: string): ServiceProbe {
  async function ask(url: string, signal: AbortSignal): Promise<Response | 'nobody' | 'late'> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(probeTimeoutMs)]);
    try {
      // Tiles that wait for a connection may as well wait for this.
      return await fetch(url, { signal: limited, priority: 'high' });
    } catch (thrown) {
      if (signal.aborted) throw thrown;
      return readThrown(thrown)?.kind === 'timeout' ? 'late' : 'nobody';
    }
  }

  return {
    async askServer(signal) {
      const response = await ask(`${baseUrl}/readyz`, signal);
      if (response === 'nobody') return { kind: 'unreachable' };
      if (response === 'late') return { kind: 'unreachable', isLate: true };
      if (response.ok) return undefined;
      // Without a problem document it is not our server that answers.
      return readFault(response, 'unreachable');
    },
    async askTile(url, signal) {
      const response = await ask(url, signal);
      if (typeof response === 'string') return { kind: 'tiles', detail: new URL(url).host };
      if (response.ok) return undefined;
      return readFault(response, isAwayStatus(response.status) ? 'tiles' : 'refused');
    },
  };
}
