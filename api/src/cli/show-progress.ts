/** Between two updates of a terminal's line. */
const updateMs = 100;

/** A step that ends sooner is not worth a line in a log. */
const quietMs = 1000;

/** The part of a stream that progress needs; stderr is one. */
export interface ProgressStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): boolean;
}

/**
 * Steps of a command on stderr. A terminal shows one line that is written over; elsewhere a step gets a plain
 * line once it has taken over a second, and none before.
 */
export class Progress {
  #step: string | undefined;
  #figures = '';
  #shownAt = 0;
  #shown = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(readonly stream: ProgressStream) {}

  /** The step that is under way, with how much of it is done where that is known. */
  report(step: string, done?: number, total?: number): void {
    if (step !== this.#step) this.#begin(step);
    this.#figures = total === undefined || total === 0 ? '' : ` ${done ?? 0} / ${total}`;
    if (this.stream.isTTY === true && Date.now() - this.#shownAt >= updateMs) this.#draw();
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
    this.#shownAt = 0;
    if (this.stream.isTTY === true) return;
    this.#timer = setTimeout(() => this.stream.write(`${step} …\n`), quietMs);
    this.#timer.unref();
  }

  #draw(): void {
    const line = `${this.#step ?? ''}${this.#figures}`;
    this.stream.write(`\r\u001b[2K${line.slice(0, (this.stream.columns ?? 80) - 1)}`);
    this.#shown = true;
    this.#shownAt = Date.now();
  }
}
