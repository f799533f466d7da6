/** A long journal costs the page nothing that anybody could notice. */
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/chromium.ts';
import { startForTest } from '../support/emulator.ts';
import { visit } from '../support/visit.ts';
import { tasksDuring } from './support/main-thread.ts';

const KEPT = 1000;
const BURST = 200;

describeInBrowser('a journal of 1,000 calls', () => {
  test('stays fluid while 200 more come, and only what is in sight is in the document', async () => {
    const api = await startForTest();
    await api.put('/_emulator/journal/settings', { max_entries: KEPT + BURST });
    const callMany = async (count: number) => {
      for (let made = 0; made < count; made += 20) {
        await Promise.all(Array.from({ length: 20 }, (_, index) => api.get(`/v2/corpora/c-${made + index}`)));
      }
    };
    await callMany(KEPT);
    const page = await visit(api.url, 'live');
    await page.getByText('1,000 calls', { exact: true }).waitFor();
    const { long, longestMs } = await tasksDuring(page, async () => {
      const burst = callMany(BURST);
      await page.keyboard.press('/');
      await page.keyboard.type('c-1');
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      for (let step = 0; step < 30; step += 1) await page.keyboard.press('j');
      await page.mouse.move(600, 500);
      for (let step = 0; step < 10; step += 1) await page.mouse.wheel(0, 900);
      await burst;
      await page.getByText('1,200 calls', { exact: true }).waitFor();
    });
    expect(longestMs, `as the page saw them, in ms: ${long.join(', ')}`).toBeLessThan(50);

    const grid = page.getByRole('grid', { name: 'Calls' });
    expect(await grid.getAttribute('aria-rowcount')).toBe(String(KEPT + BURST + 1));
    expect(await grid.getByRole('row').count()).toBeLessThan(60);
  });

  test('rows stay where they are while others come above', async () => {
    const api = await startForTest();
    for (let made = 0; made < 60; made += 1) await api.get(`/v2/corpora/c-${made}`);
    const page = await visit(api.url, 'live');
    const row = (name: string) =>
      page
        .getByRole('grid', { name: 'Calls' })
        .getByRole('row')
        .filter({ hasText: `/v2/corpora/${name} ` });
    await page.getByText('60 calls').waitFor();
    await page.mouse.move(600, 500);
    await page.mouse.wheel(0, 800);
    await row('c-30').waitFor();
    const top = async () => (await row('c-30').boundingBox())?.y;
    const before = await top();
    await api.get('/v2/corpora/new');
    await page.getByText('61 calls').waitFor();
    expect(await top()).toBe(before);
  });
});
