/** A beginning shorter than this is left in place: leaving it out would save nothing. */
const leastShared = 6;

/** What stays of a shortened code at the least: one group of three digits. */
const leastKept = 3;

/**
 * Codes side by side, where neighbours mostly share a parent: the first in full, of the others only what differs from
 * it after `…`. For narrow rows; the full codes stand in the detail.
 *
 * @example ['420304003010013', '420304003010014'] → ['420304003010013', '…014']
 */
export function shortenCodes(codes: readonly string[]): string[] {
  const [first = ''] = codes;
  return codes.map((code, index) => {
    if (index === 0) return code;
    let shared = 0;
    while (shared < code.length - leastKept && code[shared] === first[shared]) shared++;
    return shared < leastShared ? code : `…${code.slice(shared)}`;
  });
}
