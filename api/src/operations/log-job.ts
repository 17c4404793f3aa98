import type { Logger } from './create-logger.js';
import { hideLogins } from './describe-fault.js';
import type { JobEvent } from './watch-jobs.js';

/** One line when a job begins and one when it ends. */
export function logJob(logger: Logger, { kind, event, reason, ...fields }: JobEvent): void {
  const level = event === 'failed' || event === 'dead' ? 'error' : 'info';
  const told = reason === undefined ? {} : { reason: hideLogins(reason) };
  logger[level]({ job: kind, event, ...fields, ...told }, `${kind} ${event}`);
}
