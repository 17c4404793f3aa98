import type { Geometry } from 'geojson';

/** Every property or attribute of ours begins with this, so that it meets none of a file's own. */
const prefix = 'wangge:';

/**
 * Attribute that keeps the code of a parent that a file names and no file holds. The table's parent is null
 * then, and without this the finding could not say which parent is missing, nor an export name it again.
 */
export const declaredParentAttribute = `${prefix}declaredParent`;

/** Exported beside the repaired geometry: the rings as they were read. */
const originalProperty = `${prefix}original`;

/** Put before the name of an attribute that is called like a field of the export. */
const attributePrefix = `${prefix}attribute:`;

/** Marks the grids that were made up to fill a level. */
const impliedProperty = 'implied';

/** The fields that an export writes and that an import reads by default. */
const exportFields: readonly string[] = ['level', 'code', 'parent', 'name', 'category', impliedProperty];

/** The parent's code to show: the real one, else the one that was named and is absent. */
export function declaredParentCode(grid: {
  readonly parentCode: string | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}): string | null {
  if (grid.parentCode !== null) return grid.parentCode;
  const declared = grid.attributes[declaredParentAttribute];
  return typeof declared === 'string' ? declared : null;
}

/** What a grid's properties are in a file of ours; `understandProperties` reads them back. */
export function exportProperties(grid: {
  readonly level: string;
  readonly code: string;
  readonly name: string;
  readonly parentCode: string | null;
  readonly category: string | null;
  readonly implied: boolean;
  readonly original: Geometry | null;
  readonly attributes: Readonly<Record<string, unknown>>;
}): Record<string, unknown> {
  const properties: Record<string, unknown> = {
    level: grid.level,
    code: grid.code,
    parent: declaredParentCode(grid),
    name: grid.name,
    category: grid.category,
  };
  if (grid.implied) properties[impliedProperty] = true;
  for (const [name, value] of Object.entries(grid.attributes)) {
    if (name === declaredParentAttribute) continue;
    const isTaken = exportFields.includes(name) || name.startsWith(prefix);
    properties[isTaken ? attributePrefix + name : name] = value;
  }
  if (grid.original !== null) properties[originalProperty] = grid.original;
  return properties;
}

export interface UnderstoodProperties {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly implied: boolean;
  readonly original: Geometry | undefined;
}

/** Takes our own marks out of the properties that reading mapped to nothing. */
export function understandProperties(properties: Readonly<Record<string, unknown>>): UnderstoodProperties {
  const attributes: Record<string, unknown> = {};
  let implied = false;
  let original: Geometry | undefined;
  for (const [name, value] of Object.entries(properties)) {
    if (name === impliedProperty && (value === true || value === 'true')) implied = true;
    else if (name === originalProperty) original = value as Geometry;
    else if (name.startsWith(attributePrefix)) attributes[name.slice(attributePrefix.length)] = value;
    else if (name !== declaredParentAttribute) attributes[name] = value;
  }
  return { attributes, implied, original };
}
