import type { Api } from '../api/create-api.js';
import type { Audit, FindingChanges, FindingItem } from '../api/types.js';
import { Remote } from './remote.svelte.js';

/** What a run says besides its findings: its certificate, a second opinion, and what is gone since the run before. */
export class AuditReport {
  readonly audit = new Remote<Audit>();
  readonly changes = new Remote<FindingChanges>();
  /** The findings that are gone, as far as they were read. */
  gone = $state.raw<readonly FindingItem[]>([]);
  readonly hasMore = $derived(typeof this.changes.value?.nextCursor === 'string');
  readonly goneCount = $derived(this.changes.value?.counts.gone ?? 0);
  #territoryId = '';
  #auditId: number | null = null;
  readonly #api: Api;

  constructor(api: Api) {
    this.#api = api;
  }

  async open(territoryId: string, auditId: number | null): Promise<void> {
    this.#territoryId = territoryId;
    this.#auditId = auditId;
    this.audit.clear();
    this.changes.clear();
    this.gone = [];
    if (auditId === null) return;
    await Promise.all([
      this.audit.load((signal) => this.#api.readAudit(territoryId, auditId, signal)),
      this.#loadGone(undefined),
    ]);
  }

  async loadMore(): Promise<void> {
    if (this.hasMore && !this.changes.isLoading)
      await this.#loadGone(this.changes.value?.nextCursor ?? undefined);
  }

  async #loadGone(cursor: string | undefined): Promise<void> {
    const auditId = this.#auditId;
    if (auditId === null) return;
    await this.changes.load(async (signal) => {
      const page = await this.#api.listGone(this.#territoryId, auditId, cursor, signal);
      this.gone = cursor === undefined ? page.items : [...this.gone, ...page.items];
      return page;
    });
  }
}
