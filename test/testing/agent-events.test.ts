import { describe, expect, expectTypeOf } from 'vitest';
import { connectEmulator, EmulatorRefused } from '../../src/testing/testing.ts';
import { type AgentEvent, test as base } from '../../src/testing/vitest.ts';

const AGENT = {
  key: 'support',
  name: 'Support',
  model: { name: 'gpt-4o' },
  tool_configurations: {
    look: { type: 'corpora_search', query_configuration: { search: { corpora: [{ corpus_key: 'c' }] } } },
  },
  first_step: { name: 'ask', instructions: [], next_steps: [{ step_name: 'answer' }] },
  steps: { answer: { instructions: [], reentry_step: 'ask' } },
};
const session = { agent_key: 'support', key: 's' };

/** Says something to the agent of the test's account. */
const test = base.extend<{ say: (content: string) => Promise<void> }>({
  say: async ({ emulator }, use) => {
    await emulator.seed({ corpora: [{ key: 'c' }], agents: [AGENT], sessions: [session] });
    await use(async (content) => {
      const { status } = await fetch(`${emulator.url}/v2/agents/support/sessions/s/events`, {
        method: 'POST',
        headers: { ...emulator.headers, 'content-type': 'application/json' },
        body: JSON.stringify({ messages: [{ type: 'text', content }] }),
      });
      expect(status).toBe(201);
    });
  },
});

describe('the events of a session', () => {
  test('are told oldest first, each with what its type has', async ({ emulator, say }) => {
    await emulator.scripts.add({
      match: { agent: 'support' },
      answers: [
        { tool_calls: [{ name: 'look', arguments: { query: 'lamps' } }] },
        { text: 'Asked.' },
        { text: 'Done.' },
      ],
    });
    await say('Hello');
    const events = await emulator.agentEvents(session);
    expect(events.map(({ type }) => type)).toEqual([
      'input_message',
      'tool_input',
      'tool_output',
      'agent_output',
      'step_transition',
      'agent_output',
    ]);
    expectTypeOf(events).toEqualTypeOf<AgentEvent[]>();
    const called = events.find((event) => event.type === 'tool_input');
    expectTypeOf(called?.tool_input).toEqualTypeOf<Record<string, unknown> | undefined>();
    expect(called?.tool_input).toEqual({ query: 'lamps' });
    expect(events.find((event) => event.type === 'step_transition')).toMatchObject({
      from_step: 'ask',
      to_step: 'answer',
    });
  });

  test('come over all pages, hidden ones when they are asked for', async ({ emulator, say }) => {
    await emulator.scripts.add({ match: { agent: 'support' }, answer: { text: 'Yes.' } });
    for (let turn = 0; turn < 26; turn++) await say(`Turn ${turn}`);
    const events = await emulator.agentEvents(session);
    // An input, two answers and a transition each.
    expect(new Set(events.map(({ id }) => id)).size).toBe(26 * 4);
    expect(events[0]).toMatchObject({ type: 'input_message', messages: [{ content: 'Turn 0' }] });
    const path = `${emulator.url}/v2/agents/support/sessions/s/events/${events[1]!.id}/hide`;
    await fetch(path, { method: 'POST', headers: emulator.headers });
    expect((await emulator.agentEvents(session)).map(({ id }) => id)).not.toContain(events[1]!.id);
    expect(await emulator.agentEvents(session, { includeHidden: true })).toEqual(events);
  });

  test('are looked at without a trace, in spite of faults, by who has no key', async ({ emulator, say }) => {
    await emulator.scripts.add({ match: { agent: 'support' }, answer: { text: 'Yes.' } });
    await say('Hello');
    await emulator.journal.clear();
    await emulator.faults.add({ id: 'all', fault: { type: 'status', code: 503 } });
    const other = connectEmulator(emulator.url, { account: await emulator.account() });
    expect(await other.agentEvents(session)).toEqual(await emulator.agentEvents(session));
    expect(await emulator.journal.list()).toEqual([]);
    await emulator.faults.clear();
    await expect(emulator.agentEvents({ ...session, key: 'nobody' })).rejects.toThrow(EmulatorRefused);
  });
});
