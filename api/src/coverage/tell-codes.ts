/** Codes spelled out in a sentence; more are counted. */
const mostCodesTold = 4;

/** `A`, `A and B`, `A, B, C and D`, `A, B, C, D and 3 more`; an empty text for none. */
export function tellCodes(codes: readonly string[]): string {
  const told = codes.slice(0, mostCodesTold);
  const more = codes.length - told.length;
  if (more > 0) return `${told.join(', ')} and ${more} more`;
  return told.length < 2 ? told.join('') : `${told.slice(0, -1).join(', ')} and ${told[told.length - 1]}`;
}
