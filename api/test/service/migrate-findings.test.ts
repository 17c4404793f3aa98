import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../src/store/migrate.js';
import { readFindings } from '../../src/store/read-findings.js';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.js';
import { migrateBefore } from '../migrate-before.js';

describe.each(databaseKinds)('findings of before they had a life, on the %s database', (kind) => {
  let test: TestDatabase;

  beforeAll(async () => {
    test = await openTestDatabase(kind);
    await migrateBefore(test.db, '20261124');
  });
  afterAll(() => test.drop());

  it('keep their work and their waivers', async () => {
    const run = (text: string): Promise<unknown> => test.db.pool.query(text);
    await run(`insert into wangge.territory (
        territory_id, name_zh, name_en, code_scheme, upper_levels, level_labels, display_datum, created_by
      )
      values ('old', '旧', 'Old', 'own', 'drawn', '{}', 'wgs84', 'local')`);
    await run(`insert into wangge.revision (territory_id, revision, status, author, effective_from)
      values ('old', 1, 'published', 'local', now())`);
    await run(`insert into wangge.audit_run (territory_id, revision, status, principal, finished_at, clean)
      select 'old', 1, 'done', 'local', now(), false from generate_series(1, 2)`);
    await run(`insert into wangge.finding (
        territory_id, audit_id, kind, severity, level, grids, identity, geometry_hash, geometry, message
      )
      select 'old', r.audit_id, 'gap', 'error', 'element', '[]', 'gap/element/O/E1/' || n, 'hash ' || n,
        'srid=4326;point(1 2)', 'A gap.'
      from wangge.audit_run r
      cross join generate_series(1, 2) n
      order by r.audit_id, n`);
    await run(`insert into wangge.work_item (territory_id, identity, assignee, updated_by)
      values ('old', 'gap/element/O/E1/2', 'li', 'local'), ('old', 'nowhere', 'li', 'local')`);
    await run(`insert into wangge.waiver (territory_id, identity, geometry_hash, reason, author)
      values ('old', 'gap/element/O/E1/2', 'hash 2', 'a lake', 'local')`);

    const names = await migrate(test.db);
    expect(names).toContain('20261124000002000_give-findings-a-life');

    const { rows } = await test.db.pool.query<{ id: number }>(
      'select r.audit_id as id from wangge.audit_run r order by r.audit_id',
    );
    const [first, second] = await Promise.all(rows.map(({ id }) => readFindings(test.store, 'old', id)));
    for (const findings of [first, second]) {
      expect(findings).toMatchObject([
        { assignee: null, status: 'open', causedBy: [], change: null },
        { assignee: 'li', status: 'waived', waiver: { reason: 'a lake' } },
      ]);
    }
    expect(second?.map((each) => each.caseId)).toEqual(first?.map((each) => each.findingId));
    expect(await test.store.getAudit('old', rows[0]!.id)).toMatchObject({
      ...{ clean: false, comparedWith: null, certificate: null, secondOpinion: null },
    });
  });
});
