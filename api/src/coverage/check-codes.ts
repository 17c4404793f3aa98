import { gridLevels, type GridLevel, type Level } from '../hierarchy/levels.js';
import { compileCodePattern, describeOwnCodeFault } from '../hierarchy/own-code.js';
import { describeStandardMismatch } from '../hierarchy/standard-mismatch.js';
import { draftWholeGrid, type DraftFinding } from './draft-grid-finding.js';
import type { Families } from './group-by-parent.js';
import { identifyFindings } from './identify-finding.js';
import type { CodeRules, Finding, Grid } from './types.js';

/** Why a code does not fit: `shape`, `level`, `parent` under `standard`; `malformed`, `pattern` under `own`. */
export type CodeMismatch = 'shape' | 'level' | 'parent' | 'malformed' | 'pattern';

interface Mismatch {
  readonly cause: CodeMismatch;
  /** What the grid does, after its level and code. */
  readonly predicate: string;
}

/**
 * Finds codes that do not fit the territory's scheme: `code-mismatch`, one finding a grid, the first cause that holds.
 *
 * `standard`: `shape` (no 15-digit code or part of one), `level` (a code of another level), `parent` (does not begin with
 * the code of the parent it declares; a county with the first four digits of its territory's). A parent whose own code
 * is malformed is told by its own finding and not held against its children.
 * `own`: `malformed` (blanks at the ends, control characters, too long), `pattern` (not the level's).
 *
 * Implied grids are not judged: their codes are made by us. Linear.
 *
 * @throws Problem `invalid-code-pattern` when a pattern is no regular expression
 */
export function checkCodes(families: Families, rules: CodeRules): Finding[] {
  const judge = rules.codeScheme === 'standard' ? standardJudge(families) : ownJudge(rules.codePatterns);
  const drafts: DraftFinding[] = [];
  for (const grid of families.grids) {
    const mismatch = grid.implied ? undefined : judge(grid);
    if (mismatch === undefined) continue;
    drafts.push({ ...draftWholeGrid('code-mismatch', grid, mismatch.predicate), cause: mismatch.cause });
  }
  return identifyFindings(drafts);
}

type Judge = (grid: Grid) => Mismatch | undefined;

function standardJudge({ grids, families }: Families): Judge {
  const territory = grids.find((grid) => grid.level === 'territory');
  const parentOf = new Map<Grid, Grid>();
  for (const { parent, children } of families) {
    if (parent !== undefined) for (const child of children) parentOf.set(child, parent);
  }
  return (grid) => {
    const parentCode =
      grid.level === 'county' ? territory?.code : (parentOf.get(grid)?.code ?? grid.parentCode);
    return describeStandardMismatch(grid.level, grid.code, parentCode ?? undefined);
  };
}

function ownJudge(patterns: Readonly<Partial<Record<GridLevel, string>>>): Judge {
  const expressions = new Map<Level, { readonly pattern: string; readonly expression: RegExp }>();
  for (const level of gridLevels) {
    const pattern = patterns[level];
    if (pattern !== undefined)
      expressions.set(level, { pattern, expression: compileCodePattern(level, pattern) });
  }
  return ({ level, code }) => {
    const fault = describeOwnCodeFault(code);
    if (fault !== undefined) return { cause: 'malformed', predicate: `has a code that ${fault}` };
    const rule = expressions.get(level);
    if (rule === undefined || rule.expression.test(code)) return undefined;
    return { cause: 'pattern', predicate: `has a code that does not match the pattern "${rule.pattern}"` };
  };
}
