import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '../problem.js';
import { readGeojson } from './read-geojson.js';
import { JsonSplitter } from './split-json.js';
import type { SourceFeature, SourceSummary } from './types.js';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'read-geojson-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

const geometry = {
  type: 'Polygon',
  coordinates: [
    [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 0],
    ],
  ],
};
const feature = (name: string): string => JSON.stringify({ type: 'Feature', properties: { name }, geometry });

async function read(
  text: string,
): Promise<{ names: unknown[]; features: SourceFeature[]; summary: SourceSummary }> {
  const path = join(folder, 'file.geojson');
  await writeFile(path, text);
  const features: SourceFeature[] = [];
  const summary = await readGeojson(path, { onFeature: (one) => features.push(one) });
  return { names: features.map(({ properties }) => properties.name), features, summary };
}

describe('shapes of a file', () => {
  it('one collection, whatever the order of its members', async () => {
    const { names, summary } = await read(
      `{"features":[${feature('a')},\n${feature('b')}],"crs":{"type":"name","properties":{"name":"EPSG:4547"}},"type":"FeatureCollection"}`,
    );
    expect(names).toEqual(['a', 'b']);
    expect(summary).toMatchObject({ features: 2, fields: ['name'], declaredCrs: 'EPSG:4547' });
  });

  it('one feature, one geometry, lines of features, RFC 8142 sequences, a byte order mark', async () => {
    expect((await read(feature('a'))).names).toEqual(['a']);
    expect((await read(JSON.stringify(geometry))).features).toHaveLength(1);
    expect((await read(`${feature('a')}\n${feature('b')}\r\n\n`)).names).toEqual(['a', 'b']);
    expect((await read(`\u001e${feature('a')}\n\u001e${feature('b')}\n`)).names).toEqual(['a', 'b']);
    expect((await read(`\ufeff${feature('a')}`)).names).toEqual(['a']);
  });

  it('names that look like structure do not confuse it', async () => {
    const name = 'features":[{"}]\\"\u2028网格{';
    const nested = JSON.stringify({ type: 'Feature', properties: { name, features: [{ a: 1 }] }, geometry });
    const { names, features } = await read(
      `{"type":"FeatureCollection","name":"features","list":[{"features":[1]}],"features":[${nested}]}`,
    );
    expect(names).toEqual([name]);
    expect(features[0]!.properties.features).toEqual([{ a: 1 }]);
  });

  it('elements that are no features, commas too many, two collections at once', async () => {
    for (const list of [
      'null',
      `${feature('a')},`,
      `${feature('a')} ${feature('b')}`,
      '{"type":"Topology"}',
      '[1]',
    ]) {
      await expect(read(`{"type":"FeatureCollection","features":[${list}]}`)).rejects.toBeInstanceOf(Problem);
    }
    await expect(read(`{"type":"Other","features":[${feature('a')}]}`)).rejects.toMatchObject({
      details: { type: 'bad-geojson' },
    });
    expect(
      (
        await read(
          `{"type":"FeatureCollection","features":[${feature('a')}]}\n{"type":"FeatureCollection","features":[${feature('b')}]}`,
        )
      ).names,
    ).toEqual(['a', 'b']);
  });
});

describe('JsonSplitter', () => {
  it('gives the same pieces wherever the text is cut into chunks', () => {
    const text = `{"type":"FeatureCollection","name":"x\\\\\\"","features":[${feature('a"\\')},${feature('é]}网')}],"end":{}}\n${feature('b')}`;
    const cut = (size: number): string[] => {
      const pieces: string[] = [];
      const splitter = new JsonSplitter({
        onFeature: (piece) => pieces.push(piece),
        onDocument: (piece) => pieces.push(piece.trim()),
      });
      for (let at = 0; at < text.length; at += size) splitter.write(text.slice(at, at + size));
      splitter.end();
      return pieces;
    };
    const whole = cut(text.length);
    expect(whole).toHaveLength(4);
    for (let size = 1; size < 60; size += 1) expect(cut(size)).toEqual(whole);
  });
});
