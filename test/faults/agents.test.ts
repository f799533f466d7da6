/** What goes wrong with agents: their tools, and their streams at every event that has a name. */
import { describe, expect, test } from 'vitest';
import { AGENT_STREAM_EVENTS } from '../../src/agent-loop/event-schema.ts';
import type { FaultRule } from '../../src/emulator/faults/fault-rule-schema.ts';
import { entryOf } from '../journal/support/journal.ts';
import { agentOf, agentsFor, instructions } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';
import { readBroken } from './support/read-broken.ts';
import { timesFired, withFault } from './support/with-fault.ts';

const api = emulatorForFile();
const { sessionOf, scripted, tell } = agentsFor(api);

async function searching(): Promise<string> {
  const corpus_key = await createCorpus(api, ['A refund takes five days.']);
  const kb = { type: 'corpora_search', query_configuration: { search: { corpora: [{ corpus_key }] } } };
  const first_step = { name: 'main', instructions, next_steps: [{ step_name: 'end' }] };
  return sessionOf({ tool_configurations: { kb }, first_step, steps: { end: { instructions } } });
}

const call = { tool_calls: [{ name: 'kb', arguments: { query: 'refund' } }] };
const outputsOf = ({ body }: { body: Json }) => body.events.filter(({ type }: Json) => type === 'tool_output');

describe('a tool', () => {
  test.each<[string, FaultRule['fault'], Json]>([
    ['fails', { type: 'tool_error', message: 'The index is gone.' }, { error: 'The index is gone.' }],
    ['fails without a word of its own', { type: 'tool_error' }, { error: 'This failure was asked for.' }],
    ['answers what is half of its JSON', { type: 'tool_malformed' }, { content: expect.stringMatching(/^\{"search_/) }],
    ['is slow', { type: 'tool_slow', ms: 30 }, { search_results: [expect.anything()] }],
  ])('%s, and the turn goes on', async (_, fault, output) => {
    const at = await searching();
    await scripted(at, call, { text: 'Five days.' });
    await withFault(api, { id: 'tool', where: { agent: agentOf(at), step: 'main', tool: 'kb' }, fault });
    const answer = await tell(at, 'How long?');
    expect(outputsOf(answer)[0]).toMatchObject({ tool_output: output, error: fault.type === 'tool_error' });
    expect(answer.body.events.at(-1).type).toBe('agent_output');
    expect(await timesFired(api, 'tool')).toBe(1);
    const entry = await entryOf(api, { operation: 'createAgentInput', path: at });
    const noted = entry.notes[0].notes.find(({ kind }: Json) => kind === 'tool_call');
    expect(noted.notes[0]).toMatchObject({ kind: 'fault', id: 'tool' });
    expect(noted.answered_by).toBe(fault.type === 'tool_error' ? 'nobody' : 'emulator');
    if (fault.type === 'tool_slow') expect(noted.ms).toBeGreaterThanOrEqual(30);
  });

  test('fails for the call that asks for it, and where the rule says so only', async () => {
    const at = await searching();
    await scripted(at, call, { text: 'Five days.' });
    await withFault(
      api,
      ...(['agent', 'step', 'tool'] as const).map((name): FaultRule => {
        return { id: name, where: { [name]: 'other' }, fault: { type: 'tool_error' } };
      }),
    );
    const body = { messages: [{ type: 'text', content: 'How long?' }] };
    const asked = await api.post(`${at}/events`, body, { headers: { 'x-emulator-fault': 'tool_error=Gone.' } });
    expect(outputsOf(asked)[0].tool_output).toEqual({ error: 'Gone.' });
    const plain = await searching();
    await scripted(plain, call, { text: 'Five days.' });
    expect(outputsOf(await tell(plain, 'How long?'))[0].error).toBe(false);
    const [agent, step, tool] = (await api.read('/_emulator/faults')).faults;
    expect(agent).toMatchObject({
      times_fired: 0,
      can_match: false,
      why_not: expect.stringContaining('agent "other"'),
    });
    expect(step.last_mismatch).toBe('where.step wants "other", found "main"');
    expect(tool.last_mismatch).toBe('where.tool wants "other", found ["kb","corpora_search"]');
  });
});

test('a condition on tools is refused for other faults', async () => {
  const answer = await api.post('/_emulator/faults', { where: { tool: 'kb' }, fault: { type: 'rate_limit' } });
  expect(answer.body.field_errors).toEqual({ 'body.where.tool': 'is for tool faults only; rate_limit is none.' });
});

describe('a stream', () => {
  const HAPPENING = [
    ...['input_message', 'tool_input', 'tool_output', 'streaming_agent_output', 'streaming_agent_output_end'],
    ...['context_consumed', 'step_transition', 'end'],
  ] as (typeof AGENT_STREAM_EVENTS)[number][];

  test.each(HAPPENING)('breaks before %s', async (before) => {
    const at = await searching();
    await scripted(at, call, { text: 'Five days.' }, { text: 'Bye.' });
    await withFault(api, { id: 'cut', where: { agent: agentOf(at) }, fault: { type: 'stream_cut', before } });
    const messages = [{ type: 'text', content: 'How long?' }];
    const { text, isWhole } = await readBroken(
      await api.open('POST', `${at}/events`, { messages, stream_response: true }),
    );
    expect(isWhole).toBe(false);
    expect(text === '' ? [] : typesOf(parseEvents(text))).not.toContain(before);
    expect(await timesFired(api, 'cut')).toBe(1);
    // The turn belongs to its session, not to the connection.
    await expect.poll(async () => (await api.read(at)).status).toBe('stopped');
    expect(typesOf((await api.read(`${at}/events`)).events)[0]).toBe('agent_output');
  });

  test('can be told to break at each event there is', async () => {
    await withFault(
      api,
      ...AGENT_STREAM_EVENTS.map((before): FaultRule => ({ fault: { type: 'stream_cut', before } })),
    );
    expect((await api.read('/_emulator/faults')).faults).toHaveLength(AGENT_STREAM_EVENTS.length);
  });
});
