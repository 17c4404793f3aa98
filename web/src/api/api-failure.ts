/** Why a request gave no answer: the server refused it, nobody answered, or it took too long. */
export type FailureKind = 'refused' | 'unreachable' | 'timeout';

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
}
