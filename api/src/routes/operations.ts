import { Problem } from '../problem.js';
import type { Store } from '../store/types.js';
import { route, type Route } from './endpoint.js';
import { getHealth, getReadiness } from './schemas/operations.js';

export function operationRoutes(store: Pick<Store, 'checkReady'>): Route[] {
  return [
    route(getHealth, async () => ({ body: { status: 'ok' as const } })),
    route(getReadiness, async () => {
      const fault = await store.checkReady();
      if (fault === undefined) return { body: { status: 'ready' as const } };
      throw new Problem({
        type: 'not-ready',
        status: 503,
        detail: fault,
        fix: 'Try again in a few seconds.',
      });
    }),
  ];
}
