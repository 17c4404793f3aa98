import type { FindingKind } from '@wangge/api/hierarchy/finding-kinds';
import type { Level } from '@wangge/api/hierarchy/levels';
import { untrack } from 'svelte';
import type { Api } from '../api/create-api.js';
import type { ServiceProbe } from '../api/service-fault.js';
import type {
  AuditRun,
  Bbox,
  CategoryRegistry,
  CoverageSummary,
  FindingChange,
  FindingItem,
  FindingKindItem,
  Grid,
  LngLat,
  LocalText,
  Territory,
} from '../api/types.js';
import { findBbox } from '../geojson/find-bbox.js';
import { locales, type Locale } from '../messages/locale.js';
import type { MessageArguments, MessageKey } from '../messages/message-key.js';
import { translate } from '../messages/translate.js';
import { AuditReport } from './audit-report.svelte.js';
import { AuditWatch } from './audit-watch.svelte.js';
import { everythingOpen } from './finding-filter.js';
import { FindingsQueue } from './findings-queue.svelte.js';
import { GridSearch } from './grid-search.svelte.js';
import { GridSelection, type SelectedGrid } from './grid-selection.svelte.js';
import { GridTree } from './grid-tree.svelte.js';
import { browserStorage, MyName } from './my-name.svelte.js';
import { Remote } from './remote.svelte.js';
import { RepairSuggestion, type ShownRepair } from './repair-suggestion.svelte.js';
import { ServiceWatch } from './service-watch.svelte.js';
import { formatView, parseView, type QueueList, type RightTab, type UrlView } from './url-view.js';

/** A request to the map to move, numbered so that the same place twice moves twice. */
export type MapMove = { readonly sequence: number } & (
  { readonly bbox: Bbox; readonly jump: boolean } | { readonly camera: NonNullable<UrlView['camera']> }
);

/** A finding is shown with this share of its size around it on every side, so that one sees where it lies. */
const findingMarginShare = 0.6;

/** The least margin around a finding in degrees, about 40 m: a point has no size. */
const findingMarginDegrees = 0.0004;

/** A narrow screen shows one panel at a time over the map. */
export type Sheet = 'map' | 'left' | 'right';

/** The state of the whole page, and the one place where its parts meet. */
export class AppState {
  readonly api: Api;
  locale = $state<Locale>(locales[0]);
  tab = $state<RightTab>('overview');
  /** What the tab of the findings lists. */
  list = $state<QueueList>('findings');
  sheet = $state<Sheet>('map');
  camera = $state.raw<UrlView['camera']>();
  move = $state.raw<MapMove>();
  /** Categories shown on the map; undefined shows all. */
  shownCategories = $state.raw<readonly string[]>();

  readonly territories = new Remote<readonly Territory[]>();
  readonly registry = new Remote<CategoryRegistry>();
  readonly kinds = new Remote<readonly FindingKindItem[]>();
  readonly summary = new Remote<CoverageSummary>();
  readonly tree: GridTree;
  readonly search: GridSearch;
  readonly selection: GridSelection;
  readonly queue: FindingsQueue;
  readonly auditWatch: AuditWatch;
  readonly report: AuditReport;
  readonly repair: RepairSuggestion;
  readonly service: ServiceWatch;
  readonly me = new MyName(browserStorage());

  territoryId = $state<string>();
  /** Counts how often the map was to be read anew though territory, revision and run have the same names as before. */
  mapTurn = $state(0);
  readonly territory = $derived(
    this.territories.value?.find(({ territoryId }) => territoryId === this.territoryId),
  );
  /** The proposal for the chosen finding, when it was asked for. */
  readonly shownRepair: ShownRepair | undefined = $derived.by(() =>
    this.repair.findingId === this.queue.chosenId ? this.repair.shown.value : undefined,
  );
  /** The address that brings this view back. */
  readonly hash = $derived(formatView(this.#view()));

  /** The address the page began with, for as long as the server has not told its territories. */
  #startHash = '';

  constructor(api: Api, probe: ServiceProbe) {
    this.api = api;
    this.service = new ServiceWatch(
      probe,
      () => void this.askAgain(),
      () => void this.readAnew(),
    );
    this.tree = new GridTree(api);
    this.search = new GridSearch(api);
    this.selection = new GridSelection(api);
    this.queue = new FindingsQueue(api);
    this.report = new AuditReport(api);
    this.repair = new RepairSuggestion(api);
    this.auditWatch = new AuditWatch(api, (run) => void this.#showRun(run));
  }

  t<Key extends MessageKey>(key: Key, ...values: MessageArguments<Key>): string {
    return translate(this.locale, key, ...values);
  }

  /** A name that the registry gives in both languages. */
  local(text: LocalText): string {
    return this.locale === 'en' ? text.en : text.zh;
  }

  levelLabel(level: Level): string {
    const labels = this.territory?.levelLabels;
    return labels === undefined ? level : this.local(labels[level]);
  }

  kindLabel(kind: FindingKind): string {
    const known = this.kinds.value?.find(({ code }) => code === kind);
    return known === undefined ? kind : this.local(known);
  }

  categoryLabel(code: string | null): string {
    if (code === null || code === '') return this.t('legendUncategorised');
    const known = this.registry.value?.items.find((item) => item.code === code);
    return known === undefined ? code : this.local(known);
  }

  /** Reads the address and everything it names. */
  async start(hash: string): Promise<void> {
    this.#startHash = hash;
    this.#readView(parseView(hash));
    const territories = await this.territories.load((signal) => this.api.listTerritories(signal));
    if (territories === undefined) return;
    void this.kinds.load((signal) => this.api.listFindingKinds(signal));
    const wanted = territories.find(({ territoryId }) => territoryId === this.territoryId) ?? territories[0];
    if (wanted !== undefined) await this.#openTerritory(wanted, parseView(hash));
  }

  /**
   * Asks again for everything that the server did not answer while it was away. What a person had wanted to change waits
   * for that person.
   */
  async askAgain(): Promise<void> {
    if (this.territories.failure?.isAway === true) {
      await this.start(this.territories.value === undefined ? this.#startHash : this.hash);
      return;
    }
    if (this.selection.place.failure?.isAway === true) void this.retryPick();
    const { registry, kinds, summary, tree, search, selection, queue, report, repair } = this;
    const reads = [
      ...[registry, kinds, summary, tree.roots, ...tree.openedChildren, search.results, selection.grid],
      ...[queue.page, queue.lone, queue.place, queue.tallies, queue.noiseGroups],
      ...[report.audit, report.changes, repair.shown],
    ];
    for (const read of reads) if (read.failure?.isAway === true) void read.retry();
    if (this.auditWatch.run.failure?.isAway === true) void this.auditWatch.resume();
  }

  /** What is shown is no more, though the numbers may be the same: reads all that the address of the page names. */
  async readAnew(): Promise<void> {
    await this.start(this.hash);
    this.mapTurn += 1;
  }

  /** Follows an address that was typed, pasted or gone back to. */
  async follow(hash: string): Promise<void> {
    if (hash.replace(/^#/, '') === untrack(() => this.hash)) return;
    const { camera } = parseView(hash);
    if (camera !== undefined) this.move = { sequence: this.#nextMove(), camera };
    await this.start(hash);
  }

  async chooseTerritory(territoryId: string): Promise<void> {
    const territory = this.territories.value?.find((known) => known.territoryId === territoryId);
    if (territory === undefined) return;
    this.camera = undefined;
    this.shownCategories = undefined;
    this.queue.filter = everythingOpen;
    this.list = 'findings';
    await this.#openTerritory(territory, {
      ...{ locale: this.locale, tab: 'overview', filter: this.queue.filter, list: this.list },
    });
  }

  /** Selects a grid, shows it in tree and panel, and brings it into view. */
  async selectGrid(grid: Pick<Grid, 'gridId'>, options: { readonly zoom: boolean }): Promise<void> {
    if (this.territoryId === undefined) return;
    this.selection.place.clear();
    this.selection.point = undefined;
    this.#showTab('selection');
    await this.#afterSelect(await this.selection.select(this.territoryId, grid.gridId), options.zoom);
  }

  async selectCode(code: string, level?: Level): Promise<void> {
    if (this.territoryId === undefined) return;
    this.selection.place.clear();
    this.selection.point = undefined;
    this.#showTab('selection');
    await this.#afterSelect(await this.selection.selectCode(this.territoryId, code, level), true);
  }

  /**
   * A place on the map was picked: a badge opens its finding, anything else is looked up. Where badges lie over each
   * other every pick opens the next of them.
   */
  async pick(point: LngLat, findingIds: readonly number[], badges: readonly number[] = []): Promise<void> {
    if (this.territoryId === undefined) return;
    const badge = badges[(badges.indexOf(this.queue.chosenId ?? 0) + 1) % badges.length];
    if (badge !== undefined) {
      await this.chooseFinding(badge, { zoom: false });
      return;
    }
    this.#showTab('selection');
    await this.#afterSelect(await this.selection.pick(this.territoryId, point, findingIds), false);
  }

  /** Asks again about the point whose lookup failed. */
  async retryPick(): Promise<void> {
    const { point } = this.selection;
    if (point !== undefined) await this.pick(point, []);
  }

  /** From anywhere on the page: opens the queue and steps. */
  async stepThroughFindings(by: 1 | -1): Promise<void> {
    this.#showTab('findings');
    this.list = 'findings';
    await this.stepFinding(by);
  }

  async chooseFinding(findingId: number, options: { readonly zoom: boolean }): Promise<void> {
    this.#showTab('findings');
    const finding = await this.queue.choose(findingId);
    if (finding !== undefined && options.zoom) this.zoomToFinding(finding);
  }

  /** Works on the chosen finding. A waiver changes what counts as open, so the summary is read again. */
  async changeFinding(change: FindingChange): Promise<boolean> {
    const isDone = await this.queue.changeChosen(change);
    if (isDone && 'waive' in change) void this.#readSummary();
    return isDone;
  }

  async retryFindingChange(): Promise<void> {
    await this.queue.retryChange();
  }

  /** Works on all findings under the filter. */
  async changeFindings(change: FindingChange): Promise<boolean> {
    const isDone = await this.queue.changeAll(change);
    if (isDone && 'waive' in change) void this.#readSummary();
    return isDone;
  }

  async stepFinding(by: 1 | -1): Promise<void> {
    const finding = await this.queue.step(by);
    if (finding !== undefined) this.zoomToFinding(finding);
  }

  zoomToFinding(finding: FindingItem): void {
    const bbox = findBbox(finding.geometry);
    if (bbox === undefined) return;
    const [west, south, east, north] = bbox;
    const size = Math.max(east - west, north - south);
    const margin = Math.max(findingMarginDegrees, size * findingMarginShare);
    this.zoomTo([west - margin, south - margin, east + margin, north + margin]);
  }

  zoomToSelected(): void {
    const geometry = this.selection.grid.value?.feature.geometry;
    const bbox = geometry && findBbox(geometry);
    if (bbox !== undefined) this.zoomTo(bbox);
  }

  zoomToTerritory(options: { readonly jump: boolean } = { jump: false }): void {
    const bbox = this.territory?.bbox;
    if (bbox) this.zoomTo(bbox, options.jump);
  }

  zoomTo(bbox: Bbox, jump = false): void {
    this.move = { sequence: this.#nextMove(), bbox, jump };
  }

  async #readSummary(): Promise<void> {
    const { territoryId } = this;
    if (territoryId !== undefined)
      await this.summary.load((signal) => this.api.readSummary(territoryId, signal));
  }

  /** A run has ended: its findings take the place of those before, the view stays. */
  async #showRun(run: AuditRun): Promise<void> {
    if (run.status !== 'done') return;
    const territories = await this.territories.load((signal) => this.api.listTerritories(signal));
    const territory = territories?.find(({ territoryId }) => territoryId === this.territoryId);
    if (territory === undefined) return;
    this.queue.unchoose();
    void this.#readSummary();
    void this.report.open(territory.territoryId, territory.latestAuditId);
    await this.queue.open(territory.territoryId, territory.latestAuditId);
  }

  #nextMove(): number {
    return untrack(() => this.move?.sequence ?? 0) + 1;
  }

  /** On a narrow screen a choice uncovers the panel that answers it. */
  #showTab(tab: RightTab): void {
    this.tab = tab;
    this.sheet = 'right';
  }

  async #afterSelect(selected: SelectedGrid | undefined, zoom: boolean): Promise<void> {
    if (selected === undefined) return;
    if (zoom) this.zoomToSelected();
    await this.tree.reveal(selected.ancestors);
  }

  async #openTerritory(territory: Territory, view: UrlView): Promise<void> {
    const { territoryId, currentRevision, latestAuditId } = territory;
    this.territoryId = territoryId;
    this.search.clear();
    this.selection.clear();
    this.queue.unchoose();
    if (view.camera === undefined) this.zoomToTerritory({ jump: true });
    void this.registry.load((signal) => this.api.listCategories(territoryId, signal));
    this.summary.clear();
    this.auditWatch.close();
    this.repair.clear();
    void this.report.open(territoryId, currentRevision === null ? null : latestAuditId);
    if (currentRevision === null) {
      await this.queue.open(territoryId, null);
      return;
    }
    void this.#readSummary();
    void this.auditWatch.open(territoryId);
    void this.tree.open(territoryId).then(() => this.#restoreSelection(territoryId, view));
    await this.queue.open(territoryId, latestAuditId);
    if (view.findingId !== undefined) await this.queue.choose(view.findingId);
  }

  async #restoreSelection(territoryId: string, view: UrlView): Promise<void> {
    const zoom = view.camera === undefined;
    if (view.gridId !== undefined) {
      await this.#afterSelect(await this.selection.select(territoryId, view.gridId), zoom);
    } else if (view.point !== undefined) {
      await this.#afterSelect(await this.selection.pick(territoryId, view.point, []), zoom);
    }
  }

  #readView(view: UrlView): void {
    this.locale = view.locale;
    this.tab = view.tab;
    this.territoryId = view.territoryId;
    this.camera = view.camera;
    this.shownCategories = view.categories;
    this.queue.filter = view.filter;
    this.list = view.list;
  }

  #view(): UrlView {
    const { gridId, point } = this.selection;
    return {
      locale: this.locale,
      tab: this.tab,
      filter: this.queue.filter,
      list: this.list,
      ...(this.territoryId === undefined ? {} : { territoryId: this.territoryId }),
      ...(this.camera === undefined ? {} : { camera: this.camera }),
      ...(gridId === undefined ? {} : { gridId }),
      ...(gridId !== undefined || point === undefined ? {} : { point }),
      ...(this.queue.chosenId === undefined ? {} : { findingId: this.queue.chosenId }),
      ...(this.shownCategories === undefined ? {} : { categories: this.shownCategories }),
    };
  }
}
