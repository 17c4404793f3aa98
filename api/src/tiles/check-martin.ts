import type { IncomingMessage } from 'node:http';
import { tileSourceDescriptions } from './describe-source.js';

/** Lists what Martin serves, from its memory. */
const catalogPath = '/catalog';
/** Ours has under a thousand; a list that is longer is another program's. */
const mostCharacters = 1_000_000;

/**
 * Whether what answers is a Martin that has our tile sources. A page of another program says 200 to anything, so an answer
 * alone proves nothing.
 *
 * @param open asks for a path
 * @returns undefined when all is well, otherwise one line that names the setting and not the address, which is of the inner network
 */
export async function checkMartin(
  open: (path: string, signal: AbortSignal) => Promise<IncomingMessage>,
  limitMs: number,
): Promise<string | undefined> {
  const signal = AbortSignal.timeout(limitMs);
  try {
    const response = await open(catalogPath, signal);
    const { statusCode = 0 } = response;
    if (statusCode === 200) return describeCatalog(await readText(response));
    response.destroy();
    // A proxy in front of a Martin that is away, or Martin itself in trouble: the address may well be right.
    if (statusCode >= 500) return `What MARTIN_URL names answers ${statusCode}.`;
    return `MARTIN_URL does not name Martin: ${catalogPath} there answers ${statusCode}. Set it to where Martin lists its sources.`;
  } catch (error) {
    return signal.aborted
      ? `Martin does not answer within ${limitMs} ms (MARTIN_URL).`
      : `Martin does not answer (MARTIN_URL: ${reasonOf(error)}).`;
  }
}

function describeCatalog(text: string | undefined): string | undefined {
  const tiles = text === undefined ? undefined : readSources(text);
  if (tiles === undefined) {
    return `MARTIN_URL does not name Martin: ${catalogPath} there lists no tile sources. Set it to where Martin does.`;
  }
  const missing = Object.keys(tileSourceDescriptions).filter((source) => !Object.hasOwn(tiles, source));
  if (missing.length === 0) return undefined;
  return `The Martin of MARTIN_URL lacks the tile source${missing.length === 1 ? '' : 's'} ${missing.join(', ')}: it runs without tiles/martin.yaml.`;
}

function readSources(text: string): object | undefined {
  try {
    const catalog: unknown = JSON.parse(text);
    if (typeof catalog !== 'object' || catalog === null || !('tiles' in catalog)) return undefined;
    const { tiles } = catalog;
    return typeof tiles === 'object' && tiles !== null ? tiles : undefined;
  } catch {
    // A page in HTML.
    return undefined;
  }
}

async function readText(response: IncomingMessage): Promise<string | undefined> {
  let text = '';
  for await (const part of response.setEncoding('utf8')) {
    text += String(part);
    if (text.length > mostCharacters) return undefined;
  }
  return text;
}

/** The code: a message holds the address. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
