import { expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { seriousViolations } from '../support/accessibility.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { visit } from '../support/visit.ts';
import { pacedLlm } from './support/paced-llm.ts';
import { queryPage } from './support/query-page.ts';

const TEXTS = ['The pump was replaced in March 2021.', 'The harbour was dredged in 2019.'];

describeInBrowser('a query in the console', () => {
  const emulator = emulatorForFile();

  test('is what its JSON says, which the form follows as far as it can', async () => {
    const corpus = await createCorpus(emulator, TEXTS);
    const page = await visit(emulator.url, `query/${corpus}`);
    const { field, request, run, isComplete } = queryPage(page);
    await field('Query').fill('When was the pump replaced?');
    await field('Citations').selectOption('markdown');
    await field('Reranker').selectOption('mmr');
    await field('Diversity bias').fill('0.05');
    const shown = async () => JSON.parse(await request.inputValue());
    await expect.poll(shown).toMatchObject({
      search: { reranker: { type: 'mmr', diversity_bias: 0.05 } },
      generation: { citations: { style: 'markdown' } },
    });

    await request.fill('{');
    expect(await run.isDisabled()).toBe(true);
    const written = {
      query: 'pump',
      search: { corpora: [{ corpus_key: corpus, lexical_interpolation: 0.25 }], max_by: 'doc.id' },
    };
    await request.fill(JSON.stringify(written));
    await page.getByText('edited by hand').waitFor();
    expect(await field('λ').inputValue()).toBe('0.25');
    expect(await field('Generate an answer').isChecked()).toBe(false);
    await field('λ').fill('0.5');
    await expect
      .poll(async () => (await shown()).search)
      .toEqual({
        max_by: 'doc.id',
        corpora: [{ corpus_key: corpus, lexical_interpolation: 0.5 }],
      });
    await page.keyboard.press('Control+Enter');
    await isComplete();
    await page.getByText('Searched only').waitFor();
    const link = await page.getByRole('region', { name: 'Answer', exact: true }).getByRole('link').getAttribute('href');
    const entry = await emulator.read(`/_emulator/journal/${link!.split('/').at(-1)}`);
    expect(entry.request.body.search).toMatchObject({ max_by: 'doc.id', corpora: [{ lexical_interpolation: 0.5 }] });

    await page.reload();
    await page.getByText('edited by hand').waitFor();
    await page.getByRole('button', { name: 'Back to the form' }).click();
    await page.getByText('edited by hand').waitFor({ state: 'detached' });
    await expect.poll(shown).toMatchObject({ query: 'pump', search: { corpora: [{ lexical_interpolation: 0.5 }] } });
  });

  test('with a refused filter says so at the field, which offers the attributes there are', async () => {
    const corpus = uniqueName('filtered');
    await emulator.create('/v2/corpora', {
      key: corpus,
      filter_attributes: [{ name: 'year', level: 'document', type: 'integer' }],
    });
    const page = await visit(emulator.url, `query/${corpus}`, { expectedErrors: /400/ });
    const { field, run, answer } = queryPage(page);
    await field('Query').fill('When?');
    await page.getByRole('button', { name: 'doc.year' }).click();
    expect(await field('Metadata filter').inputValue()).toBe('doc.year ');
    await field('Metadata filter').fill('doc.month = 3');
    for (const streams of [true, false]) {
      await field('Stream').setChecked(streams);
      await run.click();
      await answer().getByRole('alert').getByText('doc.month').waitFor();
      const error = await field('Metadata filter').getAttribute('aria-describedby');
      expect(await page.locator(`[id="${error}"]`).textContent()).toMatch(/Unrecognized references: doc\.month/);
    }
  });

  test('is compared with another: both answers stream side by side, and places are told apart', async () => {
    const [one, two, corpus] = await Promise.all([
      pacedLlm(emulator),
      pacedLlm(emulator),
      createCorpus(emulator, TEXTS),
    ]);
    const page = await visit(emulator.url, `query/${corpus}`);
    const { field, side, answer, isComplete } = queryPage(page);
    await field('Query').fill('When was the pump replaced?');
    await field('LLM').selectOption(one.name);
    await page.getByRole('button', { name: 'Compare' }).click();
    await side('B').getByLabel('LLM').selectOption(two.name);
    await side('B').getByLabel('λ', { exact: true }).fill('0.5');
    await side('B').getByLabel('Reranker').selectOption('userfn');
    await side('B').getByLabel('User function').fill("1 - get('$.score')");
    await page.keyboard.press('Control+Enter');
    await one.say('From one [1].');
    await two.say('From two [2].');
    await answer('Answer A').getByText('From one').waitFor();
    await answer('Answer B').getByText('From two').waitFor();
    await Promise.all([one.finish(), two.finish()]);
    await isComplete('Answer A');
    await isComplete('Answer B');
    await answer('Answer B').getByText('λ 0.5').waitFor();
    const places = (name: string) =>
      page
        .getByRole('region', { name: `Answer ${name}: sources` })
        .getByRole('listitem')
        .allTextContents();
    expect((await places('A')).map((text) => /\d places? \w+/.exec(text)?.[0])).toEqual([
      '1 place higher',
      '1 place lower',
    ]);
    expect((await places('B'))[0]).toContain(TEXTS[1]);
    expect(one.lastBody().stream).toBe(true);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await seriousViolations(page)).toEqual([]);
    }
  });

  test('shows markup in documents, answers and citations as text', async () => {
    const llm = await pacedLlm(emulator);
    const corpus = uniqueName('markup');
    const markup = '<img src="http://elsewhere.example/x.png" onerror="alert(1)"><script>alert(2)</script>';
    const title = '<b>"bold"</b>';
    await emulator.create('/v2/corpora', { key: corpus, name: '<i>corpus</i>' });
    await emulator.create(`/v2/corpora/${corpus}/documents`, {
      id: '<u>doc</u>',
      type: 'core',
      metadata: { title, url: 'javascript:alert(3)' },
      document_parts: [{ text: `The pump. ${markup}`, metadata: { note: markup } }],
    });
    const page = await visit(emulator.url, `query/${corpus}`);
    const { field, run, answer, citation, source, isComplete } = queryPage(page);
    await field('Query').fill('pump <s>');
    await field('LLM').selectOption(llm.name);
    for (const style of ['html', 'markdown'] as const) {
      await field('Citations').selectOption(style);
      await field('URL pattern').fill('{doc.url}');
      await field('Text pattern').fill('{doc.title}');
      await run.click();
      await llm.say(`${style} ${markup} <a href="javascript:alert(4)">1</a> [1]`);
      await llm.finish();
      await isComplete();
      await answer().getByText(`${style} ${markup} <a href="javascript:alert(4)">1</a>`).waitFor();
      await citation(`Source 1: ${title}`).hover();
      expect(await source(1).getAttribute('class')).toMatch(/\blit\b/);
    }
    await source(1).getByText(`The pump. ${markup}`).waitFor();
    expect(await page.locator('main').locator('img, script, b, i, u, s, [href^="javascript"], [onerror]').count()).toBe(
      0,
    );
  });
});
