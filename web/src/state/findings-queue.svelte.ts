import { parentLevel } from '@wangge/api/hierarchy/levels';
import type { Api } from '../api/create-api.js';
import type {
  FindingChange,
  FindingItem,
  FindingPage,
  FindingTally,
  Grid,
  NoiseGroup,
} from '../api/types.js';
import {
  bodyOf,
  countOf,
  everythingOpen,
  matches,
  narrow,
  queryOf,
  type QueueFilter,
} from './finding-filter.js';
import { Remote } from './remote.svelte.js';

/** Findings asked for at once; the next page comes as the list is scrolled near its end. */
const pageSize = 200;

/** Where a finding lies: the parent that is not covered exactly once, and what is above it, nearest first. */
export interface FindingPlace {
  readonly findingId: number;
  readonly parent: Grid;
  readonly ancestors: readonly Grid[];
}

/** The findings of an audit under a filter, largest first, page by page, with the counts of the whole audit. */
export class FindingsQueue {
  filter = $state.raw<QueueFilter>(everythingOpen);
  chosenId = $state<number>();
  auditId = $state<number | null>(null);
  readonly page = new Remote<FindingPage>();
  /** The chosen finding when it is not among those read, as with a shared link. */
  readonly lone = new Remote<FindingItem>();
  /** Where the chosen finding lies. */
  readonly place = new Remote<FindingPlace>();
  /** The change that is being made to the chosen finding. */
  readonly change = new Remote<FindingItem>();
  /** The change that is being made to all under the filter: how many there were. */
  readonly bulk = new Remote<number>();
  /** Counts of the whole audit, whatever the filter; they stay while a page is on its way. */
  readonly tallies = new Remote<readonly FindingTally[]>();
  readonly noiseGroups = new Remote<readonly NoiseGroup[]>();
  #all = $state.raw<readonly FindingItem[]>([]);
  #territoryId = '';
  #lastChange: FindingChange | undefined;
  /** Where the chosen finding stood before a change took it out of the list. */
  #leftIndex: number | undefined;
  readonly #api: Api;

  readonly items = $derived(this.#all.filter((finding) => matches(this.filter, finding)));
  readonly chosenIndex = $derived(this.items.findIndex(({ findingId }) => findingId === this.chosenId));
  readonly chosen = $derived.by(() => {
    const known = this.#all.find(({ findingId }) => findingId === this.chosenId);
    if (known !== undefined) return known;
    return this.lone.value?.findingId === this.chosenId ? this.lone.value : undefined;
  });
  /** The group of noise that is shown, as it is counted. */
  readonly group = $derived.by(() => {
    const { group } = this.filter;
    return this.noiseGroups.value?.find(
      ({ level, parent }) => level === group?.level && parent === group.parent,
    );
  });
  /** How many there are under the filter, read or not. */
  readonly count = $derived.by(() => {
    if (this.filter.group === undefined) return this.countBy(this.filter);
    if (this.group === undefined) return 0;
    return this.filter.waived ? this.group.count - this.group.openCount : this.group.openCount;
  });
  /** What is open in the whole audit, rounding noise left out: the number that the page names everywhere. */
  readonly openCount = $derived(this.countBy(everythingOpen));
  readonly noiseCount = $derived(this.countBy({ ...everythingOpen, noise: true }) - this.openCount);
  readonly hasMore = $derived(typeof this.page.value?.nextCursor === 'string');
  readonly isAudited = $derived(this.auditId !== null);

  constructor(api: Api) {
    this.#api = api;
  }

  async open(territoryId: string, auditId: number | null): Promise<void> {
    this.#territoryId = territoryId;
    this.auditId = auditId;
    for (const remote of [this.tallies, this.noiseGroups, this.bulk]) remote.clear();
    await Promise.all([this.#recount(), this.#restart()]);
  }

  /** How many findings of the whole audit a filter takes; of a group of noise, all groups together. */
  countBy(filter: QueueFilter): number {
    return countOf(this.tallies.value ?? [], filter);
  }

  /** Shows by another filter; what is not named stays as it is, and undefined takes a part of it away. */
  async show(by: Parameters<typeof narrow>[1]): Promise<void> {
    this.filter = narrow(this.filter, by);
    this.bulk.clear();
    await this.#restart();
  }

  /** Reads the groups of noise, and again when they may have changed. */
  async readNoise(): Promise<void> {
    const { auditId } = this;
    if (auditId === null) return;
    await this.noiseGroups.load((signal) => this.#api.listNoise(this.#territoryId, auditId, signal));
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
    this.#leftIndex = undefined;
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
    const index = this.#nextIndex(by);
    if (index >= this.items.length) await this.loadMore();
    const item = this.items[index];
    return item === undefined ? undefined : this.choose(item.findingId);
  }

  /** Works on the chosen finding; it stands changed in the list too. False when the change was refused. */
  async changeChosen(change: FindingChange): Promise<boolean> {
    const findingId = this.chosenId;
    const index = this.chosenIndex;
    if (findingId === undefined) return false;
    this.#lastChange = change;
    const territoryId = this.#territoryId;
    const changed = await this.change.load((signal) =>
      this.#api.changeFinding(territoryId, findingId, change, signal),
    );
    if (changed === undefined) return false;
    this.#all = this.#all.map((item) => (item.findingId === findingId ? changed : item));
    if (this.lone.value?.findingId === findingId) this.lone.value = changed;
    if (index >= 0 && this.chosenIndex === -1) this.#leftIndex = index;
    void this.#recount();
    return true;
  }

  /** Makes the change again that was refused or did not arrive. */
  async retryChange(): Promise<void> {
    if (this.#lastChange !== undefined) await this.changeChosen(this.#lastChange);
  }

  /** The same change for all under the filter, read or not; the list is read anew. False when it was refused. */
  async changeAll(change: FindingChange): Promise<boolean> {
    const { auditId } = this;
    if (auditId === null) return false;
    const filter = bodyOf(this.filter);
    const updated = await this.bulk.load((signal) =>
      this.#api.changeFindings(this.#territoryId, auditId, filter, change, signal),
    );
    if (updated === undefined) return false;
    this.unchoose();
    await Promise.all([this.#recount(), this.#restart()]);
    return true;
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

  /** From a finding that a change took out of the list, on to what took its place. */
  #nextIndex(by: 1 | -1): number {
    if (this.chosenIndex !== -1) return this.chosenIndex + by;
    if (this.#leftIndex === undefined) return 0;
    return by === 1 ? this.#leftIndex : this.#leftIndex - 1;
  }

  async #recount(): Promise<void> {
    const { auditId } = this;
    if (auditId === null) return;
    const isGrouped = this.noiseGroups.value !== undefined || this.filter.group !== undefined;
    await Promise.all([
      this.tallies.load((signal) => this.#api.tallyFindings(this.#territoryId, auditId, signal)),
      ...(isGrouped ? [this.readNoise()] : []),
    ]);
  }

  async #restart(): Promise<void> {
    this.#all = [];
    this.page.clear();
    if (this.auditId === null) return;
    await this.#loadPage(undefined);
    if (this.items.length === 0) await this.loadMore();
  }

  async #loadPage(cursor: string | undefined): Promise<boolean> {
    const { auditId } = this;
    if (auditId === null) return false;
    const query = {
      ...queryOf(this.filter),
      limit: pageSize,
      ...(cursor === undefined ? {} : { cursor }),
    };
    const page = await this.page.load(async (signal) => {
      const answer = await this.#api.listFindings(this.#territoryId, auditId, query, signal);
      this.#all = cursor === undefined ? answer.items : [...this.#all, ...answer.items];
      return answer;
    });
    return page !== undefined;
  }
}
