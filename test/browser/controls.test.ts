import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { recordingUpstream } from '../support/upstreams/recording-upstream.ts';
import { seriousViolations } from './support/accessibility.ts';
import { describeInBrowser } from './support/chromium.ts';
import { emulatorForFile, startForTest } from './support/emulator.ts';
import { visit } from './support/visit.ts';

const PANELS = ['faults', 'scripts', 'api-scripts', 'recordings', 'time', 'state', 'accounts'];
const MARKUP = '<img src=x onerror="throw new Error(\'ran\')">';

describeInBrowser('the controls', () => {
  const emulator = emulatorForFile();

  test('a fault is added with the keyboard alone, shows in the header, strikes, and is deleted', async () => {
    const { page, api } = await startAndVisit('controls/faults');
    await page.getByRole('button', { name: '503 once' }).focus();
    await page.keyboard.press('Enter');
    const add = page.getByRole('button', { name: 'Add fault' });
    for (let steps = 0; steps < 20 && !(await hasFocus(add)); steps += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await switchedOn(page).getByText('1 fault').waitFor();

    expect((await api.get('/v2/llms')).status).toBe(503);
    expect((await api.get('/v2/llms')).status).toBe(200);
    await page.reload();
    await page.getByText('Fired 1 time for').waitFor();

    await page.getByRole('button', { name: /^Delete fault / }).click();
    await page.getByText('No faults').waitFor();
    await switchedOn(page).waitFor({ state: 'detached' });
  });

  test('a rule that cannot be is refused in the words of the API, and text of rules is text', async () => {
    const { page } = await startAndVisit('controls/scripts');
    const editor = page.getByLabel('Script', { exact: true });
    await editor.fill('{ "answr": {} }');
    await page.getByRole('button', { name: 'Add script' }).click();
    await page.getByRole('alert').getByText('body.answr').waitFor();
    await editor.fill('{ "answer": ');
    await page.getByText(/Unexpected end of JSON/).waitFor();
    expect(await page.getByRole('button', { name: 'Add script' }).isDisabled()).toBe(true);

    await editor.fill(JSON.stringify({ description: MARKUP, answer: { text: MARKUP } }));
    await page.getByRole('button', { name: 'Add script' }).click();
    await expect.poll(() => page.getByText(MARKUP, { exact: true }).count()).toBe(2);
    expect(await page.locator('main img').count()).toBe(0);
  });

  test('the clock is frozen and moved; jobs are held and stepped', async () => {
    const { page, api } = await startAndVisit('controls/time');
    await page.getByRole('button', { name: 'Freeze' }).click();
    await switchedOn(page).getByText('clock frozen').waitFor();
    const before = Date.parse((await api.read('/_emulator/clock')).now);
    await page.getByRole('button', { name: '+1 day' }).click();
    await expect.poll(async () => Date.parse((await api.read('/_emulator/clock')).now) - before).toBe(86_400_000);
    await page.getByRole('button', { name: 'Use the system clock' }).click();
    await switchedOn(page).waitFor({ state: 'detached' });

    await page.getByLabel('Jobs run').selectOption('stepped');
    await switchedOn(page).getByText('jobs stepped').waitFor();
    await page.getByRole('button', { name: 'Advance' }).click();
    await page.getByText('Nothing was waiting.').waitFor();
  });

  test('an upstream is recorded, then replayed after it is gone', async () => {
    const { page, api } = await startAndVisit('controls/recordings');
    const upstream = await recordingUpstream('Kept for later.');
    const llm = { type: 'openai-compatible', name: 'mine', model: 'm', uri: `${upstream.uri}/v1/chat/completions` };
    await api.create('/v2/llms', { ...llm, auth: { type: 'bearer', token: 't' } });
    await page.getByLabel('Mode').selectOption('record');
    await switchedOn(page).getByText('record').waitFor();
    const ask = () =>
      api.post('/v2/llms/chat/completions', { model: 'mine', messages: [{ role: 'user', content: MARKUP }] });
    await ask();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('cell', { name: MARKUP }).waitFor();
    await page.getByLabel('Mode').selectOption('replay');
    await switchedOn(page).getByText('replay').waitFor();
    const asked = upstream.bodies().length;
    expect((await ask()).body.choices[0].message.content).toBe('Kept for later.');
    expect(upstream.bodies()).toHaveLength(asked);

    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    expect(JSON.parse(readFileSync(await (await download).path(), 'utf8')).recordings).toHaveLength(1);
  });

  test('an account is seeded, kept in a snapshot, reset, loaded again; another is shown', async () => {
    const { page, api } = await startAndVisit('controls/state');
    const keys = async () => (await api.read('/v2/corpora')).corpora.map(({ key }: { key: string }) => key);
    const seed = page.getByLabel('YAML or JSON');
    await seed.fill('corpora:\n  - kye: a\n');
    await page.getByRole('button', { name: 'Seed the account' }).click();
    await page.getByRole('alert').getByText('line 2').first().waitFor();
    await page.getByRole('button', { name: 'Insert an example' }).click();
    await page.getByRole('button', { name: 'Seed the account' }).click();
    await page.getByText(/entries created/).waitFor();
    expect(await keys()).toEqual(['handbook']);

    await page.getByLabel('Save this account as').fill('seeded');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('button', { name: 'Load seeded', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Reset to empty' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Reset' }).click();
    await expect.poll(keys).toEqual([]);
    await page.getByRole('button', { name: 'Load seeded', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Load', exact: true }).click();
    await expect.poll(keys).toEqual(['handbook']);

    await api.get('/v2/llms', { headers: { 'x-emulator-account': 'other' } });
    await page.getByRole('link', { name: 'Accounts and journal' }).click();
    await page.getByRole('button', { name: 'Switch to other' }).click();
    await page.getByRole('button', { name: 'Account other' }).waitFor();
  });

  test.each(['light', 'dark'] as const)('have no serious accessibility problem, %s', async (colorScheme) => {
    await emulator.post('/_emulator/faults', { fault: { type: 'drop' }, where: { corpus: 'none' } });
    const page = await visit(emulator.url, 'controls/faults', { colorScheme });
    await page.getByText('cannot match now').first().waitFor();
    await page.getByText('there is no corpus "none" now').first().waitFor();
    for (const panel of PANELS) {
      await page.goto(`${emulator.url}/console#/controls/${panel}`);
      await page.getByRole('region').first().waitFor();
      expect(await seriousViolations(page)).toEqual([]);
    }
  });
});

async function startAndVisit(place: string) {
  const api = await startForTest();
  return { api, page: await visit(api.url, place, { expectedErrors: /status of 4\d\d/ }) };
}

const switchedOn = (page: Page) => page.getByRole('status', { name: 'Switched on' });
const hasFocus = (locator: ReturnType<Page['getByRole']>) =>
  locator.evaluate((element) => element === element.ownerDocument.activeElement);
