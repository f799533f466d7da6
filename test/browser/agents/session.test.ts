import { beforeAll, expect, test } from 'vitest';
import { agentsFor } from '../../support/agents.ts';
import { pacedLlm } from '../query/support/paced-llm.ts';
import { seriousViolations } from '../support/accessibility.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { type VisitOptions, visit } from '../support/visit.ts';

const MARKUP = '<img src=x onerror="document.title=1"><b>bold</b>';
const clock = { clock: { type: 'dynamic_vectara', tool_id: 'tol_vectara_current_time' } };

describeInBrowser('a session in the console', () => {
  const api = emulatorForFile();
  const { sessionOf, say, scripted } = agentsFor(api);
  beforeAll(async () => {
    await api.post('/_emulator/scripts', { match: { tool: { name: 'clock' } }, answer: { output: { now: 'noon' } } });
  });

  /** The page of a session by its path in the API. */
  async function open(at: string, options?: VisitOptions) {
    const [, , , agent, , session] = at.split('/');
    const page = await visit(api.url, `agents/${agent}/${session}`, options);
    const events = page.getByRole('grid', { name: 'Events' });
    return {
      page,
      events,
      conversation: page.getByRole('log', { name: 'Conversation' }),
      kinds: async () =>
        (await events.getByRole('row').allTextContents()).slice(1).map((row) => row.replace(/^[\d:.]+/, '').trim()),
    };
  }

  test('begins with a press of a key, and is talked to: what happens stands beside what is said', async () => {
    const at = await sessionOf({ tool_configurations: clock });
    await scripted(at, { tool_calls: [{ name: 'clock', arguments: {} }] }, { text: `It is ${MARKUP}.` });
    const agent = at.split('/')[3]!;
    const page = await visit(api.url, `agents/${agent}`);
    await page.getByRole('region', { name: 'Steps' }).waitFor();
    await page.keyboard.press('n');
    await page.waitForURL(/#\/agents\/[^/]+\/ase_/);
    await page.getByText('Nothing was said yet.').waitFor();
    await page.getByLabel('Message').focus();
    await page.keyboard.type(`What time is it? ${MARKUP}`);
    await page.keyboard.press('Control+Enter');
    const conversation = page.getByRole('log', { name: 'Conversation' });
    await conversation.getByText(`It is ${MARKUP}.`).waitFor();
    await conversation.getByText(`What time is it? ${MARKUP}`).waitFor();
    const rows = page.getByRole('grid', { name: 'Events' }).getByRole('row');
    await expect
      .poll(async () => (await rows.allTextContents()).map((row) => /input|call|result|output/.exec(row)?.[0]))
      .toEqual([undefined, 'input', 'call', 'result', 'output']);
    await expect.poll(() => page.getByLabel('Message').inputValue()).toBe('');
    expect(await page.locator('main :is(img, b)').count()).toBe(0);
  });

  test('is told as it happens, is steered meanwhile, and stops when it is interrupted', async () => {
    const llm = await pacedLlm(api);
    const at = await sessionOf({ model: { name: llm.name, retry_configuration: { enabled: false } } });
    const { page, conversation, kinds } = await open(at);
    await page.getByLabel('Message').fill('Talk.');
    await page.keyboard.press('Control+Enter');
    await llm.say('Once upon');
    await conversation.getByText('Once upon').waitFor();
    await page.getByText('running').waitFor();
    await llm.say(' a time');
    await conversation.getByText('Once upon a time').waitFor();
    await page.getByLabel('Message').fill('And then?');
    await page.getByRole('button', { name: 'Send in between' }).press('Enter');
    await llm.finish();
    await llm.say('They lived');
    await conversation.getByText('They lived').waitFor();
    await conversation.getByText('And then?').waitFor();
    await page.getByRole('button', { name: 'Interrupt' }).press('Enter');
    await conversation.getByText('Interrupted.').waitFor();
    await page.getByRole('button', { name: 'Send', exact: true }).waitFor();
    expect(await kinds()).toEqual(['inputTalk.', 'outputOnce upon a time', 'inputAnd then?']);
    await expect.poll(() => conversation.getByText('They lived').count()).toBe(0);
  });

  test('shows what others say to it, and a copy goes its own way', async () => {
    const at = await sessionOf();
    await api.post('/_emulator/scripts', { match: { agent: at.split('/')[3]! }, answer: { text: 'Yes.' } });
    // The page may look at the copy once more when it has just been deleted.
    const { page, conversation, kinds } = await open(at, { expectedErrors: /404/ });
    await conversation.getByText('Nothing was said yet.').waitFor();
    await say(at, 'From elsewhere');
    await conversation.getByText('From elsewhere').waitFor();
    await page.getByRole('button', { name: 'Fork' }).press('Enter');
    await page.waitForURL((url) => !url.hash.includes(at.split('/')[5]!));
    await conversation.getByText('From elsewhere').waitFor();
    await page.getByLabel('Message').fill('In the copy');
    await page.keyboard.press('Control+Enter');
    await expect.poll(kinds).toEqual(['inputFrom elsewhere', 'outputYes.', 'inputIn the copy', 'outputYes.']);
    expect((await api.read(`${at}/events`)).events.length).toBe(2);

    await page.getByRole('button', { name: 'Delete session' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
    await page
      .getByRole('region', { name: 'Sessions' })
      .getByRole('link', { name: at.split('/')[5]! })
      .waitFor();
  });

  test('says what a turn failed with', async () => {
    const at = await sessionOf({ model: { name: 'gpt-4o', retry_configuration: { enabled: false } } });
    await scripted(at, { error: { status: 503, message: `Down ${MARKUP}` } });
    const { page, conversation } = await open(at);
    await page.getByLabel('Message').fill('Hello');
    await page.keyboard.press('Control+Enter');
    await conversation.getByRole('alert').getByText('Down <img').waitFor();
    await conversation.getByText('Hello').waitFor();
  });

  test('of 2,000 events has those in the document that are in sight, and earlier ones on demand', async () => {
    const at = await sessionOf({ tool_configurations: clock });
    const calls = Array.from({ length: 9 }, () => ({ name: 'clock', arguments: {} }));
    const answers = Array.from({ length: 100 }, () => [{ tool_calls: calls }, { text: 'Done.' }]).flat();
    await scripted(at, ...answers);
    for (let turn = 0; turn < 100; turn += 1) await say(at, `Turn ${turn}`);
    const { page, events, conversation } = await open(at);
    await conversation.getByText('Turn 99', { exact: true }).waitFor();
    expect(await events.getAttribute('aria-rowcount')).toBe('101');
    await page.getByRole('button', { name: 'Show earlier' }).press('Enter');
    await expect.poll(() => events.getAttribute('aria-rowcount')).toBe('201');
    await conversation.getByText('Turn 90', { exact: true }).waitFor();
    expect(await events.getByRole('row').count()).toBeLessThan(60);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`has no serious accessibility problem, ${colorScheme}`, async () => {
      const at = await sessionOf({ tool_configurations: clock });
      await scripted(at, { tool_calls: [{ name: 'clock', arguments: {} }] }, { text: 'Late.' });
      await say(at, 'What time is it?');
      const { page, events } = await open(at, { colorScheme });
      await events.getByText('Late.').waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
      await page.getByRole('region', { name: 'Event', exact: true }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Steps' }).press('Enter');
      await page.getByRole('button', { name: /^main first.*here/ }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
    });
  }
});
