import { describe, expect, it } from 'vitest';
import type { Api } from '../api/create-api.js';
import type { Audit, FindingChanges, FindingItem } from '../api/types.js';
import { AuditReport } from './audit-report.svelte.js';

const counts = { new: 1, same: 4, changed: 0, gone: 2 };

function reportOf(): { report: AuditReport; asked: (string | undefined)[] } {
  const asked: (string | undefined)[] = [];
  const api: Partial<Api> = {
    readAudit: (_territory, auditId) => Promise.resolve({ auditId, comparedWith: 6 } as Audit),
    listGone: (_territory, auditId, cursor) => {
      asked.push(cursor);
      const items = [{ findingId: cursor === undefined ? 50 : 51 } as FindingItem];
      const nextCursor = cursor === undefined ? 'next' : null;
      return Promise.resolve({ auditId, comparedWith: 6, counts, items, nextCursor } as FindingChanges);
    },
  };
  return { report: new AuditReport(api as Api), asked };
}

describe('AuditReport', () => {
  it('tells how many are gone, and reads them page by page', async () => {
    const { report, asked } = reportOf();
    await report.open('sample', 7);
    expect([report.goneCount, report.audit.value?.auditId]).toEqual([2, 7]);
    await report.loadMore();
    await report.loadMore();
    expect(report.gone.map(({ findingId }) => findingId)).toEqual([50, 51]);
    expect(asked).toEqual([undefined, 'next']);
  });

  it('says nothing before the first run', async () => {
    const { report, asked } = reportOf();
    await report.open('sample', 7);
    await report.open('sample', null);
    expect([report.goneCount, report.gone, report.audit.value]).toEqual([0, [], undefined]);
    expect(asked).toEqual([undefined]);
  });
});
