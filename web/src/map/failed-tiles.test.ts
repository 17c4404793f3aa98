import { describe, expect, it } from 'vitest';
import { FailedTiles, type TilePlace } from './failed-tiles.js';

const first = { z: 3, x: 6, y: 3 };
const second = { z: 3, x: 7, y: 3 };
const address = (name: string) => `http://127.0.0.1:1/tiles/${name}`;

function reloadOf(failed: FailedTiles): string[] {
  const asked: string[] = [];
  failed.reload({
    refreshTiles: (sourceId, tiles: TilePlace[]) =>
      asked.push(`${sourceId}: ${tiles.map(({ z, x, y }) => `${z}/${x}/${y}`).join(' ')}`),
    reloadSource: (sourceId) => asked.push(`${sourceId}.json`),
  });
  return asked;
}

describe('FailedTiles', () => {
  it('asks again for the tiles that failed and came not after all, each once', () => {
    const failed = new FailedTiles();
    failed.add('grids', first, address('a'));
    failed.add('grids', first, address('a'));
    failed.add('grids', second, address('b'));
    failed.add('findings', second, address('c'));
    failed.settle('grids', first);
    expect(failed.url).toBe(address('b'));
    expect(reloadOf(failed)).toEqual(['grids: 3/7/3', 'findings: 3/7/3']);
    expect([failed.url, reloadOf(failed)]).toEqual([undefined, []]);
  });

  it('asks for the TileJSON of a source that has none, and leaves its tiles to the source', () => {
    const failed = new FailedTiles();
    failed.add('grids', undefined, address('grids.json'));
    failed.add('grids', first, address('a'));
    expect(reloadOf(failed)).toEqual(['grids.json']);
    failed.add('grids', undefined, address('grids.json'));
    failed.settle('grids', undefined);
    expect(reloadOf(failed)).toEqual([]);
  });

  it('keeps what fails again while it is asked for', () => {
    const failed = new FailedTiles();
    failed.add('grids', first, address('a'));
    failed.reload({
      refreshTiles: (sourceId, [place]) => failed.add(sourceId, place, address('a')),
      reloadSource: () => undefined,
    });
    expect(failed.url).toBe(address('a'));
  });
});
