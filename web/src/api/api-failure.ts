/** Why a request gave no answer: the server refused it, nobody answered, or it took too long. */
export type FailureKind = 'refused' | 'unreachable' | 'timeout';

/** The statuses with which a server or a proxy says that it cannot answer now and may later. */
const awayStatuses = [429, 502, 503, 504];

export function isAwayStatus(status: number): boolean {
  return awayStatuses.includes(status);
}

/** A request that failed, with what a person needs to mend it. `detail` and `fix` come from problem+json. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';

  constructor(
    readonly kind: FailureKind,
    readonly details: {
      readonly status?: number;
      readonly title?: string;
      readonly detail?: string;
      readonly fix?: string;
      readonly requestId?: string;
    },
    options?: ErrorOptions,
  ) {
    super(details.detail ?? details.title ?? kind, options);
  }

  /** True when the server could not answer, as against: would not. Asking again later may help. */
  get isAway(): boolean {
    return this.kind !== 'refused' || isAwayStatus(this.details.status ?? 0);
  }
}
