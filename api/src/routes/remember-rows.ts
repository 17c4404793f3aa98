import { keepRecent } from '../tiles/keep-recent.js';

/** Reads a row by its territory and its number there. */
export type ReadRow<Row> = (territoryId: string, number: number) => Promise<Row | undefined>;

export interface RememberedRows<Row> {
  /** Asks the store, and corrects what is remembered. */
  readonly read: ReadRow<Row>;
  /** What is remembered, or else what the store has. */
  readonly recall: ReadRow<Row>;
  /** Whether what is remembered now is still so, to be asked as often as one likes; false where nothing is. */
  watch(territoryId: string, number: number): () => boolean;
}

interface RememberedRow<Row> {
  readonly territoryId: string;
  readonly number: number;
  readonly row: Row;
  readonly made: string;
  lookedMs: number;
  isPresent: boolean;
}

const remembered = 1000;

/** A restore beneath a server that runs on is noticed so long after it at the latest. */
export const lookAgainMs = 5_000;

/**
 * Remembers rows that never change again, by what the store has of them. Only a restore beneath a running server puts
 * another row in the place of one: so who recalls a row makes us look at it again, in the background and every few
 * seconds at most. While the database is away, what is remembered stays.
 *
 * @param madeAt when what a row stands for was made; undefined while it may still change
 */
export function rememberRows<Row>(
  readRow: ReadRow<Row>,
  madeAt: (row: Row) => string | undefined,
): RememberedRows<Row> {
  const rows = keepRecent<RememberedRow<Row>>(remembered);

  const read: ReadRow<Row> = async (territoryId, number) => {
    const row = await readRow(territoryId, number);
    const made = row === undefined ? undefined : madeAt(row);
    const key = keyOf(territoryId, number);
    const known = rows.get(key);
    const lookedMs = performance.now();
    if (known !== undefined && known.made === made) {
      known.lookedMs = lookedMs;
      return row;
    }
    if (known !== undefined) known.isPresent = false;
    rows.delete(key);
    if (row !== undefined && made !== undefined)
      rows.set(key, { territoryId, number, row, made, lookedMs, isPresent: true }, 1);
    return row;
  };

  const lookAgain = (known: RememberedRow<Row>): void => {
    const now = performance.now();
    if (now - known.lookedMs < lookAgainMs) return;
    known.lookedMs = now;
    read(known.territoryId, known.number).then(
      (row) => {
        // It may be remembered no more, and still be watched.
        if (row === undefined || madeAt(row) !== known.made) known.isPresent = false;
      },
      // The database is away, which everybody who needs it is told.
      () => undefined,
    );
  };

  return {
    read,
    recall: async (territoryId, number) => {
      const known = rows.get(keyOf(territoryId, number));
      if (known === undefined) return read(territoryId, number);
      lookAgain(known);
      return known.row;
    },
    watch: (territoryId, number) => {
      const known = rows.get(keyOf(territoryId, number));
      if (known === undefined) return () => false;
      return () => {
        lookAgain(known);
        return known.isPresent;
      };
    },
  };
}

function keyOf(territoryId: string, number: number): string {
  return `${territoryId} ${number}`;
}
