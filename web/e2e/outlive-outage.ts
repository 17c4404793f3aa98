import { AxeBuilder } from '@axe-core/playwright';
import type { Page, Response } from 'playwright-core';
import { expect } from 'vitest';
import { gridFillIds } from '../src/map/layer-ids.js';
import { countRendered, jumpTo, waitUntilIdle, type Complaints } from './open-page.js';

/** Something goes away and comes back. `kind` is how the page names it. */
export interface Outage {
  readonly kind: 'unreachable' | 'database' | 'tiles' | 'drawing';
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
}

/** The page waits half a minute at most between tries, and a server takes its time to come back. */
const backTimeoutMs = 90_000;

/**
 * What a page has to do whichever product serves it, when something behind it goes away: say so once and calmly, keep the
 * map, and be whole again without a reload. `page` shows elements at zoom 13 over `center`.
 *
 * @param onaway what a person does meanwhile
 */
export async function outliveOutage(
  page: Page,
  center: [number, number],
  outage: Outage,
  onaway: () => Promise<unknown> = () => Promise.resolve(),
): Promise<void> {
  const banner = page.getByTestId('service').locator('.banner');
  expect(await countRendered(page, gridFillIds.element)).toBeGreaterThan(0);
  expect(await banner.count()).toBe(0);
  await page.evaluate(() => Object.assign(window, { isSamePage: true }));
  let cameAgain = 0;
  page.on('response', (response) => {
    if (isCloseTile(response)) cameAgain += 1;
  });
  await outage.begin();
  try {
    await jumpTo(page, { center, zoom: 14.2 });
    await onaway();
    await page.locator(`.banner[data-kind=${outage.kind}]`).waitFor({ timeout: backTimeoutMs });
    expect(await banner.count()).toBe(1);
    expect(await banner.innerText()).toMatch(/起\s+已有的内容照常显示。页面会自动重试，无需刷新。/);
    expect(await page.getByTestId('service').getAttribute('role')).toBe('status');
    // The tiles of the zoom before stand in, stretched.
    expect(await countRendered(page, gridFillIds.element)).toBeGreaterThan(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`)).toEqual([]);
    // Some were still in a cache on the way; not all of them.
    cameAgain = 0;
  } finally {
    await outage.end();
  }
  await page.locator('.banner:not(.back)').waitFor({ state: 'detached', timeout: backTimeoutMs });
  await expect.poll(() => cameAgain, { timeout: backTimeoutMs }).toBeGreaterThan(0);
  await waitUntilIdle(page);
  expect(await countRendered(page, gridFillIds.element)).toBeGreaterThan(0);
  expect(await page.evaluate(() => 'isSamePage' in window)).toBe(true);
}

/** A tile at the zoom that was gone to while something was away. */
function isCloseTile(response: Response): boolean {
  return response.ok() && /\/tiles\/[a-z_]+\/14\//.test(response.url());
}

/** What the browser itself reports of requests that were cut or refused is no complaint in an outage. */
export function forgiveOutage(complaints: Complaints): void {
  const forgiven = /^5\d\d: |^error: Failed to load resource/;
  complaints.splice(0, complaints.length, ...complaints.filter((text) => !forgiven.test(text)));
}
