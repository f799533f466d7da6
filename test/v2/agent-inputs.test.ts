import { describe, expect, test } from 'vitest';
import { agentsFor, text } from '../support/agents.ts';
import type { Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';
import { heldModel } from '../support/upstreams/held-model.ts';

const api = emulatorForFile();
const { sessionOf, say } = agentsFor(api);

/** A session whose model answers when the test says so; its first turn runs and has asked it. */
async function running(agent: object = {}) {
  const model = await heldModel(api);
  const at = await sessionOf({ model: { name: model.name }, ...agent });
  const first = api.post(`${at}/events`, text('First.'));
  return { at, model, first, asked: await model.next() };
}

/** Sends an input and resolves when the session has it: its stream begins with what happened. */
async function queue(at: string, content: string, more: object = {}): Promise<() => Promise<Json[]>> {
  const body = text(content, { since: 'start', stream_response: true, ...more });
  const answer = await api.open('POST', `${at}/events`, body);
  expect(answer.status).toBe(201);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let told = (await reader.read()).value!;
  return async () => {
    for (let next = await reader.read(); !next.done; next = await reader.read()) told += next.value;
    return parseEvents(told);
  };
}

/** Texts of what was said, types of all else that is kept. */
const saidIn = (events: Json[]): string[] =>
  events
    .filter(({ type }) => !['context_consumed', 'streaming_agent_output_end', 'end'].includes(type))
    .map((event) => event.messages?.[0].content ?? event.content ?? event.type);

const kept = async (at: string): Promise<string[]> =>
  saidIn((await api.read(`${at}/events?limit=100`)).events.toReversed());

describe('an input to a session that runs', () => {
  const skills = { tone: { description: 'How to speak.', content: 'Arr.' } };
  const callSkill = { tool_calls: [{ id: 'a', name: 'invoke_skill', arguments: { skill_name: 'tone' } }] };

  test('steers: the model reads it before it is asked again', async () => {
    const { at, model, first, asked } = await running({ skills });
    const second = await queue(at, 'Second.');
    const third = await queue(at, 'Third.');
    asked.say(callSkill);
    const again = await model.next();
    expect(again.messages.slice(1).map(({ role, content }) => `${role}: ${content}`)).toEqual([
      'user: First.',
      'assistant: null',
      'tool: {"skill_name":"tone","loaded":true}',
      'user: Arr.',
      'user: Second.',
      'user: Third.',
    ]);
    again.say({ content: 'Done.' });
    const turn = ['First.', 'tool_input', 'tool_output', 'Arr.', 'Second.', 'Third.', 'Done.'];
    expect(saidIn((await first).body.events)).toEqual(turn);
    for (const events of [await second(), await third()]) {
      expect(saidIn(events)).toEqual(turn);
      expect(typesOf(events).filter((type) => type === 'end')).toHaveLength(1);
    }
    expect(await kept(at)).toEqual(turn);
  });

  test('follows up: one whole turn after the other, and so does what steers too late', async () => {
    const { at, model, first, asked } = await running();
    const follows = await queue(at, 'Second.', { behavior: 'follow_up' });
    const plain = api.post(`${at}/events`, text('Third.', { since: 'start', behavior: 'follow_up' }));
    asked.say({ content: 'One.' });
    expect(saidIn((await first).body.events)).toEqual(['First.', 'One.']);
    const second = await model.next();
    expect((await api.read(at)).status).toBe('running');
    const late = await queue(at, 'Late.');
    second.say({ content: 'Two.' });
    expect(saidIn(await follows())).toEqual(['First.', 'One.', 'Second.', 'Two.']);
    const third = await model.next();
    const { events } = await api.read(`${at}/events?limit=1`);
    third.say({ content: 'Three.' });
    const all = ['First.', 'One.', 'Second.', 'Two.', 'Third.', 'Late.', 'Three.'];
    expect(saidIn(await late())).toEqual(all);
    expect(saidIn((await plain).body.events)).toEqual(all);
    expect(events[0].messages[0].content).toBe('Late.');
    expect((await api.read(at)).status).toBe('stopped');
  });

  test('is answered with what the client does not know of the turn that runs', async () => {
    const { at, model, asked } = await running({ skills });
    asked.say({ content: 'Wait.', ...callSkill });
    const again = await model.next();
    const said = (await api.read(`${at}/events?limit=100`)).events.find(({ type }: Json) => type === 'agent_output');
    const queued = await queue(at, 'Second.', { since: said.id });
    again.say({ content: 'One.' });
    (await model.next()).say({ content: 'Two.' });
    expect(saidIn(await queued())).toEqual(['tool_input', 'tool_output', 'Arr.', 'One.', 'Second.', 'Two.']);
  });

  test('is refused without since, and for what it would be refused anyway', async () => {
    const { at, first, asked } = await running({ skills });
    const refused = async (body: object) => {
      const { status, body: answer } = await api.post(`${at}/events`, body);
      return [status, ...Object.keys(answer.field_errors ?? {})];
    };
    expect(await refused(text('Second.', { behavior: 'follow_up' }))).toEqual([409]);
    expect(await refused(text('Second.', { since: 'aev_unknown' }))).toEqual([400, 'body.since']);
    expect(await refused({ since: 'start' })).toEqual([400, 'body.messages']);
    const unknown = { messages: [{ type: 'skill', skill_name: 'x' }], since: 'start' };
    expect(await refused(unknown)).toEqual([400, 'body.messages[0].skill_name']);
    asked.say({ content: 'One.' });
    expect(saidIn((await first).body.events)).toEqual(['First.', 'One.']);
    expect(await kept(at)).toEqual(['First.', 'One.']);
  });

  test('is dropped when the session is interrupted', async () => {
    const { at, first } = await running();
    const queued = [await queue(at, 'Second.'), await queue(at, 'Third.', { behavior: 'follow_up' })];
    expect(typesOf((await api.create(`${at}/events`, { type: 'interrupt' })).events)).toEqual(['session_interrupted']);
    for (const answer of [(await first).body.events, ...(await Promise.all(queued.map((end) => end())))]) {
      expect(saidIn(answer)).toEqual(['First.', 'session_interrupted']);
    }
    expect(await kept(at)).toEqual(['First.']);
    expect((await api.read(at)).status).toBe('stopped');
  });

  test('has its turn when the one before fails, and is told when it is refused itself', async () => {
    const { at, model, first, asked } = await running();
    const second = await queue(at, 'Second.', { behavior: 'follow_up' });
    const third = await queue(at, 'Third.', { behavior: 'follow_up' });
    asked.fail(500);
    expect((await first).status).toBe(500);
    const again = await model.next();
    await api.patch(at, { enabled: false });
    again.say({ content: 'Two.' });
    expect(saidIn(await second())).toEqual(['First.', 'Second.', 'Two.']);
    expect((await third()).slice(-2)).toEqual([
      { type: 'error', messages: [`INVALID_ARGUMENT: Session '${at.split('/').at(-1)}' is disabled.`] },
      { type: 'end' },
    ]);
    await api.patch(at, { enabled: true });
    const going = say(at, 'Fourth.');
    (await model.next()).say({ content: 'Four.' });
    expect(saidIn((await going).events)).toEqual(['Fourth.', 'Four.']);
  });
});
