import type { FindingItem } from '../api/types.js';
import type { MessageKey } from '../messages/message-key.js';

/** What the states of work are called. */
export const workStateTexts = {
  open: 'workStateOpen',
  'in-progress': 'workStateProgress',
  done: 'workStateDone',
} as const satisfies Record<FindingItem['state'], MessageKey>;

/** What a finding is called against the run before. */
export const changeTexts = {
  new: 'changeNew',
  changed: 'changeChanged',
  same: 'changeSame',
} as const satisfies Record<NonNullable<FindingItem['change']>, MessageKey>;
