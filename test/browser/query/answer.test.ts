import { expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { emulatorForFile, startForTest } from '../support/emulator.ts';
import { visit } from '../support/visit.ts';
import { pacedLlm } from './support/paced-llm.ts';
import { queryPage } from './support/query-page.ts';

const TEXTS = ['The pump was replaced in March 2021.', 'The harbour was dredged in 2019.'];
const LIT = /\blit\b/;

describeInBrowser('an answer in the console', () => {
  const emulator = emulatorForFile();

  test('streams in, and its citations and sources light each other', async () => {
    const [llm, corpus] = await Promise.all([pacedLlm(emulator), createCorpus(emulator, TEXTS)]);
    const page = await visit(emulator.url, `query/${corpus}`);
    const { field, run, answer, citation, source, isComplete, request } = queryPage(page);
    await field('LLM').selectOption(llm.name);
    await field('Query').fill('When was the pump replaced?');
    await run.click();

    await llm.say('In March 2021 [1]');
    await answer().getByText('In March 2021').waitFor();
    await citation('Source 1').waitFor();
    await source(2).getByText(TEXTS[1]!).waitFor();
    expect(await answer().getByText('running').count()).toBe(1);
    await llm.say(', after the dredging [2, 9].');
    await llm.finish();
    await isComplete();
    expect(await answer().locator('.answer-text').textContent()).toBe('In March 2021 1, after the dredging 2[9].');

    await citation('Source 2').hover();
    expect(await source(2).getAttribute('class')).toMatch(LIT);
    expect(await source(1).getAttribute('class')).not.toMatch(LIT);
    await source(1).hover();
    expect(await citation('Source 1').getAttribute('class')).toMatch(LIT);
    expect(await citation('Source 2').getAttribute('class')).not.toMatch(LIT);

    await answer().getByText('Factual consistency').waitFor();
    await answer().getByText('English (eng)').waitFor();
    await answer().getByText('Prompt as rendered').click();
    await answer().getByText('"role": "user"').waitFor();
    const link = await answer().getByRole('link').getAttribute('href');
    const entry = await emulator.read(`/_emulator/journal/${/^#\/live\/([0-9a-f]{32})$/.exec(link!)![1]}`);
    expect(entry.request.body).toMatchObject(JSON.parse(await request.inputValue()));
    expect(entry.llms).toEqual([llm.name]);
  });

  test('can be had by keys alone', async () => {
    const corpus = await createCorpus(emulator, TEXTS);
    const page = await visit(emulator.url);
    const focused = () => page.locator(':focus').evaluate(nameOf);
    const tabTo = async (name: string) => {
      for (let times = 0; times < 60; times += 1) {
        await page.keyboard.press('Tab');
        if ((await focused()).startsWith(name)) return;
      }
      throw new Error(`The focus never came to ${name}; it is at ${await focused()}.`);
    };
    await page.getByRole('heading', { level: 1, name: 'Live' }).waitFor();
    await page.keyboard.press('2');
    const { isComplete, source, citation } = queryPage(page);
    await page.getByText(corpus, { exact: true }).waitFor();
    await tabTo(corpus);
    if (!(await page.getByLabel(corpus).isChecked())) await page.keyboard.press('Space');
    await tabTo('Query');
    await page.keyboard.type('When was the pump replaced?');
    await page.keyboard.press('Control+Enter');
    await isComplete();
    await tabTo('Source 1');
    expect(await source(1).getAttribute('class')).toMatch(LIT);
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Source 1, cited');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Source 1');
    expect(await citation('Source 1').evaluate((element) => element === element.ownerDocument.activeElement)).toBe(
      true,
    );
  });

  test('that is stopped, or breaks off, keeps what had come and says why', async () => {
    const [llm, corpus] = await Promise.all([pacedLlm(emulator), createCorpus(emulator, TEXTS)]);
    const page = await visit(emulator.url, `query/${corpus}`, { expectedErrors: /503|INCOMPLETE_CHUNKED/ });
    const { field, run, stop, answer } = queryPage(page);
    await field('LLM').selectOption(llm.name);
    await field('Query').fill('When was the pump replaced?');
    await run.click();
    await llm.say('In March');
    await answer().getByText('In March').waitFor();
    await stop.click();
    await answer().getByText('Stopped.').waitFor();
    expect(await answer().getByText('In March').count()).toBe(1);
    await expect.poll(llm.left).toBe(1);

    await run.click();
    await llm.say('In April');
    await answer().getByText('In April').waitFor();
    await llm.breakOff();
    await answer().getByRole('alert').getByText('Failed to generate summary').waitFor();
    expect(await answer().getByText('In April').count()).toBe(1);

    for (const fault of [
      { type: 'stream_cut', after: { event: 'search_results' } },
      { type: 'status', code: 503 },
    ]) {
      await emulator.create('/_emulator/faults', { where: { corpus }, when: { times: 1 }, fault });
    }
    await run.click();
    await answer().getByRole('alert').getByText('broke off').waitFor();
    await run.click();
    await answer().getByRole('alert').getByText('Refused with 503').waitFor();
  });

  test('is asked by an address; where there are no corpora, the view leads to where they are made', async () => {
    const corpus = await createCorpus(emulator, TEXTS);
    const page = await visit(emulator.url, `query/${corpus}/${encodeURIComponent('When was the pump replaced?')}`);
    await queryPage(page).isComplete();
    await queryPage(page).citation('Source 1').waitFor();
    await expect.poll(() => page.url()).toMatch(/#\/query$/);

    const { url } = await startForTest();
    const empty = await visit(url, 'query');
    await empty.getByRole('link', { name: 'Open Corpora' }).click();
    await empty.getByRole('heading', { level: 1, name: 'Corpora' }).waitFor();
  });
});

/** What an element is called, as far as this view needs it. */
const nameOf = (element: { ariaLabel: string | null; labels?: { textContent: string }[]; textContent: string }) =>
  (element.ariaLabel ?? element.labels?.[0]?.textContent ?? element.textContent).trim();
