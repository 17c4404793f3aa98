import type { AppliedPlan, PlannedProposal, RepairPlan } from '../coverage/repair-types.js';
import { countWords, describeArea } from './describe-area.js';
import { plainText } from './draw-table.js';

/** Under this a gain or loss is only a vertex that an edge got. */
const leastToldSquareMetres = 0.005;

/** Reasons listed; the others are counted. */
const mostReasons = 20;

/** What each proposal does: one line, and what every grid gains and loses in m². */
export function describePlan(plan: RepairPlan, file: string | undefined, limit: number): string {
  const shown = plan.proposals.slice(0, limit);
  const hidden = plan.proposals.length - shown.length;
  const { refusals, mendedAlong } = plan;
  return [
    `${countWords(plan.proposals.length, 'repair', 'repairs')} proposed${file === undefined ? '' : `, written to ${file}`}${plan.proposals.length === 0 ? '' : ', each proven after those before it'}:`,
    ...shown.flatMap(describeProposal),
    ...(hidden > 0 ? [`and ${hidden} more`] : []),
    ...(mendedAlong.length > 0
      ? [`${countWords(mendedAlong.length, 'finding is', 'findings are')} mended along with these.`]
      : []),
    ...(refusals.length > 0
      ? [
          `No repair holds for ${countWords(refusals.length, 'finding', 'findings')}:`,
          ...refusals
            .slice(0, mostReasons)
            .map(
              (refusal) => `  ${refusal.kind} ${plainText(refusal.identity)}: ${plainText(refusal.reason)}`,
            ),
          ...(refusals.length > mostReasons ? [`  and ${refusals.length - mostReasons} more`] : []),
        ]
      : []),
    '',
  ].join('\n');
}

function describeProposal(proposal: PlannedProposal): string[] {
  const told = proposal.changes.filter(
    (change) =>
      change.gainsSquareMetres >= leastToldSquareMetres || change.losesSquareMetres >= leastToldSquareMetres,
  );
  const shares = told.map((change) => {
    const gains =
      change.gainsSquareMetres >= leastToldSquareMetres ? ` +${describeArea(change.gainsSquareMetres)}` : '';
    const loses =
      change.losesSquareMetres >= leastToldSquareMetres ? ` −${describeArea(change.losesSquareMetres)}` : '';
    return `${plainText(change.code)}${gains}${loses}`;
  });
  return [
    `  ${proposal.method.padEnd(12)}  ${plainText(proposal.message)}${shares.length === 0 ? '' : `  [${shares.join(', ')}]`}`,
  ];
}

/** What came of a plan. */
export function describeApplied(outcome: AppliedPlan<unknown>, file: string): string {
  const { applied, refused } = outcome;
  return [
    `${countWords(applied.length, 'repair', 'repairs')} applied; the new map is ${file}.`,
    ...refused.map(
      (refusal) =>
        `  not applied: ${refusal.kind} ${plainText(refusal.identity)}: ${plainText(refusal.reason)}`,
    ),
    '',
  ].join('\n');
}
