/** Of every type of event that sessions keep: a turn that is streamed tells what one that is answered whole does. */
import { afterAll, expect, test } from 'vitest';
import { agentOf, agentsFor, inline } from '../support/agents.ts';
import { API_KEY, type Json } from '../support/client.ts';
import { emulatorForFile } from '../support/emulator.ts';
import { typesOf } from '../support/stream-events.ts';
import { collected, withoutIds } from './support/collected.ts';

const api = emulatorForFile();
const { sessionOf } = agentsFor(api);

interface Turn {
  messages: object[];
  file?: [content: string, name: string, type: string];
  /** What its model says, from what the session has by then. */
  answers: (events: Json[]) => object[];
}

const told = new Set<string>();
const turnOf = (content: string, ...answers: object[]): Turn => ({
  messages: [{ type: 'text', content }],
  answers: () => answers,
});

async function send(at: string, { messages, file }: Turn, stream: boolean): Promise<string> {
  if (!file) return (await api.post(`${at}/events`, { messages, stream_response: stream })).text;
  const form = new FormData();
  form.append('messages', new Blob([JSON.stringify(messages)], { type: 'application/json' }));
  form.append('stream_response', String(stream));
  const [content, name, type] = file;
  form.append('files', new Blob([content], { type }), name);
  const sent = { method: 'POST', headers: { 'x-api-key': API_KEY }, body: form };
  return (await fetch(`${api.url}${at}/events`, sent)).text();
}

const kept = async (at: string): Promise<Json[]> => (await api.read(`${at}/events?limit=100`)).events.toReversed();

/** Ids and times differ from session to session. */
const alike = (events: Json[]) =>
  JSON.parse(
    JSON.stringify(events.map(withoutIds)).replace(/\b(?:aev|ase|art|sum)_[\w-]+|\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'its own'),
  );

const structured = (name: string) => ({
  type: 'structured',
  json_schema: { name, schema: { type: 'object', properties: { topic: { type: 'string' } } } },
});

test.each<[name: string, agent: object, turns: Turn[]]>([
  [
    'a file, a skill, thoughts, a tool and an image',
    {
      skills: { tone: { description: 'How to speak.', content: 'Softly.' } },
      tool_configurations: { look: { type: 'image_read' } },
    },
    [
      {
        messages: [
          { type: 'text', content: 'What is this?' },
          { type: 'skill', skill_name: 'tone' },
        ],
        file: ['\x89PNG\r\n\x1a\n', 'x.png', 'image/png'],
        answers: () => [{ text: 'I do not know.' }],
      },
      {
        ...turnOf('Then look.'),
        answers: ([{ artifacts }]) => [
          {
            thinking: 'I have a tool for that.',
            text: 'One moment.',
            tool_calls: [
              { id: 'call_1', name: 'look', arguments: { artifact_id: artifacts[0].artifact_id } },
              { id: 'call_2', name: 'nope', arguments: {} },
            ],
          },
          { text: 'A picture.' },
        ],
      },
    ],
  ],
  [
    'schemas and a transition',
    {
      first_step: {
        name: 'one',
        instructions: inline('Classify.'),
        output_parser: structured('intent'),
        next_steps: [{ step_name: 'two', condition: 'true' }],
      },
      steps: { two: { instructions: inline('Answer.') } },
    },
    [turnOf('Hi', { json: { topic: 'tea' } }, { text: 'Tea it is.' })],
  ],
  [
    'a compaction',
    {},
    [
      turnOf('One.', { text: 'First.' }),
      turnOf('Two.', { text: 'Second.', usage: { prompt_tokens: 127_000, completion_tokens: 2 } }),
      turnOf('Three.', { text: 'One and two were said.' }, { text: 'Third.' }),
    ],
  ],
])('%s', async (_, agent, turns) => {
  const [plain, streamed] = [await sessionOf(agent), await sessionOf(agent)];
  for (const turn of turns) {
    const script = async (at: string) => {
      const answers = turn.answers(await kept(at));
      const made = { match: { agent: agentOf(at) }, answers, exhausted: 'stop-matching' };
      return (await api.create('/_emulator/scripts', made)).id;
    };
    const scripts = [await script(plain), await script(streamed)];
    const { events: whole } = JSON.parse(await send(plain, turn, false));
    const pieces = collected(await send(streamed, turn, true));
    for (const id of scripts) await api.delete(`/_emulator/scripts/${id}`);
    expect(alike(pieces)).toEqual(alike(whole));
    for (const type of typesOf(pieces)) told.add(type);
    for (const at of [plain, streamed]) {
      const list = alike(await kept(at));
      // A summary is listed where that stands which it stands for.
      for (const event of alike(whole)) expect(list).toContainEqual(event);
    }
  }
});

afterAll(() => {
  expect([...told].sort()).toEqual([
    'agent_output',
    'artifact_upload',
    'compaction',
    'image_read',
    'input_message',
    'skill_load',
    'step_transition',
    'structured_output',
    'thinking',
    'tool_input',
    'tool_output',
  ]);
});
