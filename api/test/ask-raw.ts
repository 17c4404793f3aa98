import { type IncomingHttpHeaders, request } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** As it came over the line, not unpacked. */
  readonly body: Buffer;
  /** False where the connection was cut before the end. */
  readonly isWhole: boolean;
}

/** Asks as it is written: nothing is added to the headers, nothing is unpacked, and a body that breaks off is told. */
export function askRaw(
  url: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      // What breaks off says so as an error, and `complete` says it too.
      response.on('error', () => undefined);
      response.on('close', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts),
          isWhole: response.complete,
        }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}
