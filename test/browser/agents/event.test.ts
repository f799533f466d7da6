import { expect, test } from 'vitest';
import { agentsFor } from '../../support/agents.ts';
import { seriousViolations } from '../support/accessibility.ts';
import { describeInBrowser } from '../support/chromium.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { visit } from '../support/visit.ts';

const MARKUP = '<img src=x onerror="document.title=1"><b>bold</b>';
const inline = (template: string) => [{ type: 'inline', name: 'i', template }];

describeInBrowser('an event of a session', () => {
  const api = emulatorForFile({ upstream: 'simulate' });
  const { sessionOf, say, stream } = agentsFor(api);

  /** An agent with two steps that has called a tool and answered. */
  async function talkedTo() {
    await api.create('/v2/llms', {
      type: 'anthropic',
      name: 'own',
      model: 'claude-test',
      uri: 'https://llm.test/v1/messages',
      auth: { type: 'header', header: 'x-api-key', value: 'secret' },
    });
    const at = await sessionOf({
      model: { name: 'own' },
      tool_configurations: { look: { type: 'corpora_search', query_configuration: {} } },
      first_step: {
        name: 'ask',
        instructions: inline(`First ${MARKUP}`),
        next_steps: [{ condition: "get('$.output.text') == 'no'", step_name: 'ask' }, { step_name: 'answer' }],
      },
      steps: { answer: { instructions: inline('Then'), allowed_tools: [] } },
    });
    await api.post('/_emulator/scripts', {
      match: { tool: { name: 'look' } },
      answer: { output: { found: MARKUP } },
    });
    await stream(at, 'Use `look` to find lamps.');
    return at;
  }

  test('opens what the journal has of it: the request and raw stream of the model, the call of a tool, the conditions', async () => {
    const at = await talkedTo();
    const [, , , agent, , session] = at.split('/');
    const page = await visit(api.url, `agents/${agent}/${session}`);
    const events = page.getByRole('grid', { name: 'Events' });
    const event = page.getByRole('region', { name: 'Event', exact: true });
    const openNext = async () => {
      await page.keyboard.press('j');
      await page.keyboard.press('Enter');
    };
    await events.getByText('ask → answer').waitFor();

    await openNext();
    await event.getByRole('heading').getByText('input_message').waitFor();
    await event.getByRole('region', { name: 'Model call' }).getByText(`First ${MARKUP}`).waitFor();
    await openNext();
    await event.getByRole('heading').getByText('tool_input').waitFor();
    await event.getByRole('region', { name: 'Call of look' }).getByText('script').waitFor();
    const upstream = event.getByRole('region', { name: /^Upstream request/ });
    await upstream.getByText('POST https://llm.test/v1/messages').waitFor();
    await upstream.getByText('claude-test').first().waitFor();
    await event.getByRole('region', { name: 'On the wire' }).getByText('content_block_start').first().waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await openNext();
    await event.getByRole('heading').getByText('tool_output').waitFor();
    await event.getByRole('group', { name: 'output of look' }).getByText('<b>bold</b>').waitFor();
    expect(await page.locator('main :is(img, b:not(.name-value *))').count()).toBe(0);

    await events.getByText('ask → answer').click();
    const tried = event.getByRole('group', { name: 'Conditions that were tried' });
    await tried.getByText("get('$.output.text') == 'no'").waitFor();
    expect(await tried.getByRole('row').allTextContents()).toMatchObject(
      [/./, /ask.*no/, /answer.*none.*yes/].map((row) => expect.stringMatching(row)),
    );
    await page.keyboard.press('Escape');
    await event.waitFor({ state: 'detached' });

    await openNext();
    await event.getByRole('link', { name: 'The call in Live' }).press('Enter');
    const call = page.getByRole('region', { name: 'Call', exact: true });
    await call.getByRole('region', { name: 'Model call' }).waitFor();
    await call.getByRole('region', { name: 'On the wire' }).getByText('content_block_start').first().waitFor();
    await call.getByRole('group', { name: 'tool_call' }).getByText('"look"').waitFor();
    await call.getByRole('group', { name: 'transition' }).first().waitFor();
  });

  test('is the end of a copy, if one likes, and says so where the journal has forgotten', async () => {
    const at = await sessionOf();
    await say(at, 'One');
    await say(at, 'Two');
    await api.delete('/_emulator/journal');
    const [, , , agent, , session] = at.split('/');
    const page = await visit(api.url, `agents/${agent}/${session}`);
    await page.getByRole('grid', { name: 'Events' }).getByText('One', { exact: true }).click();
    const event = page.getByRole('region', { name: 'Event', exact: true });
    await event.getByText(/The journal has no call/).waitFor();
    await event.getByRole('button', { name: 'Fork up to here' }).press('Enter');
    await page.waitForURL((url) => !url.hash.includes(session!));
    await page.getByRole('log', { name: 'Conversation' }).getByText('One', { exact: true }).waitFor();
    expect(await page.getByText('Two', { exact: true }).count()).toBe(0);
  });
});
