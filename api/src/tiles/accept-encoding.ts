import type { AcceptedEncodings } from './tile-answer.js';

/** An encoding that nobody named is still the last resort: a tile as it is can always be read. */
const lastResort = 0.001;

/**
 * How much the sender of an `Accept-Encoding` header likes each encoding (RFC 9110, 12.5.3): the weight of its name, of
 * `*` where it is not named. No header is read as "as it is", since programs that cannot unpack send none.
 */
export function acceptedEncodings(header: string | undefined): AcceptedEncodings {
  const weights = new Map<string, number>();
  for (const part of (header ?? '').split(',')) {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    if (name !== '') weights.set(name, weightOf(parameters));
  }
  const others = weights.get('*') ?? 0;
  return {
    gzip: weights.get('gzip') ?? weights.get('x-gzip') ?? others,
    br: weights.get('br') ?? others,
    identity: Math.max(weights.get('identity') ?? 0, lastResort),
  };
}

function weightOf(parameters: readonly string[]): number {
  const text = parameters.find((each) => each.startsWith('q='))?.slice(2);
  if (text === undefined) return 1;
  const weight = Number(text);
  return text !== '' && weight >= 0 && weight <= 1 ? weight : 0;
}
