import type { FaultKind, ServiceFault, ServiceProbe } from '../api/service-fault.js';

/** What is wrong, since when, and in the server's own words. */
export interface Trouble {
  readonly kind: FaultKind;
  readonly sinceMs: number;
  readonly detail: string | undefined;
}

/** What asks for tiles, and can ask again for those that failed. */
export interface TileAsker {
  /** An address that failed and was not had since. */
  readonly failedUrl: string | undefined;
  retryFailed(): void;
  /** Whether the server now gives other addresses than those that are asked for. */
  hasMoved(): Promise<boolean>;
}

/** The waits between tries, in ms; the last is kept to. A single request that went astray is looked into at once. */
const waitsMs = [500, 2000, 4000, 8000, 15_000, 30_000] as const;

/** A server may ask for more patience than this; a person would not have it. */
const longestWaitMs = 120_000;

/** After so long without a failure the waits begin again with the shortest. */
const quietMs = 60_000;

/** While these last the lists are read all the same, and so may be tiles that were made before. */
const mapFaults: readonly FaultKind[] = ['tiles', 'drawing'];

/** What the server says of itself in any of its answers, and what therefore need not be found out. */
const plainFaults: readonly FaultKind[] = ['database', 'starting'];

/** Every wait is lengthened by up to this share of itself, so that many open pages do not come back as one. */
const jitterShare = 0.25;

/**
 * Watches whether the page gets what it asks for. It asks nothing while all is well. After a failure it asks the server
 * how it is, and then for one tile of those that failed; when both answer, everything that failed is asked for again.
 */
export class ServiceWatch {
  trouble = $state.raw<Trouble>();
  isTrying = $state(false);
  readonly #probe: ServiceProbe;
  readonly #onback: () => void;
  readonly #onmoved: () => void;
  #tiles: TileAsker | undefined;
  #sinceMs: number | undefined;
  #tries = 0;
  #heardAt = 0;
  #answeredAt = 0;
  #isVisible = true;
  #isDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | undefined;

  /**
   * @param onback the server answers: what it did not answer can be asked again
   * @param onmoved what is shown is no more, as after a restore: everything is to be read anew
   */
  constructor(probe: ServiceProbe, onback: () => void, onmoved: () => void) {
    this.#probe = probe;
    this.#onback = onback;
    this.#onmoved = onmoved;
  }

  /** From now on tiles are asked for by this map. */
  watchTiles(tiles: TileAsker | undefined): void {
    this.#tiles = tiles;
  }

  /**
   * Something that was asked for did not come.
   *
   * @param fault what the server said of itself instead
   */
  notice(fault?: ServiceFault): void {
    if (Date.now() - this.#heardAt > quietMs) this.#tries = 0;
    this.#heardAt = Date.now();
    this.#sinceMs ??= Date.now();
    if (fault !== undefined) this.hear();
    if (fault !== undefined && plainFaults.includes(fault.kind)) this.#show(fault);
    if (this.#timer === undefined && !this.isTrying && !this.#isDue) this.#wait(undefined);
  }

  /** Something that was asked for came: whatever else is wrong, the server is there. */
  hear(): void {
    this.#answeredAt = Date.now();
  }

  /** Tries now, not when the wait is over. */
  async retry(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isDue = false;
    if (this.isTrying) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.isTrying = true;
    const askedAt = Date.now();
    const fault = await this.#findFault(abort.signal).finally(() => (this.isTrying = false));
    if (abort.signal.aborted) return;
    if (fault === undefined) this.#calm();
    else if (this.#saysNothing(fault, askedAt)) this.#wait(undefined);
    else this.#tell(fault);
  }

  /** A page that nobody looks at asks nobody; one that is looked at again finds out where it stands. */
  show(isVisible: boolean): void {
    this.#isVisible = isVisible;
    const isLongAgo = Date.now() - this.#heardAt > quietMs;
    if (isVisible && (this.#isDue || this.trouble !== undefined || isLongAgo)) void this.retry();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }

  async #findFault(signal: AbortSignal): Promise<ServiceFault | undefined> {
    const fault = await this.#probe.askServer(signal);
    this.#heardAt = Date.now();
    if (fault?.kind !== 'unreachable') this.hear();
    if (fault !== undefined && !mapFaults.includes(fault.kind)) return fault;
    this.#onback();
    const url = this.#tiles?.failedUrl;
    if (url === undefined) return undefined;
    const tileFault = await this.#probe.askTile(url, signal);
    if (tileFault === undefined) this.#tiles?.retryFailed();
    else if (await this.#isOfThePast(tileFault)) {
      this.#onmoved();
      return undefined;
    }
    return tileFault && { ...fault, ...tileFault };
  }

  /** A tile server that browsers ask directly refuses old addresses without saying why. */
  async #isOfThePast({ kind, isGone }: ServiceFault): Promise<boolean> {
    if (isGone === true) return true;
    return kind === 'refused' && (await this.#tiles?.hasMoved()) === true;
  }

  #calm(): void {
    this.trouble = undefined;
    this.#sinceMs = undefined;
  }

  /** A question that was late may have waited behind others of the page; what the server said meanwhile counts for more. */
  #saysNothing({ isLate }: ServiceFault, askedAt: number): boolean {
    if (isLate !== true) return false;
    const hasSpoken = this.trouble !== undefined && this.trouble.kind !== 'unreachable';
    return this.#answeredAt >= askedAt || (hasSpoken && Date.now() - this.#answeredAt < quietMs);
  }

  #tell(fault: ServiceFault): void {
    this.#show(fault);
    this.#wait(fault.retryAfterMs);
  }

  #show({ kind, detail }: ServiceFault): void {
    this.#sinceMs ??= Date.now();
    this.trouble = { kind, detail, sinceMs: this.#sinceMs };
  }

  #wait(askedMs: number | undefined): void {
    const ownMs = waitsMs[Math.min(this.#tries, waitsMs.length - 1)] ?? longestWaitMs;
    this.#tries += 1;
    const waitMs = Math.min(Math.max(askedMs ?? 0, ownMs), longestWaitMs);
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        if (this.#isVisible) void this.retry();
        else this.#isDue = true;
      },
      waitMs * (1 + jitterShare * Math.random()),
    );
  }
}
