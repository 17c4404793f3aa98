import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { gridLineIds } from '../src/map/layer-ids.js';
import { countRendered, phone, readCamera, waitUntilIdle } from './open-page.js';

/** How the tests come to the page, and what they look for on it. */
export interface CityVisit {
  /** Opens the page, and waits until it is idle. */
  open(hash?: string, viewport?: typeof phone): Promise<Page>;
  /** The address of a place with the element in its middle. */
  overElement(zoom: number): string;
  /** Known once the product runs, as the county is. */
  element(): { readonly gridId: number; readonly code: string };
  county(): { readonly code: string };
}

async function findViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

/** That the page can be used without a mouse, without seeing it, and on a phone. */
export function describeAccess({ open, overElement, element, county }: CityVisit): void {
  describe('by keyboard alone', () => {
    it('goes to the map, moves it and picks the grid at its centre', async () => {
      const page = await open(overElement(15));
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('CANVAS');
      await page.keyboard.press('Enter');
      await page.getByTestId('selected-code').waitFor();
      expect(await page.getByTestId('selected-code').innerText()).toBe(element().code);
      const before = await readCamera(page);
      await page.keyboard.press('ArrowRight');
      await waitUntilIdle(page);
      expect((await readCamera(page)).center[0]).toBeGreaterThan(before.center[0]);
      await page.keyboard.press('-');
      await waitUntilIdle(page);
      expect((await readCamera(page)).zoom).toBeLessThan(before.zoom);
    });

    it('searches, chooses and walks the tree', async () => {
      const page = await open();
      await page.keyboard.press('/');
      await page.keyboard.type(element().code);
      await page.locator('#search-results').getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.getByTestId('selected-code').waitFor();
      await waitUntilIdle(page);
      await page.locator('#tree').focus();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      await page.waitForFunction(
        (code) => document.querySelector('[data-testid=selected-code]')?.textContent === code,
        county().code,
      );
    });
  });

  it('stays where the keyboard went in the tree, also when rows come later', async () => {
    const page = await open();
    const held: (() => void)[] = [];
    await page.route(/\/children\?/, async (route) => {
      await new Promise<void>((resolve) => held.push(resolve));
      await route.continue();
    });
    await page.keyboard.press('/');
    await page.keyboard.type(element().code);
    await page.locator('#search-results').getByRole('option').first().waitFor();
    await page.keyboard.press('Enter');
    await page.getByTestId('selected-code').waitFor();
    await page.locator('#tree').focus();
    await page.keyboard.press('Home');
    const shown = await page.locator('#tree').getAttribute('aria-activedescendant');
    // Branches, outlet areas and elements, down to the one that is selected.
    for (let level = 0; level < 3; level += 1) {
      while (held.length === 0) await page.waitForTimeout(20);
      const count = await page.locator('#tree').getAttribute('aria-rowcount');
      held.pop()!();
      await page.waitForFunction(
        (before) => document.querySelector('#tree')?.getAttribute('aria-rowcount') !== before,
        count,
      );
    }
    await waitUntilIdle(page);
    expect(await page.locator('#tree').getAttribute('aria-activedescendant')).toBe(shown);
  });

  describe('for everyone', () => {
    it.each(['overview', 'selection', 'findings'])(
      'has no accessibility fault with the tab %s',
      async (tab) => {
        const page = await open(`${overElement(14)}&tab=${tab}&grid=${element().gridId}`);
        expect(await findViolations(page)).toEqual([]);
      },
    );

    it('has none with the legend, in English', async () => {
      const page = await open(`${overElement(14)}&lang=en`);
      await page.getByRole('tab', { name: 'Categories' }).click();
      expect(await findViolations(page)).toEqual([]);
    });

    it('tells a phone at once whether the map is seamless, and zooms into the part above the sheet', async () => {
      const page = await open('', phone);
      const strip = page.getByTestId('verdict-strip');
      expect(await strip.innerText()).toMatch(/尚未无缝：\d/);
      await page.keyboard.press('j');
      await page.getByTestId('finding-path').waitFor();
      await waitUntilIdle(page);
      const first = await readCamera(page);
      const zoomTo = page.getByRole('button', { name: '定位' });
      const button = await zoomTo.boundingBox();
      const bar = await page.getByRole('navigation', { name: '地图' }).boundingBox();
      expect((button?.y ?? 0) + (button?.height ?? 0)).toBeLessThanOrEqual(bar?.y ?? 0);
      expect(await page.getByText('J / K').isVisible()).toBe(false);
      await zoomTo.click();
      await waitUntilIdle(page);
      const second = await readCamera(page);
      expect(second.zoom).toBeCloseTo(first.zoom, 2);
      expect(second.center[1]).toBeCloseTo(first.center[1], 4);
      expect(await findViolations(page)).toEqual([]);
      await page.getByRole('button', { name: '关闭问题详情' }).click();
      expect(await page.locator('#findings').isVisible()).toBe(true);
      await strip.click();
      expect(await page.locator('#right-panel-overview').isVisible()).toBe(true);
    });

    it('is usable on a phone: map first, sheets over it, nothing wider than the screen', async () => {
      const page = await open('', phone);
      const widest = () => page.evaluate(() => document.documentElement.scrollWidth);
      expect(await widest()).toBeLessThanOrEqual(phone.width);
      expect(await countRendered(page, gridLineIds.county)).toBeGreaterThan(0);
      await page.getByRole('navigation').getByRole('button', { name: /^问题/ }).click();
      await page.getByRole('button', { name: '下一个' }).click();
      await page.getByText(/第 1 个，共 \d+ 个/).waitFor();
      await waitUntilIdle(page);
      expect(await widest()).toBeLessThanOrEqual(phone.width);
      expect(await findViolations(page)).toEqual([]);
      await page.getByRole('navigation').getByRole('button', { name: '目录' }).click();
      expect(await page.getByRole('treegrid').isVisible()).toBe(true);
      expect(await findViolations(page)).toEqual([]);
    });
  });
}
