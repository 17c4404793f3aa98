import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { findingIds, gridFillIds, gridLabelIds, gridLineIds } from '../src/map/layer-ids.js';
import { countLoaded, countRendered, waitUntilIdle } from './open-page.js';

/**
 * What a person sees of the sample city, whichever product makes the tiles.
 *
 * @param open opens the page, and waits until it is idle
 */
export function describeCity(open: () => Promise<Page>): void {
  it('shows the city: borders, names and findings', async () => {
    const page = await open();
    expect(await countLoaded(page, 'county')).toBeGreaterThan(0);
    for (const layer of [gridLineIds.county, gridLabelIds.county, findingIds.badge])
      expect(await countRendered(page, layer), layer).toBeGreaterThan(0);
    expect(await page.locator('#right-panel-overview').innerText()).toMatch(/尚未无缝：\d/);
  });

  it('shows the largest finding and the elements around it from close by', async () => {
    const page = await open();
    await page.keyboard.press('j');
    await page.getByText(/第 1 个，共 \d+ 个/).waitFor();
    await waitUntilIdle(page);
    for (const layer of [findingIds.badge, gridFillIds.element, gridLineIds.element])
      await expect.poll(() => countRendered(page, layer), { timeout: 30_000 }).toBeGreaterThan(0);
  });
}
