import { Agent, get } from 'node:http';

const agent = new Agent({ keepAlive: true, maxSockets: 4 });

/** One tile as it comes over HTTP, packed with gzip. */
export interface FetchedTile {
  readonly milliseconds: number;
  /** Empty where nothing is there. */
  readonly body: Buffer;
}

/** @throws Error for what is neither a tile nor none */
export function fetchTile(url: string): Promise<FetchedTile> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode === 200 || response.statusCode === 204)
          resolve({ milliseconds: performance.now() - started, body });
        else reject(new Error(`${url}: ${response.statusCode} ${body.toString()}`));
      });
    });
    request.once('error', reject);
  });
}
