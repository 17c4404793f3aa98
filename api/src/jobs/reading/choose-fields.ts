import { Problem, tellValue } from '../../problem.js';
import type { FieldRole, FileSpec } from './types.js';

/** The names that export writes and reading looks for when no flag says otherwise. */
export const defaultFields: Readonly<Record<FieldRole, string>> = {
  level: 'level',
  code: 'code',
  parent: 'parent',
  name: 'name',
  category: 'category',
};

/** Fields spelled out in a message; a file may have any number. */
const mostFieldsTold = 30;

const roles = Object.keys(defaultFields) as FieldRole[];

/**
 * Which field of a file serves for what: the one a flag names, else the default name where the file has it.
 *
 * @throws Problem when a field named by a flag does not exist (it lists those that do), or when neither a level nor a
 *   level field tells the level.
 */
export function chooseFields(spec: FileSpec, fields: readonly string[]): Partial<Record<FieldRole, string>> {
  const chosen: Partial<Record<FieldRole, string>> = {};
  const [what, part] =
    spec.table === undefined ? (['file', 'field'] as const) : (['table', 'column'] as const);
  for (const role of roles) {
    const named = spec.fields[role];
    if (named !== undefined && !fields.includes(named)) {
      throw new Problem({
        type: 'unknown-field',
        status: 422,
        file: spec.path,
        field: named,
        detail: `The ${what} has no ${part} "${tellValue(named)}"; it has ${listFields(fields, part)}.`,
        fix: `Name one of them with --${role}-field.`,
      });
    }
    const field = named ?? (fields.includes(defaultFields[role]) ? defaultFields[role] : undefined);
    if (field !== undefined) chosen[role] = field;
  }
  if (spec.level === undefined && chosen.level === undefined) {
    throw new Problem({
      type: 'no-level',
      status: 422,
      file: spec.path,
      field: defaultFields.level,
      detail: `Nothing says which level the grids have; the ${what} has ${listFields(fields, part)}.`,
      fix: `Give --level when the ${what} holds one level, or --level-field with the ${part} that tells it.`,
    });
  }
  return chosen;
}

function listFields(fields: readonly string[], part: 'field' | 'column'): string {
  return fields.length === 0 ? `no ${part}s` : `the ${part}s ${tellFields(fields)}`;
}

function tellFields(fields: readonly string[]): string {
  const more = fields.length - mostFieldsTold;
  const told = fields.slice(0, mostFieldsTold).map(tellValue).join(', ');
  return more > 0 ? `${told} and ${more} more` : told;
}
