import { endOfWaiver } from '../store/end-of-waiver.js';
import type { FindingFilter, FindingUpdate } from '../store/finding-types.js';
import type { AuditRun, Store } from '../store/types.js';
import type { CommandContext } from './command.js';
import { findingFilterFlags, readFindingFilter } from './finding-flags.js';
import type { FlagValues } from './parse-command-line.js';
import { readSwitch, readText } from './read-flags.js';
import { usageError } from './usage-error.js';

const day = /^\d{4}-\d{2}-\d{2}$/;
const mostNamedIds = 10;
const findingIdText = /^[1-9]\d{0,15}$/;

/** Which findings of the run, and what is done about them. */
export interface WantedUpdate {
  readonly filter: FindingFilter;
  readonly change: FindingUpdate;
}

/** Reads the update before anything is opened. @throws Problem `usage`. */
export function readUpdate(ids: readonly string[], flags: FlagValues): WantedUpdate {
  const change = readChange(flags);
  if (Object.keys(change).length === 0)
    throw usageError(
      'nothing is to be changed',
      'add --assign, --due, --state, --note, --waive or --unwaive',
    );
  const { filter, isGone } = readFindingFilter(flags);
  if (isGone) throw usageError('what is gone cannot be worked on', 'leave --change gone out');
  const isFiltered = Object.keys(findingFilterFlags).some((name) => name in flags);
  if (ids.length > 0) {
    if (isFiltered || readSwitch(flags, 'all'))
      throw usageError('IDs and a filter are given', 'give one of them');
    return { filter: { ids: [...new Set(ids.map(readId))] }, change };
  }
  if (!isFiltered && !readSwitch(flags, 'all'))
    throw usageError('no finding is named', 'give IDs, a filter such as --size-class noise, or --all');
  return { filter, change };
}

/** Makes the change and says how many findings it met. */
export async function updateFindings(
  store: Store,
  run: AuditRun,
  { filter, change }: WantedUpdate,
  flags: FlagValues,
  context: CommandContext,
): Promise<number> {
  const { territoryId, auditId } = run;
  const { updated } = await store.updateFindings(territoryId, auditId, filter, change, { id: 'local' });
  context.progress.clear();
  await context.write(
    readSwitch(flags, 'json')
      ? `${JSON.stringify({ format: 'wangge-findings-updated/1', territory: territoryId, auditId, updated })}\n`
      : `${updated} finding${updated === 1 ? '' : 's'} of audit ${auditId} of ${territoryId} changed\n`,
  );
  const missing = (filter.ids?.length ?? 0) - updated;
  if (missing > 0) await tellMissing(store, run, filter.ids ?? [], context);
  return missing;
}

/** Says of IDs that the run does not have where they are; ids are a territory's, whatever the run. */
async function tellMissing(
  store: Store,
  { territoryId, auditId }: AuditRun,
  ids: readonly number[],
  context: CommandContext,
): Promise<void> {
  const runs = new Map(
    (await store.locateFindings(territoryId, ids)).map((each) => [each.findingId, each.auditId]),
  );
  const unknown = ids.filter((id) => !runs.has(id));
  if (unknown.length > 0) context.note(`no findings of ${territoryId}: ${nameSome(unknown)}`);
  for (const other of new Set(runs.values())) {
    if (other === auditId) continue;
    const theirs = ids.filter((id) => runs.get(id) === other);
    context.note(
      `of audit ${other}, not of audit ${auditId}: ${nameSome(theirs)}; add --audit ${other}, or take the ids that wangge findings lists`,
    );
  }
}

function nameSome(ids: readonly number[]): string {
  const named = ids.slice(0, mostNamedIds).join(', ');
  return ids.length > mostNamedIds ? `${named} and ${ids.length - mostNamedIds} more` : named;
}

function readChange(flags: FlagValues): FindingUpdate {
  const assignee = readText(flags, 'assign');
  const due = readText(flags, 'due');
  const state = readText(flags, 'state') as FindingUpdate['state'];
  const note = readText(flags, 'note');
  const reason = readText(flags, 'waive');
  const until = readText(flags, 'until');
  const isWithdrawn = readSwitch(flags, 'unwaive');
  if (isWithdrawn && reason !== undefined)
    throw usageError('--waive and --unwaive are given', 'give one of them');
  if (until !== undefined && reason === undefined)
    throw usageError('--until is the end of a waiver', 'add --waive REASON');
  return {
    ...(state === undefined ? {} : { state }),
    ...(assignee === undefined ? {} : { assignee: assignee === '-' ? null : assignee }),
    ...(due === undefined ? {} : { dueDate: due === '-' ? null : readDay('due', due) }),
    ...(note === undefined ? {} : { note }),
    ...(isWithdrawn ? { waive: null } : {}),
    ...(reason === undefined
      ? {}
      : { waive: { reason, expiresAt: until === undefined ? null : readUntil(until) } }),
  };
}

function readDay(name: string, text: string): string {
  const date = new Date(`${text}T00:00:00Z`);
  const isDay =
    day.test(text) &&
    !text.startsWith('0000') &&
    !Number.isNaN(date.getTime()) &&
    date.toISOString().startsWith(text);
  if (!isDay) throw usageError(`--${name} "${text}" is no day`, 'write it as 2027-01-31');
  return text;
}

function readUntil(text: string): string {
  const end = endOfWaiver(readDay('until', text));
  if (end === undefined) throw usageError(`--until "${text}" is over`, 'give today or a later day');
  return end;
}

function readId(text: string): number {
  if (findingIdText.test(text) && Number.isSafeInteger(Number(text))) return Number(text);
  throw usageError(`"${text}" is no id of a finding`, 'take the ids that wangge findings lists');
}
