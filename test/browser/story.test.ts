/** What the console is for, in one go and without a mouse: an LLM of one's own, a preset, a query, and the wire. */
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { createCorpus } from '../support/corpus.ts';
import { startAimock } from '../upstream/support/aimock.ts';
import { describeInBrowser } from './support/chromium.ts';
import { emulatorForFile } from './support/emulator.ts';
import { visit } from './support/visit.ts';

const SECRET = 'sk-story-0815';
const ANSWER = 'The lamp was lit in 1823 [1].';

describeInBrowser('from an LLM to the wire', () => {
  const emulator = emulatorForFile();

  test('by keyboard alone', async () => {
    const mock = await startAimock();
    mock.onMessage(/.*/, { content: ANSWER });
    const corpus = await createCorpus(emulator, ['The lamp was first lit in 1823.', 'Bread is baked at night.']);
    const page = await visit(emulator.url);
    const { keyboard } = page;

    await keyboard.press('3');
    await tabTo(page, page.getByRole('link', { name: 'GPT-4o Mini' }));
    await keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Register an LLM' }).waitFor();
    // The focus is on the one thing that the example lacks.
    await keyboard.type(`Bearer ${SECRET}`);
    await typeInto(page, page.getByLabel('Name', { exact: true }), 'mine', 'Shift+Tab');
    await typeInto(page, page.getByLabel('URI'), `${mock.url}/v1/chat/completions`);
    await tabTo(page, page.getByRole('button', { name: 'Test and register' }));
    await keyboard.press('Enter');
    await page.getByText('The test call succeeded.').waitFor();

    await keyboard.press('4');
    await tabTo(page, page.getByRole('link', { name: 'New preset' }));
    await keyboard.press('Enter');
    await typeInto(page, page.getByLabel('Name', { exact: true }), 'by-mine');
    await tabTo(page, page.getByLabel('LLM', { exact: true }));
    await keyboard.type('mine');
    await keyboard.press('Control+s');
    await page.getByRole('heading', { level: 1, name: 'by-mine' }).waitFor();

    await tabTo(page, page.getByRole('link', { name: 'Query', exact: true }), 'Shift+Tab');
    await keyboard.press('Enter');
    await tabTo(page, page.getByRole('checkbox', { name: corpus }));
    if (!(await page.getByRole('checkbox', { name: corpus }).isChecked())) await keyboard.press('Space');
    await typeInto(page, page.getByLabel('Query', { exact: true }), 'When was the lamp lit?');
    await tabTo(page, page.getByLabel('Preset', { exact: true }));
    await keyboard.type('by-mine');
    await keyboard.press('Control+Enter');
    const answer = page.getByRole('region', { name: 'Answer' });
    await answer.getByText('The lamp was lit in 1823').waitFor();
    await answer.getByText('Factual consistency').waitFor();
    const citation = answer.locator('.answer-text').getByRole('button', { name: 'Source 1' });
    await tabTo(page, citation);
    await page.locator('.lit').getByText('The lamp was first lit in 1823.').waitFor();

    await tabTo(page, answer.locator('a[href^="#/live/"]'));
    await keyboard.press('Enter');
    const part = (name: string) => page.getByRole('region', { name, exact: true });
    await part('Prompt').getByText('vectaraQueryResults').first().waitFor();
    await part('Prompt').getByText('The lamp was first lit in 1823.').first().waitFor();
    const sent = await part('Upstream request').textContent();
    expect(sent).toContain(`${mock.url}/v1/chat/completions`);
    expect(sent).toContain('When was the lamp lit?');
    await part('On the wire').getByText('generation_chunk').first().waitFor();
    expect(JSON.stringify(mock.getLastRequest()!.body)).toContain('The lamp was first lit in 1823.');
    expect(await page.content()).not.toContain(SECRET);
  });
});

/** Moves the focus there as somebody without a mouse would. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await target.waitFor();
  for (let times = 0; times < 120; times += 1) {
    if (await target.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press(key);
  }
  throw new Error(`The focus never came to ${target}.`);
}

async function typeInto(page: Page, target: Locator, text: string, key?: 'Shift+Tab'): Promise<void> {
  await tabTo(page, target, key);
  await page.keyboard.press('Control+a');
  await page.keyboard.type(text);
}
