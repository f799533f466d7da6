/** Calls of every kind, what was set off on purpose, and markup that is text wherever it comes from. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { createCorpus } from '../../support/corpus.ts';
import { type Answer, eventStream, json, serve } from '../../upstream/support/serve.ts';
import { seriousViolations } from '../support/accessibility.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { emulatorForFile, startForTest, uniqueName } from '../support/emulator.ts';
import { visit } from '../support/visit.ts';

const MARKUP = '<img src="x" onerror="window.hasRun = true">';

describeInBrowser('the life of any call', () => {
  const api = emulatorForFile();

  test('shows faults that fired and scripts, with why they did not match', async () => {
    const corpus = await createCorpus(api, ['Power is kept.']);
    const llm = await registerLlm(json({ choices: [{ message: { content: 'Kept.' }, finish_reason: 'stop' }] }));
    const ask = (stream_response: boolean) =>
      query(corpus, { model_parameters: { llm_name: llm } }, { stream_response });
    const page = await visit(api.url);

    const { id: fault } = await api.create('/_emulator/faults', {
      where: { llm },
      fault: { type: 'upstream_status', code: 503, message: 'Too much to do.' },
    });
    await show(page, await ask(true));
    const failed = page.getByRole('region', { name: 'POST /v2/query' });
    await failed.getByText('fault upstream_status').waitFor();
    await failed.getByText('Too much to do.').waitFor();
    await page.getByRole('region', { name: 'Other notes' }).getByText(`The fault ${fault} fired`).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await api.delete('/_emulator/faults');

    await api.create('/_emulator/scripts', { id: 'other', match: { llm, turn: 7 }, answer: { text: 'Never.' } });
    await show(page, await ask(false));
    const unmatched = page.getByRole('region', { name: 'Other notes' }).getByRole('row').filter({ hasText: 'other' });
    expect(await unmatched.textContent()).toMatch(/match\.turn\s*7\s*1/);
    await api.create('/_emulator/scripts', { id: 'mine', match: { llm }, answer: { text: 'From the script.' } });
    await show(page, await ask(true));
    await page.getByText('answered by mine').waitFor();
    await page.getByRole('region', { name: 'Answer' }).getByText('From the script.').waitFor();
    expect(await page.getByRole('region', { name: 'Upstream request' }).count()).toBe(0);
    await api.delete('/_emulator/scripts');
  });

  test('says who answered, and of what was simulated that it was not sent', async () => {
    const simulated = await startForTest({ upstream: 'simulate' });
    const corpus = await createCorpus(simulated, ['Power is kept in batteries.']);
    await simulated.create('/v2/llms', {
      type: 'openai-compatible',
      name: 'elsewhere',
      model: 'm',
      uri: 'http://127.0.0.1:9/v1/chat/completions',
    });
    const page = await visit(simulated.url, `query/${corpus}`);
    await page.getByLabel('LLM', { exact: true }).selectOption('elsewhere');
    await page.getByLabel('Query', { exact: true }).fill('Where is power kept?');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await page.getByRole('status').getByText('The answer is complete').waitFor();
    const answer = page.getByRole('region', { name: 'Answer', exact: true });
    await answer.getByText('simulated', { exact: true }).waitFor();
    await answer.getByRole('link', { name: /…$/ }).click();

    const upstream = page.getByRole('region', { name: 'Upstream request, not sent' });
    await upstream.getByText('Request as it would have been sent').waitFor();
    await page.getByRole('region', { name: 'As recorded' }).waitFor();
    const shown = await page.getByRole('region', { name: 'Call', exact: true }).textContent();
    expect(shown).toContain('simulated');
    expect(shown).not.toMatch(/request as sent|sent at|request left|raw from upstream(?! \()/i);
    const row = page.getByRole('row').filter({ hasText: 'elsewhere' }).first();
    await row.getByText('simulated', { exact: true }).waitFor();
  });

  test('takes no text for markup', async () => {
    const corpus = await createCorpus(api, [`Power ${MARKUP} is kept.`]);
    await api.create(`/v2/corpora/${corpus}/documents`, {
      id: `doc ${MARKUP}`,
      type: 'core',
      document_parts: [{ text: `Kept power ${MARKUP}` }],
    });
    const streaming = await registerLlm((response, request) => {
      response.setHeader('x-said', MARKUP);
      const event = { choices: [{ delta: { content: `${MARKUP} [1]` }, finish_reason: 'stop' }] };
      return eventStream(event, '[DONE]')(response, request);
    }, MARKUP);
    const failing = await registerLlm(json({ error: { message: MARKUP } }, 500));
    const template = JSON.stringify([{ role: 'user', content: `${MARKUP} $vectaraQuery $vectaraQueryResults` }]);
    const generation = (llm_name: string) => ({ prompt_template: template, model_parameters: { llm_name } });
    const page = await visit(api.url);
    const filter = { metadata_filter: `doc.id <> '${MARKUP}'` };
    const calls = [
      await query(corpus, generation(streaming), { stream_response: true, query: `power ${MARKUP}` }, filter),
      await query(corpus, generation(failing), { stream_response: true }),
      await idOfNewest(api.get(`/v2/corpora?filter=${encodeURIComponent(MARKUP)}`, { headers: { 'x-tag': MARKUP } })),
      await idOfNewest(api.get(`/v2/nowhere/${encodeURIComponent(MARKUP)}`, { headers: { 'user-agent': MARKUP } })),
    ];
    await api.create('/_emulator/scripts', {
      match: { messages: [{ contains: MARKUP, role: 'system' }] },
      answer: { text: MARKUP },
    });
    calls.push(await query(corpus, generation(streaming), { query: MARKUP }));
    await api.delete('/_emulator/scripts');

    const shown: Record<string, number> = {};
    for (const id of calls) {
      await show(page, id);
      for (const fold of await page.locator('.life summary').all()) await fold.click();
      for (const part of await page.locator('.life .section').all()) {
        const name = (await part.getAttribute('aria-label'))!.split(' /')[0]!;
        shown[name] = (shown[name] ?? 0) + ((await part.textContent())!.split('onerror=').length - 1);
      }
      await page.getByRole('button', { name: 'Explain' }).click();
      await page.getByRole('dialog').getByText('came at').waitFor();
      expect(await page.locator('.life img, dialog img').count()).toBe(0);
      await page.keyboard.press('Escape');
    }
    const places = ['Request', 'Resolved', 'Hits', 'Prompt', 'Model call', 'Upstream request', 'On the wire', 'Answer'];
    for (const place of [...places, 'Response', 'Other notes', 'As recorded']) {
      expect(shown[place], place).toBeGreaterThan(0);
    }
    expect(await page.evaluate('window.hasRun')).toBe(undefined);
  });

  test('shows relayed chats, long ones in pieces; files, lists and refusals', async () => {
    const words = Array.from({ length: 600 }, (_, at) => ({ choices: [{ delta: { content: `word${at} ` } }] }));
    const usage = { prompt_tokens: 3, completion_tokens: 600 };
    const llm = await registerLlm(eventStream(...words, { choices: [], usage }, '[DONE]'));
    const page = await visit(api.url, '', { expectedErrors: /404/ });
    const part = (name: string) => page.getByRole('region', { name, exact: true });

    const messages = [{ role: 'user', content: 'Count.' }];
    await show(page, await idOfNewest(api.post('/v2/llms/chat/completions', { model: llm, messages, stream: true })));
    await part('Answer').getByText('word599').waitFor();
    await part('Answer').getByText('603', { exact: true }).waitFor();
    const rows = part('On the wire').locator('tbody tr');
    expect(await rows.count()).toBe(100);
    await part('On the wire')
      .getByRole('button', { name: /^Show all/ })
      .click();
    await expect.poll(() => rows.count()).toBeGreaterThanOrEqual(601);

    const corpus = await createCorpus(api, []);
    const form = new FormData();
    form.append('file', new Blob(['Kept.'], { type: 'text/plain' }), 'kept.txt');
    const headers = { 'x-api-key': 'k' };
    const upload = fetch(`${api.url}/v2/corpora/${corpus}/upload_file`, { method: 'POST', headers, body: form });
    await show(page, await idOfNewest(upload));
    await part('Request').getByText('5 B').waitFor();
    await part(`POST /v2/corpora/${corpus}/upload_file`).getByRole('link', { name: corpus }).waitFor();

    await show(page, await idOfNewest(api.get('/v2/corpora?limit=1')));
    await part('Request').getByText('limit', { exact: true }).waitFor();
    await part('Response').getByText('"corpora"').waitFor();

    await show(page, await idOfNewest(api.post('/v2/corpora', { key: 'ignoring', nmae: 'Misspelt' })));
    await part('POST /v2/corpora').getByText('nmae, did you mean name?').waitFor();

    await show(page, await idOfNewest(api.get('/v2/pipelines')));
    await part('GET /v2/pipelines').getByText('501', { exact: true }).waitFor();
    await part('GET /v2/pipelines').getByText('is not emulated here').waitFor();

    // At once, while the parts are still being shown.
    const id = await idOfNewest(api.get('/v2/corpora?limit=1'));
    await page.evaluate(jumpAtOnce, { place: `#/live/${id}`, title: 'As recorded' });
    await page.locator('section:focus[aria-label="As recorded"]').waitFor();

    await page.goto(`${api.url}/console#/live/forgotten`);
    await page.getByRole('alert').getByText('forgotten').waitFor();
  });

  /** An LLM that is well when it is registered, and answers so ever after; its name. */
  async function registerLlm(answer: Answer, tag = ''): Promise<string> {
    const well = json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });
    let isTested = false;
    const { url: uri } = await serve((response, request) => {
      const now = isTested ? answer : well;
      isTested = true;
      return now(response, request);
    });
    const name = uniqueName(`llm ${tag}`);
    await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri });
    return name;
  }

  const query = (corpus: string, generation: Json, more: Json, of: Json = {}): Promise<string> => {
    const search = { corpora: [{ corpus_key: corpus, ...of }] };
    return idOfNewest(api.post('/v2/query', { query: 'power', search, generation, ...more }));
  };

  /** The id of a call, once it is over. */
  async function idOfNewest(call: Promise<{ status: number }>): Promise<string> {
    await call;
    return (await api.read('/_emulator/journal?limit=1')).entries[0].id;
  }

  async function show(page: Page, id: string): Promise<void> {
    await page.goto(`${api.url}/console#/live/${id}`);
    await page.getByRole('region', { name: 'As recorded' }).waitFor();
    await page.getByText(id, { exact: true }).waitFor();
  }
});

/** Presses the button for a part of a call as soon as it is there. */
const jumpAtOnce = ({ place, title }: { place: string; title: string }): Promise<void> => {
  // biome-ignore lint/suspicious/noExplicitAny: this runs in the page, which tests have no types for
  const { document, location, MutationObserver } = globalThis as any;
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const buttons: { textContent: string; click(): void }[] = [...document.querySelectorAll('.jumps button')];
      const button = buttons.find(({ textContent }) => textContent === title);
      if (!button) return;
      observer.disconnect();
      button.click();
      resolve();
    });
    observer.observe(document.body, { childList: true, subtree: true });
    location.hash = place;
  });
};
