import { networkInterfaces } from 'node:os';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../support/process.ts';
import { seriousViolations } from './support/accessibility.ts';
import { describeInBrowser } from './support/chromium.ts';
import { emulatorForFile, startForTest } from './support/emulator.ts';
import { visit } from './support/visit.ts';

const VIEWS = ['Live', 'Query', 'LLMs', 'Presets', 'Corpora', 'Agents', 'Tools', 'Controls'];

describeInBrowser('the frame of the console', () => {
  const emulator = emulatorForFile();

  test('is where a browser that asks for / is led', async () => {
    const page = await visit(emulator.url);
    await page.goto(`${emulator.url}/`);
    expect(page.url()).toBe(`${emulator.url}/console`);
    await page.getByRole('heading', { level: 1, name: 'Live' }).waitFor();
  });

  test('leads to every view, by links and by keys', async () => {
    const page = await visit(emulator.url);
    for (const [index, title] of VIEWS.entries()) {
      await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: title }).click();
      await page.getByRole('heading', { level: 1, name: title }).waitFor();
      await page.keyboard.press(String(((index + 1) % VIEWS.length) + 1));
      await page.getByRole('heading', { level: 1, name: VIEWS[(index + 1) % VIEWS.length]! }).waitFor();
    }
  });

  test('shows its keys, closes on Escape and gives the focus back', async () => {
    const page = await visit(emulator.url);
    const button = page.getByRole('button', { name: 'Keyboard shortcuts' });
    await button.focus();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await button.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
  });

  test('always shows what is switched on, and of another account what is on there', async () => {
    const { url, control } = await startWithControl();
    const page = await visit(url, 'llms');
    const shown = page.getByRole('status', { name: 'Switched on' });
    await control('POST', '/_emulator/faults', { fault: { type: 'status', code: 503 } });
    await shown.getByText('1 fault').waitFor();
    await control('POST', '/_emulator/clock', { set: '2030-01-31T12:00:00Z', frozen: true });
    await shown.getByText('clock frozen at 2030-01-31').waitFor();

    const dialog = page.getByRole('dialog', { name: 'Account and key' });
    await page.getByRole('button', { name: /^Account / }).click();
    await dialog.getByText('New account').click();
    await dialog.getByLabel('Name').fill('another');
    await dialog.getByRole('button', { name: 'Create account' }).click();
    await shown.getByText('1 fault').waitFor({ state: 'detached' });
    await shown.getByText('clock frozen').waitFor();

    await page.getByRole('button', { name: 'Account another' }).click();
    await dialog.getByLabel('Account', { exact: true }).selectOption('default');
    await dialog.getByRole('button', { name: 'Connect' }).click();
    await shown.getByText('1 fault').waitFor();
    await page.getByRole('button', { name: 'Account default' }).waitFor();
  });

  test('takes the token out of the address that is printed at start, in a new tab as in an open one', async () => {
    const address = Object.values(networkInterfaces())
      .flat()
      .find((own) => own?.family === 'IPv4' && !own.internal)?.address;
    const emulator = await startForTest({ host: '0.0.0.0', controlToken: 'let-me-in' });
    // From another machine, where this one has an address for that.
    const url = `http://${address ?? '127.0.0.1'}:${new URL(emulator.url).port}`;
    const page = await visit(url, '', { expectedErrors: /401/ });
    const other = await page.context().newPage();
    for (const tab of [page, other]) {
      await tab.goto(`${url}/console#token=let-me-in`);
      await tab.getByRole('heading', { level: 1, name: 'Live' }).waitFor();
      await expect.poll(() => tab.url()).toBe(`${url}/console`);
      await tab.reload();
      await tab.getByRole('link', { name: 'Controls' }).click();
      await tab.getByRole('heading', { level: 1, name: 'Controls' }).waitFor();
      const token = { 'x-emulator-control-token': 'let-me-in' };
      const answered = tab.waitForResponse((response) => response.url().includes('/_emulator/'));
      await tab.reload();
      expect((await answered).status()).toBe(200);
      expect(await (await answered).request().allHeaders()).toMatchObject(token);
    }
  });

  test('shows what there is again once the emulator has been started again', async () => {
    const dataDir = temporaryFolder();
    const first = await startForTest({ dataDir });
    await first.create('/v2/corpora', { key: 'kept', name: 'Made before' });
    const page = await visit(first.url, 'llms', { expectedErrors: /ERR_CONNECTION|ERR_EMPTY|Failed to load/ });
    await page.getByRole('region', { name: 'Platform' }).waitFor();
    await first.close();
    await page.getByRole('alert').getByText('The emulator did not answer.').first().waitFor();
    // Views are fetched when there is time; this one may not have been.
    await page.keyboard.press('5');
    await page.getByRole('main').getByText('The emulator did not answer.').waitFor();

    await startForTest({ dataDir, port: Number(new URL(first.url).port) });
    await page.getByRole('link', { name: 'Made before' }).waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  test('asks for a key where one is needed', async () => {
    const { url } = await startForTest({ auth: 'strict', apiKey: 'zut_owner' });
    const page = await visit(url, 'llms', { expectedErrors: /40[01]/ });
    await page.getByRole('main').getByRole('button', { name: 'Enter a key or token' }).click();
    const key = page.getByLabel('API key', { exact: true });
    await key.waitFor();
    expect(await page.getByLabel('Account', { exact: true }).count()).toBe(0);
    await key.fill('zut_owner');
    await page.getByRole('button', { name: 'Connect' }).click();
    await page.getByRole('region', { name: 'Platform' }).waitFor();
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has no serious accessibility problem, ${colorScheme}`, async () => {
      const page = await visit(emulator.url, '', { colorScheme });
      for (const title of VIEWS) {
        await page.getByRole('link', { name: title, exact: true }).click();
        await page.getByRole('heading', { level: 1, name: title }).waitFor();
        expect(await seriousViolations(page)).toEqual([]);
      }
    });
  }
});

async function startWithControl() {
  const { url } = await startForTest();
  const control = async (method: string, path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(await response.text());
  };
  return { url, control };
}
