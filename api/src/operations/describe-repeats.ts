import { keepRecent } from '../tiles/keep-recent.js';
import { describeFault, type DescribedFault } from './describe-fault.js';

export interface RepeatOptions {
  /** A fault that goes on is told in full again after so long: the log that held it first may be gone. */
  readonly inFullAgainMs?: number;
  readonly now?: () => number;
}

interface Told {
  readonly atMs: number;
  repeats: number;
}

const defaultInFullAgainMs = 600_000;
/** Faults that are remembered; each is one place of the code and one reason. */
const remembered = 200;

/**
 * Describes a fault in full when it is new, and with `repeats` instead of stacks when it was told lately: in an outage every
 * request fails of the same thing. Two faults are the same when they and their causes have the same type, code and place in the code
 * and, numbers aside, say the same.
 */
export function createFaultDescriber(options: RepeatOptions = {}): (error: unknown) => DescribedFault {
  const { inFullAgainMs = defaultInFullAgainMs, now = () => performance.now() } = options;
  const told = keepRecent<Told>(remembered);

  return (error) => {
    const fault = describeFault(error);
    const key = keyOf(fault);
    const earlier = told.get(key);
    if (earlier === undefined || now() - earlier.atMs >= inFullAgainMs) {
      told.set(key, { atMs: now(), repeats: 0 }, 1);
      return fault;
    }
    earlier.repeats += 1;
    return { ...withoutStacks(fault), repeats: earlier.repeats };
  };
}

function keyOf({ type, code, message, stack, cause, errors }: DescribedFault): string {
  const place = /^\s+at .*$/m.exec(stack ?? '')?.[0] ?? '';
  const inner = [...(cause === undefined ? [] : [cause]), ...(errors ?? [])].map(keyOf);
  return [type, code ?? '', message.replaceAll(/\d+/g, '#'), place, ...inner].join('\n');
}

function withoutStacks({ type, message, code, cause, errors }: DescribedFault): DescribedFault {
  return {
    type,
    message,
    ...(code === undefined ? {} : { code }),
    ...(cause === undefined ? {} : { cause: withoutStacks(cause) }),
    ...(errors === undefined ? {} : { errors: errors.map(withoutStacks) }),
  };
}
