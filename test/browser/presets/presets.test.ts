import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { createCorpus } from '../../support/corpus.ts';
import { recordingUpstream } from '../../support/upstreams/recording-upstream.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { visit } from '../support/visit.ts';

const PRESETS = '/v2/generation_presets';

const messages = (page: Page) => page.getByRole('list', { name: 'Messages' });

async function renderFor(page: Page, corpus: string, query: string) {
  await page.getByLabel('Corpus', { exact: true }).selectOption(corpus);
  await page.getByLabel('Query', { exact: true }).fill(query);
}

describeInBrowser('presets', () => {
  const api = emulatorForFile();
  const find = async (name: string): Promise<Json> =>
    (await api.read(`${PRESETS}?limit=100`)).generation_presets.findLast((preset: Json) => preset.name === name);

  test('one is made for an LLM, seen rendered, asked, replaced and deleted', async () => {
    const upstream = await recordingUpstream();
    const llm = uniqueName('gateway');
    await api.create('/v2/llms', {
      type: 'openai-compatible',
      name: llm,
      model: 'm',
      uri: upstream.uri,
      auth: { type: 'bearer', token: 't' },
    });
    const corpus = await createCorpus(api, ['Lighthouse keepers have 28 days of leave.']);
    const name = uniqueName('leave-answers');

    const page = await visit(api.url, 'presets');
    await page.getByRole('link', { name: 'New preset' }).click();
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByLabel('LLM', { exact: true }).selectOption(llm);
    await page.getByLabel('Max tokens').fill('300');
    const template = page.getByRole('textbox', { name: 'Template' });
    await template.fill('Given #foreach($r in $vectaraQueryResults)$r.getText()#end, answer: ');
    await template.press('Control+End');
    await page.getByRole('button', { name: 'Insert $vectaraQuery', exact: true }).click();
    await renderFor(page, corpus, 'How much leave?');
    const prompt = 'Given Lighthouse keepers have 28 days of leave., answer: How much leave?';
    await messages(page).getByText(prompt, { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('heading', { level: 1, name }).waitFor();

    const { body } = await api.post(`/v2/corpora/${corpus}/query`, {
      query: 'How much leave?',
      generation: { generation_preset_name: name },
    });
    expect(body.summary).toBe('An answer.');
    expect(upstream.last()).toMatchObject({ messages: [{ role: 'user', content: prompt }], max_tokens: 300 });

    await page.getByLabel('Max tokens').fill('');
    await page.getByLabel('Temperature').fill('0.5');
    await page.getByText('unsaved').waitFor();
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('unsaved').waitFor({ state: 'detached' });
    const replaced = await find(name);
    expect(replaced).toMatchObject({ temperature: 0.5, llm_name: llm, enabled: true });
    expect(replaced).not.toHaveProperty('max_tokens');

    await page.getByRole('button', { name: 'Delete' }).click();
    await page
      .getByRole('dialog', { name: `Delete ${name}?` })
      .getByRole('button', { name: 'Delete' })
      .click();
    await page.getByRole('heading', { level: 1, name: 'Presets' }).waitFor();
    await page.getByRole('link', { name, exact: true }).waitFor({ state: 'detached' });
    expect(await find(name)).toBeUndefined();
  });

  test('one of the platform’s cannot be changed, but duplicated; under its name the duplicate comes first', async () => {
    const name = 'vectara-summary-ext-24-05-large';
    const page = await visit(api.url, 'presets');
    const row = page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) });
    await row.getByText('default for gpt-4-turbo').waitFor();
    await row.getByRole('link', { name: `View ${name}` }).click();
    expect(await page.getByLabel('Name', { exact: true }).isDisabled()).toBe(true);
    expect(await page.getByRole('textbox', { name: 'Template' }).getAttribute('readonly')).not.toBeNull();
    await page.getByRole('link', { name: 'Duplicate as your own' }).click();
    const own = page.getByLabel('Name', { exact: true });
    await expect.poll(() => own.inputValue()).toBe(`${name}-copy`);
    await own.fill(name);
    await page.getByText('queries that name it get yours instead').waitFor();
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByText('overrides the platform preset').waitFor();
    const { ownership, prompt_template } = await find(name);
    expect([ownership, prompt_template]).toEqual(['customer', expect.stringContaining('$vectaraQueryResults')]);
    await page.getByRole('link', { name: 'Presets', exact: true }).last().click();
    await row.filter({ hasText: 'overridden by yours' }).waitFor();
  });

  test('what the API refuses is said at its field', async () => {
    const name = uniqueName('taken');
    await api.create(PRESETS, { name, llm_name: 'gpt-4o', prompt_template: 'Hello.' });
    const page = await visit(api.url, 'presets/new', { expectedErrors: /400/ });
    await page.getByLabel('Name', { exact: true }).fill(name);
    await page.getByRole('button', { name: 'Create' }).click();
    await page.getByRole('alert').getByText('is already the name of a generation preset').waitFor();
    const field = page.getByLabel('Name', { exact: true });
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    await field.fill(uniqueName('free'));
    await page.getByRole('alert').waitFor({ state: 'detached' });
    expect(await field.getAttribute('aria-invalid')).toBeNull();
  });

  test('what was not saved is still there after a look elsewhere', async () => {
    const page = await visit(api.url, 'presets/new');
    await page.getByLabel('Description').fill('Half a thought');
    await page.getByRole('link', { name: 'LLMs', exact: true }).click();
    await page.getByLabel('Description').waitFor({ state: 'detached' });
    await page.goBack();
    await expect.poll(() => page.getByLabel('Description').inputValue()).toBe('Half a thought');
    await page.getByRole('button', { name: 'Discard changes' }).click();
    expect(await page.getByLabel('Description').inputValue()).toBe('');
  });
});
