import { expect, test } from 'vitest';
import { seriousViolations } from '../support/accessibility.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { emulatorForFile, startForTest } from '../support/emulator.ts';
import { visit } from '../support/visit.ts';

const MARKUP = '<img src=x onerror="document.title=1"><b>bold</b>';

describeInBrowser('the agents of the console', () => {
  const emulator = emulatorForFile();

  test('an account without agents offers a sample in one click, which is made once', async () => {
    const api = await startForTest();
    const [page, other] = [await visit(api.url, 'agents'), await visit(api.url, 'agents')];
    const button = { name: 'Try it with a sample agent' };
    await other.getByRole('button', button).waitFor();
    await page.getByRole('button', button).press('Enter');
    await page.waitForURL(/#\/agents\/sample-keeper$/);
    await page.getByRole('region', { name: 'Steps' }).getByRole('button', { name: 'sort first' }).waitFor();
    await other.getByRole('button', button).click();
    await other.waitForURL(/#\/agents\/sample-keeper$/);
    expect((await api.read('/v2/agents')).agents.length).toBe(1);
    expect((await api.read('/v2/corpora/sample-lighthouses/documents?limit=100')).documents.length).toBe(10);
  });

  test('steps, tools and transitions are a picture, whose boxes the keyboard opens', async () => {
    const { key } = await emulator.create('/v2/agents', {
      name: `A ${MARKUP}`.slice(0, 50),
      description: MARKUP,
      model: { name: 'gpt-4o' },
      tool_configurations: { clock: { type: 'dynamic_vectara', tool_id: 'tol_vectara_current_time' } },
      first_step_name: 'ask',
      steps: {
        ask: {
          instructions: [{ type: 'inline', name: 'i', template: MARKUP }],
          allowed_tools: [],
          next_steps: [{ condition: "get('$.output.text') == '<b>'", step_name: 'answer' }, { step_name: 'ask_again' }],
        },
        answer: { instructions: [], reentry_step: 'ask' },
        ask_again: { instructions: [], allowed_tools: [] },
        never: { instructions: [] },
      },
    });
    const page = await visit(emulator.url, 'agents');
    await page.getByRole('link', { name: `A ${MARKUP}`.slice(0, 50) }).press('Enter');
    const steps = page.getByRole('region', { name: 'Steps' });
    const ask = steps.getByRole('button', { name: /^ask first/ });
    await ask.waitFor();
    expect(await ask.textContent()).toContain(
      "Leads to answer: 1. get('$.output.text') == '<b>'. Leads to ask_again: 2. otherwise.",
    );
    expect(await steps.getByRole('button', { name: /^answer/ }).textContent()).toMatch(
      /clock.*The next input begins at ask\./,
    );
    expect(await steps.getByRole('button', { name: /^ask_again/ }).textContent()).not.toContain('clock');
    await steps.getByRole('button', { name: /^never.*not reached/ }).waitFor();
    await steps.getByText("1. output.text == '<b>'").waitFor();

    await ask.press('Enter');
    const detail = page.getByRole('region', { name: 'Step ask' });
    await detail.getByRole('group', { name: 'instruction' }).getByText(MARKUP).waitFor();
    await detail.getByText("get('$.output.text') == '<b>'").waitFor();
    await ask.press('Enter');
    await detail.waitFor({ state: 'detached' });
    expect(await page.locator('main :is(img, b)').count()).toBe(0);

    await page.getByRole('button', { name: 'Delete agent' }).press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
    await page.waitForURL(/#\/agents$/);
    expect((await emulator.get(`/v2/agents/${key}`)).status).toBe(404);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    test(`have no serious accessibility problem, ${colorScheme}`, async () => {
      const { url } = await startForTest();
      const page = await visit(url, 'agents', { colorScheme });
      await page.getByRole('button', { name: 'Try it with a sample agent' }).click();
      await page.getByRole('button', { name: /^facts/ }).click();
      await page.getByRole('region', { name: 'Step facts' }).waitFor();
      expect(await seriousViolations(page)).toEqual([]);
    });
  }
});
