import type { Logger } from './create-logger.js';

/** The answer that a fault has spoilt. */
export interface SpoiltAnswer {
  readonly status: number;
  readonly response: object;
}

export interface FaultLog {
  /** Told of every fault of ours. One of a request is kept for the line of that request, the others are told at once. */
  readonly log: (message: string, cause: unknown, of?: SpoiltAnswer) => void;
  /** What has spoilt the answer to a request that is over. */
  readonly faultOf: (response: object) => RequestFault | undefined;
}

export interface RequestFault {
  readonly error: unknown;
  readonly status: number;
}

/** Tells faults of ours with their causes; a request that failed is one line, which says why. */
export function createFaultLog(logger: Logger): FaultLog {
  const faults = new WeakMap<object, RequestFault>();
  return {
    log: (message, error, of) => {
      if (of === undefined) logger.error({ error }, message);
      else faults.set(of.response, { error, status: of.status });
    },
    faultOf: (response) => faults.get(response),
  };
}
