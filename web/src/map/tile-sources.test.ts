import { afterEach, describe, expect, it, vi } from 'vitest';
import { mapStyle } from './map-style.js';
import { lightTheme } from './map-theme.js';
import { describeContent, haveMoved } from './tile-sources.js';

const baseUrl = 'http://127.0.0.1:1/api/v1';
const content = { territoryId: 'sample', revision: 3, auditId: 7 };
const shown = { kind: undefined, noise: false };

function tileJsonOf(name: string) {
  const tiles = [`https://tiles.example.cn/${name}/{z}/{x}/{y}?territory=sample&revision=3`];
  return {
    tilejson: '3.0.0',
    name,
    scheme: 'xyz',
    tiles,
    minzoom: 0,
    maxzoom: 16,
    bounds: [110, 31, 111, 32],
  };
}

/** Every source answers but those named, which fail. */
function answerAllBut(...failing: string[]): string[] {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string) => {
    asked.push(url);
    const name = /(\w+)\.json/.exec(url)?.[1] ?? '';
    if (failing[0] === name) return Promise.reject(new TypeError('fetch failed'));
    if (failing[1] === name) return Promise.resolve(new Response('{}', { status: 503 }));
    return Promise.resolve(new Response(JSON.stringify(tileJsonOf(name))));
  });
  return asked;
}

afterEach(() => vi.unstubAllGlobals());

describe('describeContent', () => {
  it('asks for the TileJSON of each source once, and for none of findings before the first audit', async () => {
    const asked = answerAllBut();
    await describeContent(baseUrl, { ...content, auditId: null });
    expect(asked).toEqual(
      ['reference', 'grids', 'grid_labels'].map(
        (name) => `${baseUrl}/tiles/${name}.json?territory=sample&revision=3`,
      ),
    );
  });

  it('has the map ask where the TileJSON says, on another host too', async () => {
    answerAllBut();
    const { sources } = mapStyle(baseUrl, await describeContent(baseUrl, content), lightTheme, shown);
    expect(sources['grids']).toEqual({
      type: 'vector',
      tiles: ['https://tiles.example.cn/grids/{z}/{x}/{y}?territory=sample&revision=3'],
      ...{ minzoom: 0, maxzoom: 16, scheme: 'xyz', bounds: [110, 31, 111, 32] },
    });
  });

  it('leaves a TileJSON that did not come to the map, which tells of it', async () => {
    answerAllBut('grids', 'findings');
    const described = await describeContent(baseUrl, content);
    expect(Object.keys(described.tileJson)).toEqual(['reference', 'grid_labels']);
    const { sources } = mapStyle(baseUrl, described, lightTheme, shown);
    expect(sources['grids']).toEqual({
      type: 'vector',
      url: `${baseUrl}/tiles/grids.json?territory=sample&revision=3`,
    });
    expect(sources['findings']).toMatchObject({
      url: `${baseUrl}/tiles/findings.json?territory=sample&revision=3&audit=7`,
    });
  });
});

describe('haveMoved', () => {
  const source = (made: number) => ({ tiles: [`http://127.0.0.1:1/tiles/{z}/{x}/{y}?made=${made}`] });

  it('is so when a source has another address, and not when one did not come', () => {
    const before = { ...content, tileJson: { grids: source(1), findings: source(1) } };
    expect(haveMoved(before, { ...content, tileJson: { grids: source(1) } })).toBe(false);
    expect(haveMoved(before, { ...content, tileJson: { grids: source(2), findings: source(1) } })).toBe(true);
  });
});
