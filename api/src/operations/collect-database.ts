import { Gauge, type Registry } from 'prom-client';
import type { Database } from '../store/database.js';
import type { TerritoryFigures } from '../store/read-figures.js';
import { shareFigures } from './share-figures.js';

/** Where the figures of the database come from. */
export interface DatabaseFigures {
  readonly pool: Pick<Database['pool'], 'totalCount' | 'idleCount' | 'waitingCount'>;
  readonly readFigures: () => Promise<readonly TerritoryFigures[]>;
}

const severities = ['error', 'warning', 'info'] as const;

/**
 * The pool, whether the database answers, and what is worth watching of each territory. A scrape asks the database at
 * most every ten seconds and waits for it a moment only; while it is away its figures are left out.
 */
export function collectDatabase(registry: Registry, { pool, readFigures }: DatabaseFigures): void {
  const registers = [registry];
  const figures = shareFigures(readFigures);
  new Gauge({
    name: 'wangge_database_connections',
    help: 'Connections of the pool: open, of these idle; and requests that wait for one.',
    labelNames: ['state'],
    registers,
    collect() {
      this.set({ state: 'open' }, pool.totalCount);
      this.set({ state: 'idle' }, pool.idleCount);
      this.set({ state: 'waiting' }, pool.waitingCount);
    },
  });
  new Gauge({
    name: 'wangge_database_up',
    help: '1 where the database answered when it was asked last.',
    registers,
    async collect() {
      this.set((await figures()) === undefined ? 0 : 1);
    },
  });
  const perTerritory = (
    name: string,
    help: string,
    labelNames: string[],
    tell: (gauge: Gauge, each: TerritoryFigures) => void,
  ): void => {
    new Gauge({
      ...{ name, help, labelNames, registers },
      async collect() {
        this.reset();
        for (const each of (await figures()) ?? []) tell(this, each);
      },
    });
  };
  perTerritory(
    'wangge_territory_revision',
    'Revision of the map that is in force.',
    ['territory'],
    (gauge, { territoryId: territory, revision }) => {
      if (revision !== null) gauge.set({ territory }, revision);
    },
  );
  perTerritory(
    'wangge_open_findings',
    'Findings of the last audit that no waiver accepts.',
    ['territory', 'severity'],
    (gauge, { territoryId: territory, openFindings }) => {
      if (openFindings === null) return;
      for (const severity of severities) gauge.set({ territory, severity }, openFindings[severity] ?? 0);
    },
  );
}
