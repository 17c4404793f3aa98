/** Between two updates of a terminal's line. */
const updateMs = 100;

/** A step that ends sooner is not worth a line in a log. */
const quietMs = 1000;

/** In a log a long step gets a line that often. */
const logEveryMs = 30_000;

/** Before this much time and this share of the work, the rate says nothing about the rest. */
const estimateAfterMs = 3000;
const estimateAfterShare = 0.02;

/** Less than this is not worth telling. */
const leastLeftMs = 5000;

/** The part of a stream that progress needs; stderr is one. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): boolean;
}

/**
 * Steps of a command on stderr. A terminal shows one line that is written over; elsewhere a step gets a plain
 * line once it has taken over a second, none before, and another every half minute. A step that takes long says how
 * much longer, by its rate so far.
 */
export class Progress {
  #step: string | undefined;
  #figures = '';
  #shownAt = 0;
  #shown = false;
  #timer: NodeJS.Timeout | undefined;
  #begunAt = 0;
  #loggedAt = 0;

  /** @param now milliseconds of a clock that never goes back. */
  constructor(
    readonly stream: ProgressStream,
    readonly now: () => number = () => performance.now(),
  ) {}

  /** The step that is under way, with how much of it is done where that is known. */
  report(step: string, done?: number, total?: number): void {
    if (step !== this.#step) this.#begin(step);
    const time = this.now();
    const left =
      done === undefined || total === undefined ? '' : describeLeft(time - this.#begunAt, done, total);
    this.#figures = total === undefined || total === 0 ? '' : ` ${done ?? 0} / ${total}${left}`;
    if (this.stream.isTTY === true) {
      if (time - this.#shownAt >= updateMs) this.#draw();
    } else if (time - this.#loggedAt >= logEveryMs) {
      this.#loggedAt = time;
      this.stream.write(`${step}${this.#figures}\n`);
    }
  }

  /** Takes the line away, before something else is written. */
  clear(): void {
    clearTimeout(this.#timer);
    if (this.#shown && this.stream.isTTY === true) this.stream.write('\r\u001b[2K');
    this.#step = undefined;
    this.#shown = false;
  }

  #begin(step: string): void {
    clearTimeout(this.#timer);
    this.#step = step;
    this.#shownAt = -Infinity;
    this.#begunAt = this.#loggedAt = this.now();
    if (this.stream.isTTY === true) return;
    this.#timer = setTimeout(() => this.stream.write(`${step} …\n`), quietMs);
    this.#timer.unref();
  }

  #draw(): void {
    const line = `${this.#step ?? ''}${this.#figures}`;
    this.stream.write(`\r\u001b[2K${line.slice(0, (this.stream.columns ?? 80) - 1)}`);
    this.#shown = true;
    this.#shownAt = this.now();
  }
}

/** `, 2 min left`; nothing while it cannot be told, or is over soon. */
function describeLeft(elapsedMs: number, done: number, total: number): string {
  if (elapsedMs < estimateAfterMs || done < total * estimateAfterShare || done >= total) return '';
  const leftMs = (elapsedMs * (total - done)) / done;
  if (leftMs < leastLeftMs) return '';
  const seconds = Math.round(leftMs / 1000);
  if (seconds < 90) return `, ${seconds} s left`;
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `, ${minutes} min left` : `, ${(minutes / 60).toFixed(1)} h left`;
}
