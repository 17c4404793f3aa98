import { parseArgs } from 'node:util';
import { planRepairs } from '../src/coverage/repair/plan-repairs.js';
import type { RepairPlan } from '../src/coverage/repair-types.js';
import type { AuditResult, Grid } from '../src/coverage/types.js';
import { median, printHead, printTable, readCount, tellMs } from './bench-report.js';
import { makeSample } from './make-sample.js';
import { runAudit } from './run-audit.js';

const help = `The plan of repairs for the sample city with defects: every proposal proven after those before it.

  npm run bench -- repair [--runs N]

  --runs N   counted runs (default 3), after one that is not counted; medians are printed
  --help     this text
`;

const defectCounts = [36, 1000] as const;

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '3' }, help: { type: 'boolean', default: false } },
});
const runs = readCount(values.runs);
if (values.help) process.stdout.write(help);
else if (runs === undefined) {
  process.stderr.write(`--runs ${values.runs}: must be a whole number of at least 1.\n`);
  process.exitCode = 2;
} else runBench(runs);

function runBench(counted: number): void {
  printHead(`Medians of ${counted}.`);
  printTable(
    [
      'sample city',
      'findings',
      'proposals',
      'mended along',
      'refused',
      'plan ms',
      'ms a finding',
      'longest step ms',
    ],
    defectCounts.map((defects) => {
      const grids = makeSample({ seed: 1, defects });
      const result = runAudit(grids);
      plan(grids, result);
      const plans = Array.from({ length: counted }, () => plan(grids, result));
      const ms = median(plans.map((one) => one.ms));
      const { proposals, mendedAlong, refusals } = plans[0]!.plan;
      return [
        `${defects} defects`,
        String(result.findings.length),
        String(proposals.length),
        String(mendedAlong.length),
        String(refusals.length),
        tellMs(ms),
        tellMs(ms / result.findings.length),
        tellMs(median(plans.map((one) => one.longestStepMs))),
      ];
    }),
  );
}

interface TimedPlan {
  readonly plan: RepairPlan;
  readonly ms: number;
  /** Between two yields: so long nobody else has a turn. */
  readonly longestStepMs: number;
}

function plan(grids: readonly Grid[], result: AuditResult): TimedPlan {
  const start = performance.now();
  const steps = planRepairs(grids, result);
  let longestStepMs = 0;
  for (let before = start; ;) {
    const step = steps.next();
    const now = performance.now();
    longestStepMs = Math.max(longestStepMs, now - before);
    before = now;
    if (step.done === true) return { plan: step.value, ms: now - start, longestStepMs };
  }
}
