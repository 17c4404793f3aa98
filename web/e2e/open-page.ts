import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page, type Response } from 'playwright-core';

/** Software rendering, no sandbox (containers), nothing that phones home. */
const chromiumFlags = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
];

export const desktop = { width: 1280, height: 800 };
export const phone = { width: 390, height: 844 };

const idleTimeoutMs = 60_000;

/** What a page must never do: each entry is one error, warning or call to the outside. */
export type Complaints = string[];

export async function launchBrowser(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  if (!existsSync(executablePath)) {
    throw new Error(`There is no browser at ${executablePath}. Fix: install chromium or set CHROMIUM_PATH.`);
  }
  return chromium.launch({ executablePath, args: chromiumFlags });
}

export interface PageOptions {
  readonly viewport?: { width: number; height: number };
  /** Told of every answer, those to the map's worker too. */
  readonly onresponse?: (response: Response) => void;
}

/** Opens the page at an address and waits until the map has drawn what it asked for. */
export async function openPage(
  browser: Browser,
  url: string,
  { viewport = desktop, onresponse }: PageOptions = {},
): Promise<{ page: Page; complaints: Complaints }> {
  const context = await browser.newContext({ viewport, reducedMotion: 'reduce', locale: 'zh-CN' });
  const page = await context.newPage();
  const complaints: Complaints = [];
  const { origin } = new URL(url);
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`exception: ${error.message}`));
  page.on('request', (request) => {
    const asked = new URL(request.url());
    if (!['blob:', 'data:'].includes(asked.protocol) && asked.origin !== origin)
      complaints.push(`outside: ${asked.href}`);
  });
  page.on('response', (response) => {
    onresponse?.(response);
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.url()}`);
  });
  await page.goto(url);
  await waitUntilIdle(page);
  return { page, complaints };
}

interface MapElement extends HTMLElement {
  mapView?: {
    readonly isIdle: boolean;
    readonly camera: { center: [number, number]; zoom: number };
    countRendered(layerId: string): number;
    countLoaded(level: string): number;
    jump(camera: { center: [number, number]; zoom: number }): void;
  };
}

/** Waits until the map is still and has drawn, and the page waits for no answer. */
export async function waitUntilIdle(page: Page): Promise<void> {
  await page.waitForFunction(
    () => {
      const view = document.querySelector<MapElement>('#map')?.mapView;
      return view !== undefined && view.isIdle && document.querySelector('.progress') === null;
    },
    undefined,
    { timeout: idleTimeoutMs, polling: 100 },
  );
}

export function countRendered(page: Page, layerId: string): Promise<number> {
  return page.evaluate(
    (id) => document.querySelector<MapElement>('#map')?.mapView?.countRendered(id) ?? -1,
    layerId,
  );
}

export function countLoaded(page: Page, level: string): Promise<number> {
  return page.evaluate(
    (name) => document.querySelector<MapElement>('#map')?.mapView?.countLoaded(name) ?? -1,
    level,
  );
}

export function readCamera(page: Page): Promise<{ center: [number, number]; zoom: number }> {
  return page.evaluate(() => {
    const view = document.querySelector<MapElement>('#map')?.mapView;
    if (view === undefined) throw new Error('the page has no map');
    return view.camera;
  });
}

export function jumpTo(page: Page, camera: { center: [number, number]; zoom: number }): Promise<void> {
  return page.evaluate((wanted) => document.querySelector<MapElement>('#map')?.mapView?.jump(wanted), camera);
}

/** When the first map with its content stood still, in ms from the start of the navigation. */
export function readFirstMapMs(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [mark] = performance.getEntriesByName('first-map');
    if (mark === undefined) throw new Error('the page has shown no map with content yet');
    return mark.startTime;
  });
}
