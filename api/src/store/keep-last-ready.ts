const readyForQuery = 0x5a;
const typeBytes = 1;

/**
 * The answer to one unit of work with exactly one ReadyForQuery, the last one. PGlite 0.5.8 says it twice when an
 * extended query fails, at the error and at the Sync (electric-sql/pglite#958); a client that believes the first
 * one takes the second for the end of its next query. Returns the pieces to send, which share memory with
 * `answer`. Linear in the number of messages.
 */
export function keepLastReady(answer: Uint8Array): Uint8Array[] {
  const view = new DataView(answer.buffer, answer.byteOffset, answer.byteLength);
  const ready: { readonly start: number; readonly end: number }[] = [];
  for (let start = 0; start + typeBytes + 4 <= answer.length;) {
    const end = start + typeBytes + view.getUint32(start + typeBytes);
    if (answer[start] === readyForQuery) ready.push({ start, end });
    start = end;
  }
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const { start, end } of ready.slice(0, -1)) {
    pieces.push(answer.subarray(from, start));
    from = end;
  }
  pieces.push(answer.subarray(from));
  return pieces.filter((piece) => piece.length > 0);
}
