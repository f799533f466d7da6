/** The journal in the console, as it happens. */
import type { ServerResponse } from 'node:http';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { json, serve } from '../../upstream/support/serve.ts';
import { seriousViolations } from '../support/accessibility.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { startForTest } from '../support/emulator.ts';
import { visit } from '../support/visit.ts';
import { brokenLine } from './support/broken-line.ts';

const grid = (page: Page) => page.getByRole('grid', { name: 'Calls' });
/** A call by a text of its row. */
const row = (page: Page, text: string | RegExp) => grid(page).getByRole('row').filter({ hasText: text });
const isLive = (page: Page) =>
  page.getByRole('status', { name: 'Connection' }).getByText('live', { exact: true }).waitFor();

/** The call in the list that is open beside it. */
const isOpen = (page: Page, path: string) =>
  grid(page).getByRole('row', { selected: true }).filter({ hasText: path }).waitFor();

/** What the rows show as their paths, from the top. */
const paths = (page: Page) => grid(page).getByRole('link').allTextContents();

describeInBrowser('the view Live', () => {
  test('an empty journal says what to do, and the first call takes its place', async () => {
    const api = await startForTest();
    const page = await visit(api.url);
    await page.getByRole('heading', { name: 'No calls yet' }).waitFor();
    await page.getByRole('group', { name: 'command' }).getByText(`curl '${api.url}/v2/llms'`).waitFor();
    await page.getByRole('button', { name: 'Try it with a sample corpus' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await api.get('/v2/llms');
    await row(page, '/v2/llms').getByText('200').waitFor();
    expect(await page.getByRole('heading', { name: 'No calls yet' }).count()).toBe(0);
  });

  test('a streamed call of another client runs, then is over', async () => {
    const api = await startForTest();
    let finish = () => {};
    const upstream = await serve((response: ServerResponse, { body }) => {
      if (!JSON.parse(body).stream)
        return json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })(response, null!);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: {"choices":[{"delta":{"content":"Some"}}]}\n\n');
      finish = () => response.end('data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n');
      return undefined;
    });
    await api.create('/v2/llms', { type: 'openai-compatible', name: 'slow one', model: 'm', uri: upstream.url });
    const corpus = await createCorpus(api, ['Some text.']);
    const page = await visit(api.url);
    await isLive(page);
    const generation = { model_parameters: { llm_name: 'slow one' } };
    const answer = await api.open('POST', `/v2/corpora/${corpus}/query`, {
      query: 'text',
      generation,
      stream_response: true,
    });
    const query = row(page, `/v2/corpora/${corpus}/query`);
    await query.getByText('running').waitFor();
    finish();
    await answer.text();
    await query.getByText('200', { exact: true }).waitFor();
    await query.getByText('stream', { exact: true }).waitFor();
    await query.getByText('slow one').waitFor();
    expect(await query.getByRole('gridcell').last().textContent()).toMatch(/^[\d.]+ m?s$/);
    expect(await query.getByText('running').count()).toBe(0);
  });

  test('by keyboard alone: filter, move, open, turn, close', async () => {
    const api = await startForTest();
    for (const name of ['t-1', 't-2', 't-3', 'other']) await api.get(`/v2/corpora/${name}`);
    await api.get('/v2/llms');
    const page = await visit(api.url);
    await row(page, '/v2/llms').waitFor();

    await page.keyboard.press('/');
    await page.keyboard.type('getCORPUS /t-');
    await expect.poll(() => paths(page)).toEqual(['/v2/corpora/t-3', '/v2/corpora/t-2', '/v2/corpora/t-1']);
    await page.getByText('3 of 5 calls').waitFor();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');

    const opened = page.getByRole('region', { name: 'Call', exact: true });
    await isOpen(page, '/v2/corpora/t-2');
    expect(await seriousViolations(page)).toEqual([]);
    await page.keyboard.press(']');
    await isOpen(page, '/v2/corpora/t-1');
    expect(await opened.getByRole('button', { name: 'Older' }).isDisabled()).toBe(true);
    await page.evaluate(pressAtOnce, ['[', '[']);
    await isOpen(page, '/v2/corpora/t-3');
    await page.keyboard.press('Escape');
    await opened.waitFor({ state: 'detached' });
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await isOpen(page, '/v2/corpora/t-2');

    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.press('Escape');
    await page.getByText('5 calls', { exact: true }).waitFor();
    await page.getByRole('button', { name: '2xx' }).click();
    await expect.poll(() => paths(page)).toEqual(['/v2/llms']);
    await page.getByRole('button', { name: 'Failed only' }).click();
    await page.getByRole('heading', { name: 'No calls match' }).waitFor();
    await page.getByRole('button', { name: 'Show all calls' }).click();
    await expect.poll(() => paths(page)).toHaveLength(5);
  });

  test('on a phone an open call takes the page, with a way back', async () => {
    const api = await startForTest();
    await api.get('/v2/llms');
    const page = await visit(api.url, 'live', {
      viewport: { width: 390, height: 844 },
      colorScheme: 'dark',
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    await row(page, '/v2/llms').click();
    const opened = page.getByRole('region', { name: 'Call', exact: true });
    await opened.getByRole('button', { name: 'Copy as curl' }).click();
    await page.getByRole('status').getByText('Copied the curl command.').waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toContain(`curl '${api.url}/v2/llms'`);
    expect(await grid(page).isVisible()).toBe(false);
    const isTooWide = () => page.evaluate('document.documentElement.scrollWidth > innerWidth');
    expect(await isTooWide()).toBe(false);
    expect(await seriousViolations(page)).toEqual([]);
    await opened.getByRole('button', { name: 'Calls' }).click();
    await grid(page).waitFor();
    expect(await isTooWide()).toBe(false);
    expect(await seriousViolations(page)).toEqual([]);
  });

  test('is held, goes on, is cleared, and is switched on again', async () => {
    const api = await startForTest();
    await api.get('/v2/corpora/before');
    const page = await visit(api.url);
    await row(page, '/v2/corpora/before').waitFor();
    await page.keyboard.press('p');
    await page.getByText('paused').waitFor();
    await api.get('/v2/corpora/meanwhile');
    const resume = page.getByRole('button', { name: 'Resume, 1 new' });
    await resume.waitFor();
    expect(await paths(page)).toEqual(['/v2/corpora/before']);
    await resume.click();
    await expect.poll(() => paths(page)).toEqual(['/v2/corpora/meanwhile', '/v2/corpora/before']);

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    expect(await paths(page)).toHaveLength(2);
    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
    await page.getByRole('heading', { name: 'No calls yet' }).waitFor();
    expect((await api.read('/_emulator/journal')).entries).toEqual([]);

    await api.put('/_emulator/journal/settings', { enabled: false });
    await page.getByText('The journal is off.').waitFor();
    await page.getByRole('button', { name: 'Turn it on' }).click();
    await page.getByText('The journal is off.').waitFor({ state: 'detached' });
    await api.get('/v2/corpora/after');
    await row(page, '/v2/corpora/after').waitFor();
  });

  test('says how many calls the journal has forgotten', async () => {
    const api = await startForTest();
    await api.put('/_emulator/journal/settings', { max_entries: 2 });
    for (let call = 0; call < 5; call += 1) await api.get('/v2/corpora');
    const page = await visit(api.url);
    await page.getByText(', 3 forgotten').waitFor();
    await api.get('/v2/llms');
    await page.getByText(', 4 forgotten').waitFor();
  });

  test('a connection that breaks is shown and taken up again, with no call missed or doubled', async () => {
    const api = await startForTest();
    const line = await brokenLine(api.url);
    await api.get('/v2/corpora/0');
    const page = await visit(line.url, 'live', { expectedErrors: /ERR_|Failed to fetch|network error/ });
    await isLive(page);
    await api.get('/v2/corpora/1');
    await row(page, '/v2/corpora/1').waitFor();
    line.cut();
    await page.getByRole('status', { name: 'Connection' }).getByText('reconnecting').waitFor();
    await api.get('/v2/corpora/2');
    await api.get('/v2/corpora/3');
    line.mend();
    await isLive(page);
    await api.get('/v2/corpora/4');
    await row(page, '/v2/corpora/4').waitFor();
    expect(await paths(page)).toEqual([4, 3, 2, 1, 0].map((name) => `/v2/corpora/${name}`));
  });

  test('names, addresses and errors are text, whatever they say', async () => {
    const api = await startForTest();
    const hostile = '<img src=x onerror=globalThis.hacked=1>';
    await api.get(`/v2/corpora/${encodeURIComponent(hostile)}?${hostile}`);
    await api.get(`/v2/${hostile}`);
    const page = await visit(api.url);
    await row(page, `Corpus '${hostile}'`).waitFor();
    const model = `llm ${hostile}`;
    await api.create('/v2/llms', {
      type: 'openai-compatible',
      name: model,
      model: 'm',
      uri: (await serve(json({ choices: [{ message: { content: hostile }, finish_reason: 'stop' }] }))).url,
    });
    await api.post('/v2/llms/chat/completions', { model, messages: [{ role: 'user', content: hostile }] });
    await row(page, model).filter({ hasText: 'createChatCompletion' }).click();
    await page
      .getByRole('region', { name: 'Call', exact: true })
      .getByText(hostile)
      .first()
      .waitFor({ state: 'attached' });
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.evaluate('globalThis.hacked')).toBeUndefined();
  });
});

/** Presses keys one right after the other, before the browser tells the page of a change of its address. */
const pressAtOnce = async (keys: string[]): Promise<void> => {
  // biome-ignore lint/suspicious/noExplicitAny: this runs in the page, which tests have no types for
  const { document, KeyboardEvent } = globalThis as any;
  for (const key of keys) {
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    for (let turns = 0; turns < 100; turns += 1) await undefined;
  }
};
