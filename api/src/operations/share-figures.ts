export interface ShareOptions {
  /** An answer is given again for so long. */
  readonly freshMs: number;
  /** Nobody waits longer for an answer. */
  readonly patienceMs: number;
}

const defaults: ShareOptions = { freshMs: 10_000, patienceMs: 1_500 };

/**
 * The same answer for everyone who asks within some seconds, and one question at a time, however often somebody asks.
 * Undefined where the question failed or takes too long; one that takes too long is not asked a second time beside.
 */
export function shareFigures<Figures>(
  read: () => Promise<Figures>,
  { freshMs, patienceMs }: ShareOptions = defaults,
): () => Promise<Figures | undefined> {
  let underWay: Promise<Figures | undefined> | undefined;
  let kept: { readonly figures: Figures | undefined; readonly atMs: number } | undefined;

  const ask = async (): Promise<Figures | undefined> => {
    let figures: Figures | undefined;
    try {
      figures = await read();
    } catch {
      // That the database is away is what the undefined figure says.
    }
    kept = { figures, atMs: performance.now() };
    underWay = undefined;
    return figures;
  };

  return async () => {
    if (kept?.figures !== undefined && performance.now() - kept.atMs < freshMs) return kept.figures;
    underWay ??= ask();
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), patienceMs);
    });
    try {
      return await Promise.race([underWay, late]);
    } finally {
      clearTimeout(timer);
    }
  };
}
