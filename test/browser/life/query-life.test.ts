/** What the console shows of one query: while it runs, and everything that was made of it. */
import { expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { createCorpus } from '../../support/corpus.ts';
import { json, serve } from '../../upstream/support/serve.ts';
import { seriousViolations } from '../support/accessibility.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { visit } from '../support/visit.ts';

describeInBrowser('the life of a query', () => {
  const api = emulatorForFile();

  test('is shown while it runs, from the request to what it cost', async () => {
    const upstream = await haltingUpstream();
    const { llm, id, ended } = await askStreamed(upstream.url);
    const page = await visit(api.url, `live/${id}`);
    const part = (name: string) => page.getByRole('region', { name, exact: true });

    // While it runs.
    const wire = part('On the wire');
    await page.getByRole('heading', { level: 2, name: 'POST /v2/query' }).waitFor();
    await part('POST /v2/query').getByText('running', { exact: true }).waitFor();
    await wire.getByText('Batteries', { exact: true }).waitFor();
    upstream.goOn();
    await ended;
    await part('POST /v2/query').getByText('200', { exact: true }).waitFor();
    await part('As recorded').waitFor();

    // Why this preset and this LLM, and how the filter was understood.
    const resolved = part('Resolved');
    expect(await resolved.getByText('since').allInnerTexts()).toEqual([
      'since the request names it as generation_preset_name',
      'since the request asks for it with model_parameters.llm_name, which overrides the preset’s',
    ]);
    await resolved.getByText('70 % semantic, 30 % lexical').waitFor();
    expect(await resolved.getByText('all of').textContent()).toContain("doc.id (text) <> 'x'");

    // What was found, with shares, and where the rerankers moved it.
    const rows = part('Hits').locator('tbody tr');
    expect(await rows.count()).toBe(3);
    expect(await rows.nth(0).textContent()).toMatch(/2 → 1\s*▲1/);
    expect(await rows.nth(1).textContent()).toMatch(/1 → 2\s*▼1/);
    expect(await rows.nth(2).textContent()).toContain('dropped');
    expect(
      await rows
        .nth(0)
        .getByTitle(/semantic \(cosine .*lexical \(BM25/)
        .count(),
    ).toBe(1);
    await part('Hits').getByRole('button', { name: 'As found' }).click();
    await expect.poll(() => rows.nth(0).textContent()).toMatch(/1 → 2\s*▼1/);

    // Template and rendered prompt, messages by role.
    const prompt = part('Prompt');
    expect(await prompt.getByRole('group', { name: 'template' }).textContent()).toContain('$vectaraQueryResults');
    expect(await prompt.getByRole('group', { name: 'rendered prompt' }).textContent()).toContain(
      'Batteries keep power.',
    );
    expect(await prompt.getByRole('listitem').allInnerTexts()).toEqual([
      expect.stringMatching(/^system/),
      expect.stringMatching(/^user[\s\S]*Where is power kept/),
    ]);

    // The request that left, without its secrets.
    const sent = part('Upstream request');
    expect(await sent.getByText('authorization').locator('xpath=..').textContent()).toMatch(/\*{4}/);
    expect(await sent.getByRole('group', { name: 'upstream request body' }).textContent()).toContain('"model": "m-1"');
    expect(await page.content()).not.toContain('sk-secret');

    // Raw chunks beside the events they became; arrow keys lead from row to row and mark what belongs together.
    await wire.getByText(/^\d.*after the request left$/).waitFor();
    const line = wire.getByRole('row').filter({ hasText: '"content":"Batteries "' });
    expect(await line.textContent()).toMatch(/data: \{[\s\S]*generation_chunk\s*Batteries/);
    await wire.locator('tr[tabindex="0"]').focus();
    const focused = () => wire.locator('tr:focus').textContent();
    for (let at = await focused(); !at?.includes('"content":"Batteries "'); at = await focused()) {
      await page.keyboard.press('ArrowDown');
      await expect.poll(focused).not.toBe(at);
    }
    await expect.poll(() => wire.locator('td.near').count()).toBe(2);
    expect(await wire.locator('.looked-at').count()).toBe(1);
    expect(await wire.getByRole('img').getAttribute('aria-label')).toMatch(
      /chunks from upstream, .* the first token after/,
    );

    // The answer, what it cites, its score, its cost.
    const answer = part('Answer');
    await answer.getByText('Batteries keep it [1].').waitFor();
    await answer.getByRole('note', { name: 'cites 1' }).focus();
    expect(await answer.getByRole('listitem').first().getAttribute('class')).toBe('is-lit');
    const { notes } = await api.read(`/_emulator/journal/${id}`);
    const { score } = notes.find(({ kind }: Json) => kind === 'consistency');
    await answer.getByText(score.toFixed(2), { exact: true }).waitFor();
    await answer.getByText('47', { exact: true }).waitFor();
    await answer.getByText('40 for the prompt').waitFor();

    // Told in words; and from part to part by keys.
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByRole('dialog').getByText('The search found 3 candidates').waitFor();
    await page.getByRole('dialog').getByText(`The LLM is "${llm}" (customer)`).waitFor();
    await page.keyboard.press('Escape');
    await page
      .getByRole('navigation', { name: 'Parts of the call' })
      .getByRole('button', { name: 'Hits' })
      .press('Enter');
    expect(await part('Hits').evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true);
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);

    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await expect.poll(() => page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });

  /** Streams in two chunks, the second when it is told to go on. */
  async function haltingUpstream() {
    const halt = Promise.withResolvers<void>();
    const { url } = await serve(async (response, request) => {
      if (!JSON.parse(request.body).stream) {
        return json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] })(response, request);
      }
      const send = (event: object) => response.write(`data: ${JSON.stringify(event)}\n\n`);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      send({ choices: [{ delta: { content: 'Batteries ' } }] });
      await halt.promise;
      send({ choices: [{ delta: { content: 'keep it [1].' } }] });
      const usage = { prompt_tokens: 40, completion_tokens: 7 };
      send({ choices: [{ delta: {}, finish_reason: 'stop' }], usage });
      return response.end('data: [DONE]\n\n');
    });
    return { url, goOn: halt.resolve };
  }

  /** Asks, and gives the id of the call once its answer has begun. */
  async function askStreamed(uri: string) {
    const corpus = await createCorpus(api, [
      'Batteries keep power.',
      'Power is kept in water behind dams.',
      'Bread is baked.',
    ]);
    const llm = uniqueName('own-llm');
    const auth = { type: 'bearer', token: 'sk-secret-of-the-test' };
    await api.create('/v2/llms', { type: 'openai-compatible', name: llm, model: 'm-1', uri, auth });
    const rerankers = [
      { type: 'customer_reranker', limit: 2 },
      { type: 'userfn', user_function: "1 - get('$.score')" },
    ];
    const filter = { metadata_filter: "doc.id <> 'x' AND doc.id <> 'y'", lexical_interpolation: 0.3 };
    const answer = await api.open('POST', '/v2/query', {
      query: 'Where is power kept?',
      search: { corpora: [{ corpus_key: corpus, ...filter }], reranker: { type: 'chain', rerankers } },
      generation: {
        generation_preset_name: 'vectara-summary-ext-24-05-med-omni',
        model_parameters: { llm_name: llm },
      },
      stream_response: true,
    });
    expect(answer.status).toBe(200);
    const list = await api.read('/_emulator/journal?operation=query&limit=1');
    return { llm, id: list.entries[0].id as string, ended: answer.text() };
  }
});
