/** What a client wants of the session, as one piece that must not be cut or mixed with another client's. */
export type FrontendUnit =
  | { readonly kind: 'decline-encryption' }
  | { readonly kind: 'leave' }
  /** Bytes for the database: a start-up, a simple query, or an extended query up to its Sync. */
  | { readonly kind: 'work'; readonly bytes: Uint8Array };

export interface FrontendReader {
  /** Takes what came over the socket; returns the units that are now complete, in order. */
  read(chunk: Buffer): FrontendUnit[];
}

const cancelRequest = 80877102;
const sslRequest = 80877103;
const encryptionRequest = 80877104;
const lengthBytes = 4;
const typeBytes = 1;
/** Far above any batch of ours; beyond it the stream is not the protocol. */
const longestMessageBytes = 1 << 28;

const messageTypes = { query: 0x51, sync: 0x53, flush: 0x48, terminate: 0x58, parse: 0x50 } as const;
/** Belong to an extended query, which goes on until its Sync: Bind, Close, Describe, Execute, Parse. */
const extendedTypes = new Set([0x42, 0x43, 0x44, 0x45, messageTypes.parse]);

/**
 * Cuts the bytes of one client into units (PostgreSQL 18 documentation, 54.7 Message Formats). The messages of an
 * extended query are held back until its Sync and handed over together. A Flush is left out: the answers come with
 * the Sync. Cost: linear; a large message is copied once.
 *
 * Errors: a length that the protocol does not allow.
 */
export function createFrontendReader(): FrontendReader {
  let chunks: Buffer[] = [];
  let buffered = 0;
  let isStarted = false;
  let extended: Buffer[] = [];

  const gather = (): Buffer => {
    const bytes = Buffer.concat(chunks);
    chunks = [bytes];
    return bytes;
  };

  /** The next whole message, or undefined when its end has not come. */
  const take = (): Buffer | undefined => {
    const header = isStarted ? typeBytes : 0;
    if (buffered < header + lengthBytes) return undefined;
    const [head] = chunks;
    const first = head !== undefined && head.length >= header + lengthBytes ? head : gather();
    const length = header + first.readInt32BE(header);
    if (length < header + lengthBytes || length > longestMessageBytes) {
      throw new RangeError(`A message of ${length} bytes is not PostgreSQL's protocol`);
    }
    if (buffered < length) return undefined;
    const bytes = gather();
    const message = bytes.subarray(0, length);
    chunks = [bytes.subarray(length)];
    buffered -= length;
    return message;
  };

  const toUnit = (message: Buffer): FrontendUnit | undefined => {
    if (!isStarted) {
      const code = message.length >= 2 * lengthBytes ? message.readInt32BE(lengthBytes) : 0;
      if (code === sslRequest || code === encryptionRequest) return { kind: 'decline-encryption' };
      if (code === cancelRequest) return { kind: 'leave' };
      isStarted = true;
      return { kind: 'work', bytes: message };
    }
    const type = message[0] ?? 0;
    if (type === messageTypes.terminate) return { kind: 'leave' };
    if (type === messageTypes.flush) return undefined;
    if (extendedTypes.has(type)) {
      extended.push(message);
      return undefined;
    }
    if (type !== messageTypes.sync) return { kind: 'work', bytes: message };
    const bytes = Buffer.concat([...extended, message]);
    extended = [];
    return { kind: 'work', bytes };
  };

  return {
    read(chunk) {
      chunks.push(chunk);
      buffered += chunk.length;
      const units: FrontendUnit[] = [];
      for (let message = take(); message !== undefined; message = take()) {
        const unit = toUnit(message);
        if (unit !== undefined) units.push(unit);
      }
      return units;
    },
  };
}
