import { readFile } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { repairIds } from '../src/map/layer-ids.js';
import { countRendered, desktop, launchBrowser, openPage, phone, waitUntilIdle } from './open-page.js';
import { startProduct, type RunningProduct } from './start-product.js';

interface Finding {
  readonly findingId: number;
  readonly kind: string;
  readonly status: string;
  readonly assignee: string | null;
  readonly grids: { readonly code: string; readonly name: string }[];
}

let product: RunningProduct;
let browser: Browser;
let page: Page;
let complaints: string[];
/** The newest run, below `/api/v1`. */
let run: string;

const pollOptions = { timeout: 30_000, interval: 250 };

async function readJson<Body>(path: string, init?: RequestInit): Promise<Body> {
  const response = await fetch(new URL(`api/v1/${path}`, product.url), init);
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Body;
}

/** Changes findings as another program would. */
function change(filter: object, wanted: object): Promise<{ updated: number }> {
  return readJson(`${run}/findings/bulk`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ filter, change: wanted }),
  });
}

async function listFindings(query: string): Promise<Finding[]> {
  return (await readJson<{ items: Finding[] }>(`${run}/findings?${query}`)).items;
}

async function open(hash = '', viewport = desktop): Promise<void> {
  ({ page, complaints } = await openPage(browser, `${product.url}${hash}`, { viewport }));
}

/** Waits until the list says that it has this many findings. */
function waitForCount(count: number): Promise<void> {
  const told = new RegExp(`^\\s*${count} 个问题`);
  return page.locator('.position').filter({ hasText: told }).waitFor();
}

async function findViolations(): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

beforeAll(async () => {
  product = await startProduct();
  browser = await launchBrowser();
  const { auditId } = await readJson<{ auditId: number }>('territories/sample/coverage/summary');
  run = `territories/sample/audits/${auditId}`;
});

afterEach(async () => {
  const heard = complaints;
  await page.context().close();
  // What a test did about findings is undone for the next.
  await change({}, { waive: null, assignee: null, dueDate: null, state: 'open' });
  expect(heard).toEqual([]);
});

afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

describe('a suggested repair', () => {
  const openRepair = async () => {
    await page.locator('#findings-0').click();
    await page.getByRole('button', { name: '查看建议修复' }).click();
    await page.getByTestId('repair').locator('[aria-busy=false], .method, .refused').first().waitFor();
    await waitUntilIdle(page);
  };

  it('says what each grid gains, draws it, and gives the gap to whom one names', async () => {
    const [gap] = await listFindings('kind=gap&limit=1');
    if (gap === undefined) throw new Error('the sample has no gap');
    await open('#tab=findings&kind=gap');
    await openRepair();
    const repair = page.getByTestId('repair');
    expect(await repair.locator('.method').innerText()).toBe('把空白划给一个邻格');
    expect(await repair.locator('.gains').count()).toBe(1);
    await expect.poll(() => countRendered(page, repairIds.after), pollOptions).toBeGreaterThan(0);
    await expect.poll(() => countRendered(page, repairIds.before), pollOptions).toBeGreaterThan(0);
    const proposed = await readJson<{ proposal: { changes: { code: string }[] } }>(
      `territories/sample/findings/${gap.findingId}/proposal`,
    );
    const other = gap.grids.find(({ code }) => code !== proposed.proposal.changes[0]?.code);
    const choice = repair.getByRole('combobox', { name: '空白归谁' });
    await choice.selectOption(other?.code ?? '');
    await repair.locator('.name', { hasText: other?.name ?? '' }).waitFor();
    expect(await repair.locator('code').innerText()).toContain('--wishes wishes.json');
    expect(await findViolations()).toEqual([]);
  });

  it('is a proposal: it comes as a file, and nothing is changed', async () => {
    const before = await readJson<{ totals: unknown }>(`${run}/findings?limit=1`);
    await open('#tab=findings&kind=gap');
    await openRepair();
    const coming = page.waitForEvent('download');
    await page.getByRole('button', { name: '下载建议（GeoJSON）' }).click();
    const file = JSON.parse(await readFile(await (await coming).path(), 'utf8')) as {
      features: { properties: { gainsSquareMetres: number; method: string } }[];
    };
    expect(file.features[0]?.properties.method).toBe('give-gap');
    expect(file.features[0]?.properties.gainsSquareMetres).toBeGreaterThan(0);
    await page.getByRole('button', { name: '收起建议' }).click();
    await expect.poll(() => countRendered(page, repairIds.after), pollOptions).toBe(0);
    expect((await readJson<{ totals: unknown }>(`${run}/findings?limit=1`)).totals).toEqual(before.totals);
  });

  it('that holds nowhere says why', async () => {
    await open('#tab=findings&kind=overlap');
    await openRepair();
    await page.getByTestId('repair').getByText('没有可行的修复方案').waitFor();
    expect(await page.getByTestId('repair').innerText()).toContain('are the same area');
    await waitUntilIdle(page);
  });
});

describe('the filters of the queue', () => {
  it('narrow by work and by whose it is, with counts, and stand in the address', async () => {
    const [first] = await listFindings('kind=gap&limit=1');
    await change({ kind: 'gap' }, { state: 'in-progress' });
    await readJson(`territories/sample/findings/${first?.findingId}`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ assignee: '李雷' }),
    });
    const gaps = await listFindings('kind=gap&limit=1000&exceptSizeClass=noise');
    await open('#tab=findings');
    await page.getByRole('button', { name: '更多筛选' }).click();
    await page.getByRole('button', { name: `处理中 ${gaps.length}` }).click();
    await waitForCount(gaps.length);
    expect(page.url()).toContain('state=in-progress');
    await page.getByRole('button', { name: '我的' }).click();
    await page.getByRole('textbox', { name: /您的名字/ }).fill('李雷');
    await page.keyboard.press('Enter');
    await waitForCount(1);
    expect(await findViolations()).toEqual([]);
    await page.reload();
    await waitForCount(1);
    expect(await page.getByRole('button', { name: '我的 1' }).getAttribute('aria-pressed')).toBe('true');
    await page.getByRole('button', { name: '清除', exact: true }).click();
    await waitUntilIdle(page);
    expect(page.url()).not.toContain('assignee');
  });

  it('tell what is new and what is gone since the run before', async () => {
    const [one, two] = await listFindings('kind=gap&limit=2');
    const news = { ...one, change: 'new' };
    const counts = { new: 1, same: 30, changed: 0, gone: 1 };
    await open();
    // Two runs of one map differ in nothing: the answers of a run that does are put in their place.
    await page.route(`**/${run}?findings=false`, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ response: answer, json: { ...(await answer.json()), comparedWith: 6 } });
    });
    await page.route(`**/${run}/changes?*`, (route) =>
      route.fulfill({ json: { comparedWith: 6, counts, items: [{ ...two, auditId: 6 }], nextCursor: null } }),
    );
    await page.route(`**/${run}/findings?*`, (route) =>
      route.fulfill({ json: { items: [news], nextCursor: null, totals: [] } }),
    );
    const tally = { kind: 'gap', sizeClass: 'real', state: 'open', status: 'open', assignee: null };
    await page.route(`**/${run}/findings/tallies`, (route) =>
      route.fulfill({ json: { items: [{ ...tally, change: 'new', count: 1 }] } }),
    );
    await page.reload();
    await waitUntilIdle(page);
    await page.getByRole('tab', { name: /^问题/ }).click();
    expect(await page.locator('#findings-0 .tag').first().innerText()).toBe('新');
    await page.getByRole('button', { name: '更多筛选' }).click();
    await page.getByRole('button', { name: '新 1' }).click();
    expect(page.url()).toContain('change=new');
    await page.getByRole('button', { name: '上次核查后已消失 1 个' }).click();
    await page.locator('#gone-0').waitFor();
    expect(page.url()).toContain('list=gone');
    expect(await findViolations()).toEqual([]);
    await page.getByRole('button', { name: '返回' }).click();
    await page.locator('#findings-0').waitFor();
  });
});

describe('noise and work in bulk', () => {
  it('groups noise by parent, by keyboard, and waives a group after saying how many', async () => {
    const { items: groups } = await readJson<{ items: { parent: string; openCount: number }[] }>(
      `${run}/noise`,
    );
    const [group] = groups;
    if (group === undefined) throw new Error('the sample has no noise');
    await open('#tab=findings');
    await page.getByRole('button', { name: /个舍入噪声，按上级查看/ }).click();
    await page.locator('#noise').focus();
    await page.keyboard.press('ArrowDown');
    expect(await findViolations()).toEqual([]);
    await page.keyboard.press('Enter');
    await waitForCount(group.openCount);
    expect(page.url()).toContain(`noise-in=element/${group.parent}`);
    await page.getByRole('button', { name: /批量处理这/ }).click();
    await page.getByRole('combobox', { name: '批量更改什么' }).selectOption('waive');
    await page.getByRole('textbox', { name: '理由' }).fill('舍入');
    await page.getByRole('button', { name: '下一步' }).click();
    expect(await page.getByTestId('bulk-confirm').innerText()).toContain(
      `将同时更改 ${group.openCount} 个问题`,
    );
    await page.getByRole('button', { name: `确认更改 ${group.openCount} 个` }).click();
    await page.getByText(`已更改 ${group.openCount} 个问题`).waitFor();
    expect(await listFindings('status=waived')).toHaveLength(group.openCount);
  });

  it('changes nothing before it is confirmed, and then exactly what the filter shows', async () => {
    const overlaps = await listFindings('kind=overlap&limit=1000&exceptSizeClass=noise');
    await open('#tab=findings&kind=overlap');
    await page.getByRole('button', { name: `批量处理这 ${overlaps.length} 个…` }).click();
    await page.getByRole('textbox', { name: '负责人' }).fill('韩梅梅');
    await page.getByRole('button', { name: '下一步' }).click();
    expect(await findViolations()).toEqual([]);
    expect(await listFindings(`assignee=${encodeURIComponent('韩梅梅')}`)).toEqual([]);
    await page.getByRole('button', { name: `确认更改 ${overlaps.length} 个` }).click();
    await page.getByText(`已更改 ${overlaps.length} 个问题`).waitFor();
    const given = await listFindings(`assignee=${encodeURIComponent('韩梅梅')}&limit=1000`);
    expect(given.map(({ kind }) => kind)).toEqual(overlaps.map(() => 'overlap'));
    await waitUntilIdle(page);
  });
});

describe('the overview', () => {
  it('says why there is no certificate, and exports what the filter shows', async () => {
    const { severities } = await readJson<{ severities: { error: number } }>(
      'territories/sample/coverage/summary',
    );
    const gaps = await listFindings('kind=gap&limit=1000&exceptSizeClass=noise');
    await open('#kind=gap');
    await page.getByText(`没有证书：还有 ${severities.error} 个错误未解决`).waitFor();
    await page.getByText(`导出当前筛选的 ${gaps.length} 个问题`).waitFor();
    const coming = page.waitForEvent('download');
    await page.getByRole('link', { name: 'CSV' }).click();
    const lines = (await readFile(await (await coming).path(), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(gaps.length + 1);
  });

  it('shows the certificate of a run and what a second engine says', async () => {
    const level = { level: 'element', grids: 7183, parents: 1003, parentsProven: 1003 };
    const certificate = {
      ...{ levels: [level], contentSha256: 'ab'.repeat(32), waivers: [], revision: 1 },
      issuedAt: '2026-10-01T08:00:00.000Z',
    };
    const secondOpinion = { engine: 'turf', parents: 1267, agreed: 1267, notJudged: 0, disagreements: [] };
    await open();
    await page.route(`**/${run}?findings=false`, async (route) => {
      const answer = await route.fetch();
      await route.fulfill({ json: { ...(await answer.json()), certificate, secondOpinion } });
    });
    await page.reload();
    await waitUntilIdle(page);
    const card = page.getByRole('region', { name: '无缝证书' });
    expect(await card.innerText()).toContain('7,183 个，1,003 / 1,003 个上级已证明');
    expect(await page.getByTestId('second-opinion').innerText()).toContain('1,267 / 1,267 个上级结论一致');
    expect(await card.getByRole('link', { name: '下载证书' }).getAttribute('href')).toContain('/certificate');
    expect(await findViolations()).toEqual([]);
  });

  it('counts in one way after a waiver: verdict, tab, list, tree and counties', async () => {
    await open('#tab=findings');
    const shown = async () => {
      const tree = await page.locator('#tree .findings > [aria-hidden]').allInnerTexts();
      return {
        tab: Number(await page.locator('#right-tab-findings .count').innerText()),
        tree: tree.reduce((sum, text) => sum + Number(text), 0),
      };
    };
    const before = await shown();
    expect(before.tree).toBe(before.tab);
    await page.locator('#findings-0').click();
    await page.getByRole('button', { name: '豁免此问题…' }).click();
    await page.getByRole('textbox', { name: '理由' }).fill('湖面');
    await page.getByRole('button', { name: '确认豁免' }).click();
    await page.getByTestId('finding-waiver').waitFor();
    const after = { tab: before.tab - 1, tree: before.tab - 1 };
    await expect.poll(shown, pollOptions).toEqual(after);
    await waitForCount(after.tab);
    await page.getByRole('tab', { name: '概览' }).click();
    await page.locator('#right-panel-overview').getByText(`尚未无缝：${after.tab} 个问题`).waitFor();
    const counties = await page.locator('#right-panel-overview .counties .figure').allInnerTexts();
    expect(counties.reduce((sum, text) => sum + Number.parseInt(text, 10), 0)).toBe(after.tab);
  });
});

describe('on a phone', () => {
  it('has filters, bulk and repair, and nothing is wider than the screen', async () => {
    await open('#tab=findings&kind=gap', phone);
    await page.getByRole('navigation').getByRole('button', { name: /^问题/ }).click();
    await page.getByRole('button', { name: '更多筛选' }).click();
    const widest = () => page.evaluate(() => document.documentElement.scrollWidth);
    expect(await widest()).toBeLessThanOrEqual(phone.width);
    expect(await findViolations()).toEqual([]);
    await page.locator('#findings-0').click();
    await page.getByRole('button', { name: '查看建议修复' }).click();
    await page.getByTestId('repair').locator('.gains').first().waitFor();
    await waitUntilIdle(page);
    expect(await widest()).toBeLessThanOrEqual(phone.width);
    expect(await findViolations()).toEqual([]);
  });
});
