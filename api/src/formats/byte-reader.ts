/** Reads exact numbers of bytes from a stream of buffers, holding no more than is asked for at once. */
export class ByteReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);
  /** Bytes handed out so far. */
  offset = 0;

  constructor(stream: AsyncIterable<Buffer>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** The next `length` bytes, or fewer at the end of the stream. */
  async take(length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    let missing = length;
    while (missing > this.rest.length) {
      parts.push(this.rest);
      missing -= this.rest.length;
      const next = await this.chunks.next();
      this.rest = Buffer.alloc(0);
      if (next.done === true) {
        missing = 0;
        break;
      }
      this.rest = next.value;
    }
    parts.push(this.rest.subarray(0, missing));
    this.rest = this.rest.subarray(missing);
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    this.offset += bytes.length;
    return bytes;
  }

  /** Lets go of the stream before its end. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}
