import type { FindingRow, Store } from './types.js';

/** Rows of one request: short enough not to hold the embedded server. */
const pageRows = 500;

/** Every finding of a run, worst first, with its status, read in pages. */
export async function readFindings(
  store: Pick<Store, 'listFindings'>,
  territoryId: string,
  auditId: number,
): Promise<FindingRow[]> {
  const findings: FindingRow[] = [];
  for (;;) {
    const last = findings.at(-1);
    const page = await store.listFindings({
      territoryId,
      auditId,
      limit: pageRows,
      ...(last === undefined ? {} : { afterId: last.findingId }),
    });
    findings.push(...page);
    if (page.length < pageRows) return findings;
  }
}
