/** One line for a run's row: what ended it. */
export function describeFailure(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
