import type { Api } from '../api/create-api.js';
import type { AuditRun } from '../api/types.js';
import { Remote } from './remote.svelte.js';

/** How often a run that is under way is asked how far it is. */
const pollMs = 1000;

/** The newest run of a territory: started, followed to its end, stopped. */
export class AuditWatch {
  /** Null where none is under way and none was begun here. */
  readonly run = new Remote<AuditRun | null>();
  readonly isRunning = $derived(this.run.value?.status === 'running');
  #territoryId = '';
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #api: Api;
  readonly #onended: (run: AuditRun) => void;

  /** @param onended called when a run that was followed has ended, however it did */
  constructor(api: Api, onended: (run: AuditRun) => void) {
    this.#api = api;
    this.#onended = onended;
  }

  /** Turns to a territory; a run that is under way there is followed. */
  async open(territoryId: string): Promise<void> {
    this.#territoryId = territoryId;
    this.#forget();
    await this.#follow(() =>
      this.run.load(async (signal) => {
        const [newest] = await this.#api.listAudits(territoryId, signal);
        // A run that had ended before is no news.
        return newest?.status === 'running' ? newest : null;
      }),
    );
  }

  async start(): Promise<void> {
    const territoryId = this.#territoryId;
    this.#forget();
    await this.#follow(() => this.run.load((signal) => this.#api.startAudit(territoryId, signal)));
  }

  async stop(): Promise<void> {
    const territoryId = this.#territoryId;
    const auditId = this.run.value?.auditId;
    if (auditId === undefined) return;
    clearTimeout(this.#timer);
    await this.#follow(() => this.run.load((signal) => this.#api.cancelAudit(territoryId, auditId, signal)));
  }

  /** Asks again for the run that was not answered for, and follows it on. A start or a stop is not made twice. */
  async resume(): Promise<void> {
    const auditId = this.run.value?.auditId;
    if (auditId === undefined) await this.open(this.#territoryId);
    else await this.#follow(() => this.#read(auditId));
  }

  /** Leaves the run alone; it goes on in the server. */
  close(): void {
    this.#forget();
  }

  #forget(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.run.clear();
  }

  #read(auditId: number): Promise<AuditRun | null | undefined> {
    return this.run.load((signal) => this.#api.readAudit(this.#territoryId, auditId, signal));
  }

  /** Asks once, and again while the run is under way. */
  async #follow(ask: () => Promise<AuditRun | null | undefined>): Promise<void> {
    const territoryId = this.#territoryId;
    const run = await ask();
    if (run === undefined || run === null || territoryId !== this.#territoryId) return;
    if (run.status === 'running') {
      this.#timer = setTimeout(() => {
        void this.#follow(() => this.#read(run.auditId));
      }, pollMs);
    } else {
      this.#onended(run);
    }
  }
}
