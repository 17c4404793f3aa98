import { findingKinds, type FindingKind, type Severity } from '../hierarchy/finding-kinds.js';
import type { SizeClass } from '../coverage/types.js';
import type { GridLevel } from '../hierarchy/levels.js';
import type { FindingFilter, FindingRow } from '../store/finding-types.js';
import type { Flags } from './flag.js';
import { readLevel } from './make-file-specs.js';
import type { FlagValues } from './parse-command-line.js';
import { readText } from './read-flags.js';
import { usageError } from './usage-error.js';

/** Which findings a command is about; the same for the list and for the update. */
export const findingFilterFlags = {
  kind: { value: 'KIND', choices: findingKinds.map((kind) => kind.code), about: 'only this kind' },
  level: { value: 'LEVEL', about: 'only this level' },
  parent: { value: 'CODE', about: 'only under this parent; - for those that have none' },
  severity: { value: 'SEVERITY', choices: ['error', 'warning', 'info'], about: 'only this severity' },
  'size-class': { value: 'CLASS', choices: ['real', 'sliver', 'noise'], about: 'only this size class' },
  status: {
    value: 'STATUS',
    choices: ['open', 'waived'],
    about: 'only those without, or with, a live waiver',
  },
  'in-state': { value: 'STATE', choices: ['open', 'in-progress', 'done'], about: 'only work in this state' },
  'assigned-to': { value: 'NAME', about: 'only the work of this person' },
  change: {
    value: 'CHANGE',
    choices: ['new', 'same', 'changed', 'gone'],
    about: 'only these against the run before; gone lists what that one had',
  },
} as const satisfies Flags;

/** @throws Problem `usage`. */
export function readFindingFilter(flags: FlagValues): { filter: FindingFilter; isGone: boolean } {
  const level = readLevel(readText(flags, 'level'));
  if (level === 'territory')
    throw usageError('no finding is of level territory', 'findings of the counties are of level county');
  const parent = readText(flags, 'parent');
  const change = readText(flags, 'change');
  const wanted = {
    kind: readText(flags, 'kind') as FindingKind | undefined,
    level: level satisfies GridLevel | undefined,
    severity: readText(flags, 'severity') as Severity | undefined,
    sizeClass: readText(flags, 'size-class') as SizeClass | undefined,
    status: readText(flags, 'status') as FindingRow['status'] | undefined,
    state: readText(flags, 'in-state') as FindingRow['state'] | undefined,
    assignee: readText(flags, 'assigned-to'),
    parent: parent === '-' ? null : parent,
    change: change === 'gone' ? undefined : change,
  };
  const filter = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  return { filter, isGone: change === 'gone' };
}
