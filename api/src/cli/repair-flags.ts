import type { SizeClass } from '../coverage/types.js';
import { findingKinds, type FindingKind } from '../hierarchy/finding-kinds.js';
import type { Flags } from './flag.js';
import type { FlagValues } from './parse-command-line.js';
import { readSwitch, readText } from './read-flags.js';
import { usageError } from './usage-error.js';

export const repairFlags = {
  fix: { value: 'PLAN', about: 'write proposals of repair to this file (JSON); nothing is changed by it' },
  only: { value: 'KIND,…', about: 'with --fix: only findings of these kinds' },
  'size-class': { value: 'CLASS,…', about: 'with --fix: only real, sliver or noise' },
  wishes: {
    value: 'FILE',
    about:
      'with --fix: who gets what, by the finding’s identity: {"IDENTITY": {"give": {"to": CODE}}, or {"give": "split"}, or {"keep": CODE}} (JSON)',
  },
  plan: { value: 'PLAN', about: 'with --apply: the proposals of this file instead of new ones' },
  apply: { value: 'NEW', about: 'write the map with the proposals applied to this new GeoJSON file' },
  overwrite: { about: 'let --fix and --apply write over a file that is there' },
} as const satisfies Flags;

export const repairNote =
  'Repairs: --fix writes a plan of proposals, each proven; take out what you do not want, then apply it with --plan and\n' +
  '--apply, or do both in one run with --fix and --apply. NEW is a whole map as wangge export writes it, with every\n' +
  'attribute; what was read is never written over. The exit code and --certificate are then those of NEW. Waived findings stay.';

export const sizeClasses = ['real', 'sliver', 'noise'] as const satisfies readonly SizeClass[];

export interface RepairRequest {
  readonly fix: string | undefined;
  readonly plan: string | undefined;
  readonly apply: string | undefined;
  readonly overwrite: boolean;
  readonly only: readonly FindingKind[] | undefined;
  readonly sizeClasses: readonly SizeClass[] | undefined;
  /** File of wishes. */
  readonly wishes: string | undefined;
}

/** @throws Problem `usage` for flags that make no sense together. */
export function readRepairFlags(flags: FlagValues): RepairRequest | undefined {
  const request: RepairRequest = {
    fix: readText(flags, 'fix'),
    plan: readText(flags, 'plan'),
    apply: readText(flags, 'apply'),
    overwrite: readSwitch(flags, 'overwrite'),
    only: readList(
      flags,
      'only',
      findingKinds.map((kind) => kind.code),
    ),
    sizeClasses: readList(flags, 'size-class', sizeClasses),
    wishes: readText(flags, 'wishes'),
  };
  for (const name of ['only', 'size-class', 'wishes']) {
    if (name in flags && request.fix === undefined)
      throw usageError(`--${name} chooses what --fix proposes`, 'add --fix PLAN');
  }
  for (const name of ['fix', 'plan', 'apply'] as const) {
    if (request[name] === '-') throw usageError(`--${name} needs a FILE, not -`, 'name a file');
  }
  if (request.fix !== undefined && request.plan !== undefined)
    throw usageError('--fix makes a plan and --plan takes one', 'leave one out');
  if (request.plan !== undefined && request.apply === undefined)
    throw usageError('--plan says what to apply', 'add --apply NEW.geojson');
  if (request.apply !== undefined && request.fix === undefined && request.plan === undefined)
    throw usageError('--apply needs a plan', 'add --fix PLAN to make one, or --plan PLAN to take one');
  if (request.overwrite && request.fix === undefined && request.apply === undefined)
    throw usageError('--overwrite is about --fix and --apply', 'leave it out');
  return request.fix === undefined && request.apply === undefined ? undefined : request;
}

function readList<Choice extends string>(
  flags: FlagValues,
  name: string,
  choices: readonly Choice[],
): Choice[] | undefined {
  const text = readText(flags, name);
  if (text === undefined) return undefined;
  return text.split(',').map((part) => {
    const choice = choices.find((each) => each === part.trim());
    if (choice === undefined) throw usageError(`--${name} "${part}" is not one of ${choices.join(', ')}`);
    return choice;
  });
}
