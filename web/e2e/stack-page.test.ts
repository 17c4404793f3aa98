import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findMartin } from '../../scripts/martin.js';
import type { StackPartName } from '../../scripts/open-stack.js';
import { findPostgis } from '../../scripts/postgis.js';
import { describeCity } from './describe-city.js';
import { launchBrowser, openPage, type Complaints } from './open-page.js';
import { forgiveOutage, outliveOutage, type Outage } from './outlive-outage.js';
import { startStack, type RunningStack } from './start-stack.js';

const isHere = findMartin() !== undefined && findPostgis() !== undefined;

/** A new cluster, the schema, the sample city and its drawings. */
const startTimeoutMs = 600_000;

/** What goes away, and how the page is to name it. */
const outages: readonly (readonly [StackPartName, Outage['kind']])[] = [
  ['martin', 'tiles'],
  ['postgis', 'database'],
  ['api', 'unreachable'],
];

let stack: RunningStack;
let browser: Browser;
let page: Page;
let complaints: Complaints;
/** Tiles of the grids as they came, by path and status. */
let tiles: { readonly path: string; readonly status: number }[];

async function open(hash = ''): Promise<Page> {
  tiles = [];
  const keep = (url: string, status: number) => {
    const { pathname, search } = new URL(url);
    const [, path] = /\/tiles(\/grids\/.*)/.exec(pathname) ?? [];
    if (path !== undefined) tiles.push({ path: `${path}${search}`, status });
  };
  ({ page, complaints } = await openPage(browser, `${stack.url}${hash}`, {
    onresponse: (response) => keep(response.url(), response.status()),
  }));
  return page;
}

describe.runIf(isHere)('the map page over PostGIS and Martin', () => {
  beforeAll(async () => {
    stack = await startStack();
    browser = await launchBrowser();
  }, startTimeoutMs);

  afterEach(async () => {
    const heard = complaints;
    await page.context().close();
    expect(heard).toEqual([]);
  });

  afterAll(async () => {
    await browser?.close();
    await stack?.stop();
  });

  describeCity(open);

  it('gets tiles that Martin made', async () => {
    await open();
    expect(tiles.length).toBeGreaterThan(0);
    for (const { path, status } of tiles) {
      const direct = await fetch(`${stack.martinUrl}${path}`);
      expect([path, status]).toEqual([path, direct.status]);
    }
    expect(tiles.map(({ status }) => status)).toContain(200);
  });

  it.each(outages)('outlives %s going away and coming back', async (part, kind) => {
    const center = await stack.readPlace();
    await open(`#map=13/${center[0].toFixed(5)}/${center[1].toFixed(5)}&territory=sample`);
    await outliveOutage(page, center, {
      kind,
      begin: () => stack.stopPart(part),
      end: () => stack.startPart(part),
    });
    forgiveOutage(complaints);
  });
});
