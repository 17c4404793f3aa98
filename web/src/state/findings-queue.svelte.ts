import type { FindingKind } from '@wangge/api/hierarchy/finding-kinds';
import { parentLevel } from '@wangge/api/hierarchy/levels';
import type { Api } from '../api/create-api.js';
import type { FindingChange, FindingItem, FindingPage, FindingTotal, Grid } from '../api/types.js';
import { Remote } from './remote.svelte.js';

/** Findings asked for at once; the next page comes as the list is scrolled near its end. */
const pageSize = 200;

/** Where a finding lies: the parent that is not covered exactly once, and what is above it, nearest first. */
export interface FindingPlace {
  readonly findingId: number;
  readonly parent: Grid;
  readonly ancestors: readonly Grid[];
}

/** The findings of an audit, largest first, page by page; noise is counted and left out unless asked for. */
export class FindingsQueue {
  kind = $state<FindingKind>();
  noise = $state(false);
  chosenId = $state<number>();
  readonly page = new Remote<FindingPage>();
  /** The chosen finding when it is not among those read, as with a shared link. */
  readonly lone = new Remote<FindingItem>();
  /** Where the chosen finding lies. */
  readonly place = new Remote<FindingPlace>();
  /** The change that is being made to the chosen finding. */
  readonly change = new Remote<FindingItem>();
  #all = $state.raw<readonly FindingItem[]>([]);
  #territoryId = '';
  #lastChange: FindingChange | undefined;
  #auditId = $state<number | null>(null);
  readonly #api: Api;

  readonly items = $derived(
    this.noise ? this.#all : this.#all.filter(({ sizeClass }) => sizeClass !== 'noise'),
  );
  readonly chosenIndex = $derived(this.items.findIndex(({ findingId }) => findingId === this.chosenId));
  readonly chosen = $derived.by(() => {
    const known = this.#all.find(({ findingId }) => findingId === this.chosenId);
    if (known !== undefined) return known;
    return this.lone.value?.findingId === this.chosenId ? this.lone.value : undefined;
  });
  /** Counts of the whole audit, whatever the filter; they stay while a page is on its way. */
  totals = $state.raw<readonly FindingTotal[]>([]);
  /** How many there are under the filter, read or not. */
  readonly count = $derived(
    this.#sum(({ kind, sizeClass }) => this.#isOfKind(kind) && (this.noise || sizeClass !== 'noise')),
  );
  readonly noiseCount = $derived(
    this.#sum(({ kind, sizeClass }) => this.#isOfKind(kind) && sizeClass === 'noise'),
  );
  /** Count per kind under the noise filter, kinds without any left out, in the order of the totals. */
  readonly kindCounts = $derived.by(() => {
    const counts: Partial<Record<FindingKind, number>> = {};
    for (const { kind, sizeClass, count } of this.totals) {
      if (this.noise || sizeClass !== 'noise') counts[kind] = (counts[kind] ?? 0) + count;
    }
    return counts;
  });
  readonly hasMore = $derived(typeof this.page.value?.nextCursor === 'string');
  readonly isAudited = $derived(this.#auditId !== null);

  constructor(api: Api) {
    this.#api = api;
  }

  async open(territoryId: string, auditId: number | null): Promise<void> {
    this.#territoryId = territoryId;
    this.#auditId = auditId;
    this.totals = [];
    await this.#restart();
  }

  async showKind(kind: FindingKind | undefined): Promise<void> {
    this.kind = kind;
    await this.#restart();
  }

  async showNoise(noise: boolean): Promise<void> {
    this.noise = noise;
    if (this.items.length === 0) await this.loadMore();
  }

  /** Asks again for the page that failed. */
  async retry(): Promise<void> {
    await this.page.retry();
  }

  /** Reads on, until something shows or the end is reached. */
  async loadMore(): Promise<void> {
    const shownBefore = this.items.length;
    while (this.hasMore && !this.page.isLoading && this.items.length === shownBefore) {
      if (!(await this.#loadPage(this.page.value?.nextCursor ?? undefined))) return;
    }
  }

  async choose(findingId: number): Promise<FindingItem | undefined> {
    if (this.chosenId !== findingId) this.change.clear();
    this.chosenId = findingId;
    this.place.clear();
    const territoryId = this.#territoryId;
    const finding =
      this.chosen ??
      (await this.lone.load((signal) => this.#api.readFinding(territoryId, findingId, signal)));
    if (finding !== undefined && this.chosenId === findingId) void this.#readPlace(territoryId, finding);
    return finding;
  }

  /** The one before or after the chosen; the first when none is. Undefined at the ends. */
  async step(by: 1 | -1): Promise<FindingItem | undefined> {
    const index = this.chosenIndex === -1 ? 0 : this.chosenIndex + by;
    if (index >= this.items.length) await this.loadMore();
    const item = this.items[index];
    return item === undefined ? undefined : this.choose(item.findingId);
  }

  /** Works on the chosen finding; it stands changed in the list too. False when the change was refused. */
  async changeChosen(change: FindingChange): Promise<boolean> {
    const findingId = this.chosenId;
    if (findingId === undefined) return false;
    this.#lastChange = change;
    const territoryId = this.#territoryId;
    const changed = await this.change.load((signal) =>
      this.#api.changeFinding(territoryId, findingId, change, signal),
    );
    if (changed === undefined) return false;
    this.#all = this.#all.map((item) => (item.findingId === findingId ? changed : item));
    if (this.lone.value?.findingId === findingId) this.lone.value = changed;
    return true;
  }

  /** Makes the change again that was refused or did not arrive. */
  async retryChange(): Promise<void> {
    if (this.#lastChange !== undefined) await this.changeChosen(this.#lastChange);
  }

  unchoose(): void {
    this.chosenId = undefined;
    this.change.clear();
    this.place.clear();
  }

  async #readPlace(territoryId: string, { findingId, parent, level }: FindingItem): Promise<void> {
    const above = parentLevel(level);
    if (parent === null || above === undefined) return;
    await this.place.load(async (signal) => {
      const grid = await this.#api.readGridRecord(territoryId, parent, above, signal);
      const ancestors = await this.#api.listAncestors(territoryId, grid.gridId, signal);
      return { findingId, parent: grid, ancestors };
    });
  }

  async #restart(): Promise<void> {
    this.#all = [];
    this.page.clear();
    if (this.#auditId === null) return;
    await this.#loadPage(undefined);
    if (this.items.length === 0) await this.loadMore();
  }

  async #loadPage(cursor: string | undefined): Promise<boolean> {
    const auditId = this.#auditId;
    if (auditId === null) return false;
    const query = {
      limit: pageSize,
      ...(this.kind === undefined ? {} : { kind: this.kind }),
      ...(cursor === undefined ? {} : { cursor }),
    };
    const page = await this.page.load(async (signal) => {
      const answer = await this.#api.listFindings(this.#territoryId, auditId, query, signal);
      this.#all = cursor === undefined ? answer.items : [...this.#all, ...answer.items];
      this.totals = answer.totals;
      return answer;
    });
    return page !== undefined;
  }

  #isOfKind(kind: FindingKind): boolean {
    return this.kind === undefined || this.kind === kind;
  }

  #sum(isCounted: (total: FindingTotal) => boolean): number {
    return this.totals.filter(isCounted).reduce((sum, { count }) => sum + count, 0);
  }
}
