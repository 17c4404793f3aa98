import type { FindingFilter, FindingRow } from './finding-types.js';
import type { Store } from './types.js';

/** Rows of one request: short enough not to hold the embedded server. */
const pageRows = 500;

/** Findings of a run, worst first, with their status, a page at a time: never more than one page is held. */
export async function* pageFindings(
  store: Pick<Store, 'listFindings'>,
  territoryId: string,
  auditId: number,
  filter: FindingFilter = {},
): AsyncGenerator<FindingRow[], void, undefined> {
  for (let afterId: number | undefined; ;) {
    const page = await store.listFindings({
      ...filter,
      territoryId,
      auditId,
      limit: pageRows,
      ...(afterId === undefined ? {} : { afterId }),
    });
    if (page.length > 0) yield page;
    if (page.length < pageRows) return;
    afterId = page.at(-1)?.findingId;
  }
}

/** Every finding of a run, worst first, with its status. */
export async function readFindings(
  store: Pick<Store, 'listFindings'>,
  territoryId: string,
  auditId: number,
): Promise<FindingRow[]> {
  const findings: FindingRow[] = [];
  for await (const page of pageFindings(store, territoryId, auditId)) findings.push(...page);
  return findings;
}
