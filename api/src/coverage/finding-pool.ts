import { replaceFindings } from './order-findings.js';
import type { Finding } from './types.js';

/** Findings kept in their order while the sources they come from are looked at again one by one. */
export class FindingPool<Source> {
  readonly #bySource = new Map<Source, readonly Finding[]>();
  readonly #gone = new Set<Finding>();
  readonly #come = new Set<Finding>();
  #ordered: readonly Finding[] = [];

  /** What a source says now, in place of all that it said before; nothing at all when it is no more. */
  put(source: Source, findings: readonly Finding[]): void {
    for (const finding of this.#bySource.get(source) ?? []) {
      // What comes and goes between two looks was never in the order.
      if (!this.#come.delete(finding)) this.#gone.add(finding);
    }
    if (findings.length === 0) this.#bySource.delete(source);
    else this.#bySource.set(source, findings);
    for (const finding of findings) this.#come.add(finding);
  }

  /** All findings in the order of `compareFindings`; the same list as long as nothing changes. Linear. */
  ordered(): readonly Finding[] {
    if (this.#gone.size > 0 || this.#come.size > 0) {
      this.#ordered = replaceFindings(this.#ordered, this.#gone, [...this.#come]);
      this.#gone.clear();
      this.#come.clear();
    }
    return this.#ordered;
  }
}
