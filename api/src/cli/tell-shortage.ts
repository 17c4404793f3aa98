import { Problem } from '../problem.js';
import type { Database } from '../store/database.js';
import type { Shortage, StoreUnavailable } from '../store/map-error.js';

/** The database could not serve a command to its end; what became of the command's own work is for the command to add. */
export const shortageProblems = ['database-lost', 'database-disk-full', 'database-overloaded'] as const;

interface Told {
  readonly type: (typeof shortageProblems)[number];
  readonly what: string;
  readonly fix: string;
}

const again = 'then run the same command again';

function tell(shortage: Shortage, { kind, place }: Pick<Database, 'kind' | 'place'>): Told {
  const name = kind === 'embedded' ? `embedded database in ${place}` : `database ${place}`;
  if (shortage === 'disk-full') {
    const where = kind === 'embedded' ? `the data folder ${place}` : `the database ${place}`;
    return {
      type: 'database-disk-full',
      what: `The disk of ${where} is full`,
      fix: `make room on that disk, ${again}.`,
    };
  }
  if (shortage === 'overloaded') {
    return {
      type: 'database-overloaded',
      what: `The ${name} has no connection or memory left`,
      fix: `end what else uses it or give it more, ${again}.`,
    };
  }
  return {
    type: 'database-lost',
    what: `The ${name} was lost on the way`,
    fix:
      kind === 'embedded'
        ? `see that memory and disk have room, ${again}.`
        : `see that its server runs and can be reached (its log says why it stopped; a full disk or too little memory are usual), ${again}.`,
  };
}

/** One line for people: what was lost, what the database or the system says, and what to do. */
export function tellShortage(error: StoreUnavailable, database: Pick<Database, 'kind' | 'place'>): Problem {
  const { type, what, fix } = tell(error.shortage, database);
  const reason = error.cause instanceof Error ? rootOf(error.cause).message : error.message;
  return new Problem(
    { type, status: 503, detail: `${what} (${reason.replace(/\.$/, '')}).`, fix },
    { cause: error },
  );
}

/** What the driver said first, under what was wrapped around it. */
function rootOf(error: Error): Error {
  if (error instanceof AggregateError && error.message === '' && error.errors[0] instanceof Error)
    return rootOf(error.errors[0]);
  return error.cause instanceof Error ? rootOf(error.cause) : error;
}
