import type { FindingKind } from '@wangge/api/hierarchy/finding-kinds';
import type { GridLevel } from '@wangge/api/hierarchy/levels';
import type { FindingQuery } from '../api/create-api.js';
import type { FindingFilter, FindingItem, FindingTally } from '../api/types.js';

/** How a finding stands against the run before. */
export const changes = ['new', 'changed', 'same'] as const satisfies readonly FindingItem['change'][];

export const workStates = ['open', 'in-progress', 'done'] as const satisfies readonly FindingItem['state'][];

/** The noise under one parent. */
export interface NoiseSubject {
  readonly level: GridLevel;
  /** Null: noise that has no parent. */
  readonly parent: string | null;
}

/** What the list shows. What is absent is not asked about. */
export interface QueueFilter {
  readonly kind?: FindingKind;
  readonly change?: (typeof changes)[number];
  readonly state?: (typeof workStates)[number];
  readonly assignee?: string;
  /** Those that were accepted as they are, which are otherwise left out. */
  readonly waived: boolean;
  /** Rounding noise among the others. */
  readonly noise: boolean;
  /** Nothing but the noise under this parent. */
  readonly group?: NoiseSubject;
}

export const everythingOpen: QueueFilter = { waived: false, noise: false };

/** A filter without the members that are undefined, so that two equal filters are deeply equal. */
export function narrow(
  filter: QueueFilter,
  by: { readonly [Member in keyof QueueFilter]?: QueueFilter[Member] | undefined },
): QueueFilter {
  const members = Object.entries({ ...filter, ...by }).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members) as unknown as QueueFilter;
}

/** The filter as a body asks for it: it takes exactly what `matches` takes. */
export function bodyOf({ kind, change, state, assignee, waived, noise, group }: QueueFilter): FindingFilter {
  return {
    status: waived ? 'waived' : 'open',
    ...(kind === undefined ? {} : { kind }),
    ...(change === undefined ? {} : { change }),
    ...(state === undefined ? {} : { state }),
    ...(assignee === undefined ? {} : { assignee }),
    ...(group === undefined ? {} : { sizeClass: 'noise', level: group.level, parent: group.parent }),
    ...(group === undefined && !noise ? { exceptSizeClass: 'noise' } : {}),
  };
}

/** The filter as a query asks for it. A query cannot ask for no parent: that much is left to `matches`. */
export function queryOf(filter: QueueFilter): FindingQuery {
  const { parent, bbox, ...others } = bodyOf(filter);
  return {
    ...others,
    ...(parent === undefined || parent === null ? {} : { parent }),
    ...(bbox === undefined ? {} : { bbox: bbox.join(',') }),
  };
}

/** Whether a finding belongs in the list. */
export function matches(filter: QueueFilter, finding: FindingItem): boolean {
  const { group } = filter;
  const isInGroup = group === undefined || (finding.level === group.level && finding.parent === group.parent);
  return isInGroup && isCounted(filter, finding);
}

/** The same for what is counted together; the parent is no part of a tally. */
function isCounted(
  { kind, change, state, assignee, waived, noise, group }: QueueFilter,
  of: Pick<FindingItem, 'kind' | 'change' | 'state' | 'assignee' | 'status' | 'sizeClass'>,
): boolean {
  return (
    (of.status === 'waived') === waived &&
    (group === undefined ? noise || of.sizeClass !== 'noise' : of.sizeClass === 'noise') &&
    (kind === undefined || of.kind === kind) &&
    (change === undefined || of.change === change) &&
    (state === undefined || of.state === state) &&
    (assignee === undefined || of.assignee === assignee)
  );
}

export function countOf(tallies: readonly FindingTally[], filter: QueueFilter): number {
  return tallies.reduce((sum, tally) => sum + (isCounted(filter, tally) ? tally.count : 0), 0);
}

/** Who findings of this filter are given to, whoever that is, most first. */
export function assigneesOf(
  tallies: readonly FindingTally[],
  filter: QueueFilter,
): { readonly assignee: string; readonly count: number }[] {
  const anyone = narrow(filter, { assignee: undefined });
  const names = new Set(tallies.flatMap(({ assignee }) => (assignee === null ? [] : [assignee])));
  return [...names]
    .map((assignee) => ({ assignee, count: countOf(tallies, { ...anyone, assignee }) }))
    .filter(({ assignee, count }) => count > 0 || assignee === filter.assignee)
    .sort((first, second) => second.count - first.count || (first.assignee < second.assignee ? -1 : 1));
}
