import { auditCoverage } from '../src/coverage/audit-coverage.js';
import type { AuditResult, Grid } from '../src/coverage/types.js';

/** The whole audit of a map (validity of every grid, proof of every parent on every level, hierarchy), in this thread. */
export function runAudit(grids: readonly Grid[], onStep?: () => void): AuditResult {
  const steps = auditCoverage(grids);
  for (let step = steps.next(); ; step = steps.next()) {
    if (step.done === true) return step.value;
    onStep?.();
  }
}
