/** Every answer of a language model says how it came about: in a header, in the journal and when explained. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Client, Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { recordingUpstream } from '../support/upstreams/recording-upstream.ts';
import { serve } from '../upstream/support/serve.ts';
import { entryOf, notesOf } from './support/journal.ts';

const HEADER = 'x-emulator-answered-by';
const live = emulatorForFile();
const simulated = emulatorForFile({ upstream: 'simulate' });
const TEXTS = ['The old bridge carries trains.', 'Lighthouses warn ships of rocks.'];

/** The ways in which a client gets a model's answer, each streamed or not. */
const WAYS = (corpus: string, llm: string, question: string, stream: boolean): Record<string, [string, Json]> => ({
  query: [
    '/v2/query',
    {
      query: question,
      search: { corpora: [{ corpus_key: corpus }] },
      generation: { model_parameters: { llm_name: llm } },
      stream_response: stream,
    },
  ],
  chat: [
    '/v2/chats',
    {
      query: question,
      search: { corpora: [{ corpus_key: corpus }] },
      generation: { model_parameters: { llm_name: llm } },
      stream_response: stream,
    },
  ],
  summarize: [
    `/v2/corpora/${corpus}/documents/doc-0/summarize`,
    { llm_name: llm, prompt_template: `${question} $vectaraDocument.json()`, stream_response: stream },
  ],
  'chat completions': [
    '/v2/llms/chat/completions',
    { model: llm, messages: [{ role: 'user', content: question }], stream },
  ],
});

let corpora: Map<Client, string>;
beforeAll(async () => {
  corpora = new Map([
    [live, await createCorpus(live, TEXTS)],
    [simulated, await createCorpus(simulated, TEXTS)],
  ]);
});

async function register(api: Client, uri: string, more: object = {}): Promise<string> {
  const name = uniqueName('own llm');
  await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri, ...more });
  return name;
}

/** The header, what the journal says, and the entry as text. */
async function ask(api: Client, way: string, llm: string, stream: boolean) {
  const question = uniqueName('which bridge carries trains');
  const [path, body] = WAYS(corpora.get(api)!, llm, question, stream)[way]!;
  const answer = await api.post(path, body);
  const entry = await entryOf(api, { text: question });
  const explained = (await api.get(`/_emulator/journal/${entry.id}/explain`)).text;
  return { answer, header: answer.headers.get(HEADER), entry, explained, models: notesOf(entry, 'model') };
}

const CASES = ['query', 'chat', 'summarize', 'chat completions'].flatMap((way) =>
  [false, true].map((stream) => [way, stream] as const),
);

describe.each(CASES)('%s, stream: %s', (way, stream) => {
  test('built-in', async () => {
    const { header, entry, explained, models } = await ask(live, way, 'gpt-4o', stream);
    expect(header).toBe('built-in');
    expect(entry.answered_by).toEqual([{ llm: 'gpt-4o', by: 'built-in', faults: [] }]);
    expect(models[0]).toMatchObject({ answered_by: 'built-in', faults: [] });
    expect(explained).toContain("The emulator's built-in model answered");
    expect(explained).not.toMatch(/provider/i);
  });

  test('sent', async () => {
    const upstream = await recordingUpstream('From upstream.');
    const llm = await register(live, upstream.uri);
    const { header, entry, explained } = await ask(live, way, llm, stream);
    expect(header).toBe('sent');
    expect(entry.answered_by).toEqual([{ llm, by: 'sent', faults: [] }]);
    expect(notesOf(entry, 'upstream')[0].answered_by).toBe('sent');
    expect(explained).toContain('was sent to the provider');
  });

  test('simulated', async () => {
    const upstream = await serve((response) => response.writeHead(500).end());
    const llm = await register(simulated, upstream.url);
    const { header, entry, explained } = await ask(simulated, way, llm, stream);
    expect(header).toBe('simulated');
    expect(entry.answered_by).toEqual([{ llm, by: 'simulated', faults: [] }]);
    expect(notesOf(entry, 'upstream')[0].answered_by).toBe('simulated');
    expect(explained).toContain('was not sent');
    expect(explained).not.toMatch(/went upstream|upstream answered|provider answered|sent to the provider/i);
    expect(upstream.received).toEqual([]);
  });

  test('scripted', async () => {
    const upstream = await recordingUpstream();
    const llm = await register(live, upstream.uri);
    const script = await live.create('/_emulator/scripts', { match: { llm }, answer: { text: 'As scripted.' } });
    const { header, entry, explained, answer } = await ask(live, way, llm, stream);
    expect(answer.text.replaceAll(/"\}?\n+|event:.*\ndata:.*"generation_chunk":"/g, '')).toContain('scripted');
    expect(header).toBe('scripted');
    expect(entry.answered_by).toEqual([{ llm, by: 'scripted', faults: [] }]);
    expect(explained).toContain('A script answered');
    expect(explained).not.toMatch(/sent to the provider|provider answered/i);
    await live.delete(`/_emulator/scripts/${script.id}`);
  });

  test('replayed', async () => {
    const upstream = await recordingUpstream('Once upon a time.');
    const llm = await register(live, upstream.uri);
    const question = uniqueName('which bridge');
    const [path, body] = WAYS(corpora.get(live)!, llm, question, stream)[way]!;
    const under = async (mode: string) => {
      await live.put('/_emulator/recordings/mode', { mode });
      return live.post(path, body);
    };
    try {
      expect((await under('record')).headers.get(HEADER)).toBe('sent');
      const asked = upstream.bodies().length;
      expect((await under('replay')).headers.get(HEADER)).toBe('replayed');
      expect(upstream.bodies()).toHaveLength(asked);
      const entry = await entryOf(live, { text: question });
      expect(entry.answered_by).toEqual([{ llm, by: 'replayed', faults: [] }]);
      const explained = (await live.get(`/_emulator/journal/${entry.id}/explain`)).text;
      expect(explained).toContain('a recording answered it');
      expect(explained).not.toMatch(/sent to the provider|upstream answered|provider answered/i);
      const [, other] = WAYS(corpora.get(live)!, llm, uniqueName('never asked'), stream)[way]!;
      expect((await live.post(path, other)).headers.get(HEADER)).toBe('nobody');
    } finally {
      await live.put('/_emulator/recordings/mode', { mode: 'off' });
    }
  });

  test('with the faults that struck', async () => {
    const upstream = await recordingUpstream();
    const llm = await register(live, upstream.uri);
    const strike = async (name: string, fault: object) => {
      await live.create('/_emulator/faults', { id: 'struck', where: { llm: name }, fault });
      const given = await ask(live, way, name, stream);
      await live.delete('/_emulator/faults/struck');
      return given;
    };
    const slow = await strike(llm, { type: 'upstream_slow_first_token', ms: 1 });
    expect(slow.header).toBe('sent;fault=upstream_slow_first_token');
    expect(slow.entry.answered_by).toEqual([{ llm, by: 'sent', faults: ['upstream_slow_first_token'] }]);
    expect(slow.explained).toContain('upstream_slow_first_token');
    const refused = await strike('gpt-4o', { type: 'upstream_status', code: 429 });
    expect(refused.header).toBe('nobody;fault=upstream_status');
    expect(refused.models[0]).toMatchObject({ answered_by: 'nobody', faults: ['upstream_status'] });
    expect(refused.explained).toContain('Nobody answered');
  });
});

test('a registration says whether its test call went out', async () => {
  const upstream = await recordingUpstream();
  const body = (name: string) => ({ type: 'openai-compatible', name, model: 'm', uri: upstream.uri });
  const sent = await live.post('/v2/llms', body(uniqueName('tested')));
  const not = await simulated.post('/v2/llms', body(uniqueName('tested')));
  expect([sent.headers.get(HEADER), not.headers.get(HEADER)]).toEqual(['sent', 'simulated']);
});

test('answers without a model say nothing, and browsers may read the header', async () => {
  const search = { query: 'bridge', search: { corpora: [{ corpus_key: corpora.get(live) }] } };
  for (const stream_response of [false, true]) {
    const answer = await live.post('/v2/query', { ...search, stream_response });
    expect(answer.headers.get(HEADER)).toBeNull();
  }
  const answer = await live.post('/v2/query', search, { headers: { origin: 'http://localhost:5173' } });
  expect(answer.headers.get('access-control-expose-headers')).toContain(HEADER);
});

test('search results are not held back by a model that takes its time', async () => {
  const { promise: mayAnswer, resolve: release } = Promise.withResolvers<void>();
  const upstream = await serve(async (response, { body }) => {
    const isStream = JSON.parse(body).stream;
    const chunk = (delta: object, finish_reason: string | null) =>
      `data: ${JSON.stringify({ choices: [{ delta, finish_reason }] })}\n\n`;
    if (!isStream)
      return void response.end(JSON.stringify({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] }));
    await mayAnswer;
    response
      .writeHead(200, { 'content-type': 'text/event-stream' })
      .end(`${chunk({ content: 'Late.' }, null)}${chunk({}, 'stop')}data: [DONE]\n\n`);
  });
  const llm = await register(live, upstream.url);
  const [path, body] = WAYS(corpora.get(live)!, llm, 'which bridge', true).query!;
  const answer = await live.open('POST', path, body);
  expect(answer.headers.get(HEADER)).toBe('sent');
  const reader = answer.body!.getReader();
  expect(Buffer.from((await reader.read()).value!).toString()).toContain('search_results');
  release();
  let rest = '';
  for (let read = await reader.read(); !read.done; read = await reader.read())
    rest += Buffer.from(read.value).toString();
  expect(rest).toContain('Late.');
});
