import { checkNames, type Checks, type CheckName } from './check-readiness.js';
import { route, type Route } from './endpoint.js';
import { getHealth, getReadiness } from './schemas/operations.js';
import { sendProblem } from './send-problem.js';

/** The name of the problem when a check fails; the page speaks of each in words of its own. */
const problemTypes: Readonly<Record<CheckName, string>> = {
  database: 'database-unavailable',
  migrations: 'not-ready',
  tiles: 'tiles-unavailable',
  maps: 'not-drawn-yet',
};

/** @param needed what makes the server unready when it fails; the rest is told all the same */
export function operationRoutes(
  checkReadiness: () => Promise<Checks>,
  needed: readonly CheckName[] = checkNames,
): Route[] {
  return [
    route(getHealth, async () => ({ body: { status: 'ok' as const } })),
    route(getReadiness, async ({ response }) => {
      const checks = await checkReadiness();
      const failed = needed.filter((name) => checks[name].status === 'failed');
      const [first] = failed;
      if (first === undefined) return { body: { status: 'ready' as const, checks } };
      sendProblem(
        response,
        {
          type: problemTypes[first],
          status: 503,
          detail: failed.map((name) => `${name}: ${checks[name].detail ?? 'failed'}`).join(' '),
          fix: 'Mend what is named; where it only starts or draws, wait some seconds.',
        },
        { checks },
      );
      return undefined;
    }),
  ];
}
