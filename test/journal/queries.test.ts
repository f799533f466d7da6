/** What happened inside a query: what was resolved, found, reranked, rendered, asked and answered. */
import { beforeAll, expect, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, uniqueName } from '../support/emulator.ts';
import { parseEvents, typesOf } from '../support/stream-events.ts';
import { recordingUpstream } from '../support/upstreams/recording-upstream.ts';
import { eventStream, json, serve } from '../upstream/support/serve.ts';
import { entryOf, notesOf } from './support/journal.ts';

const api = emulatorForFile();
let corpus: string;

beforeAll(async () => {
  corpus = await createCorpus(api, [
    'The old bridge carries trains over the river.',
    'Lighthouses warn ships of rocks.',
    'Ferries cross the river where no bridge stands.',
  ]);
});

async function ask(body: Json): Promise<Json> {
  const key = uniqueName('question');
  const answer = await api.post('/v2/query', {
    query: `bridge over the river ${key}`,
    search: { corpora: [{ corpus_key: corpus, ...body.corpus }], ...body.search },
    generation: body.generation,
    stream_response: body.stream_response,
  });
  expect(answer.status, answer.text).toBe(200);
  return { answer, entry: await entryOf(api, { operation: 'query', text: key }) };
}

test('candidates with the shares of their scores', async () => {
  const { entry } = await ask({ corpus: { lexical_interpolation: 0.3 }, search: { reranker: { type: 'none' } } });
  const [search] = notesOf(entry, 'search');
  expect(search.candidates).toHaveLength(3);
  for (const { score, semantic_share, lexical_share, semantic, lexical } of search.candidates) {
    expect(semantic_share + lexical_share).toBeCloseTo(score, 10);
    expect(semantic_share).toBeCloseTo(0.7 * semantic, 10);
    expect(lexical_share).toBeCloseTo(0.3 * lexical, 10);
  }
  expect(search.candidates[0]).toMatchObject({ corpus_key: corpus, text: expect.stringContaining('river') });
  expect(search.candidates[0].lexical_share).toBeGreaterThan(0);
});

test('a filter as it was read', async () => {
  const { entry } = await ask({ corpus: { metadata_filter: "part.lang = 'eng' AND doc.id <> 'x'" } });
  const [{ corpora }] = notesOf(entry, 'plan');
  expect(corpora[0].filter.text).toBe("part.lang = 'eng' AND doc.id <> 'x'");
  expect(corpora[0].filter.parsed).toMatchObject({ kind: 'and' });
});

test('each step of a chain, with score and rank before and after', async () => {
  const chain = [
    { type: 'customer_reranker', limit: 2 },
    { type: 'mmr', diversity_bias: 0.5 },
    { type: 'userfn', user_function: "get('$.score') + 1" },
  ];
  const { answer, entry } = await ask({ search: { reranker: { type: 'chain', rerankers: chain } } });
  const steps = notesOf(entry, 'rerank');
  expect(steps.map(({ type }) => type)).toEqual(['relevance', 'mmr', 'user function']);
  expect(steps[0]).toMatchObject({ given: 3, kept: 2, settings: { limit: 2 } });
  expect(steps[0].results.filter(({ after }: Json) => after === null)).toHaveLength(1);
  expect(steps[2].results.map(({ after }: Json) => after.score)).toEqual(
    answer.body.search_results.map(({ score }: Json) => score),
  );
  for (const { before, after } of steps[2].results) expect(after.score).toBeCloseTo(before.score + 1, 10);
});

test('preset and LLM, and why', async () => {
  const upstream = await recordingUpstream('From upstream.');
  const llm = uniqueName('own llm');
  await api.create('/v2/llms', { type: 'openai-compatible', name: llm, model: 'm-1', uri: upstream.uri });
  const plain = await ask({ generation: {} });
  expect(notesOf(plain.entry, 'plan')[0].generation).toMatchObject({
    preset_by: 'default',
    llm_by: 'preset',
    llm_ownership: 'platform',
  });
  const own = await ask({
    generation: { generation_preset_name: 'mockingbird-2.0', model_parameters: { llm_name: 'm-1' } },
  });
  expect(notesOf(own.entry, 'plan')[0].generation).toMatchObject({
    preset: 'mockingbird-2.0',
    preset_by: 'generation_preset_name',
    llm,
    llm_by: 'llm_name',
    llm_asked_for: 'm-1',
    llm_ownership: 'customer',
  });
  expect(own.entry.llms).toEqual([llm]);
});

test('the prompt, what the model was asked, what went upstream and what came back', async () => {
  const upstream = await recordingUpstream('From upstream.');
  const llm = uniqueName('own llm');
  await api.create('/v2/llms', {
    type: 'openai-compatible',
    name: llm,
    model: 'm',
    uri: `${upstream.uri}/v1?key=secret-in-address`,
    auth: { type: 'bearer', token: 'secret-token' },
  });
  const template = '[{"role":"user","content":"Say $vectaraQuery"}]';
  const { answer, entry } = await ask({
    generation: { prompt_template: template, model_parameters: { llm_name: llm } },
  });
  const [prompt] = notesOf(entry, 'prompt');
  expect(prompt).toMatchObject({ template, template_from: 'request', rendered: answer.body.rendered_prompt });
  const [model] = notesOf(entry, 'model');
  expect(model).toMatchObject({ llm, text: 'From upstream.', finish_reason: 'stop', stream: false });
  expect(model.messages[0].content).toContain('Say bridge over the river');
  const [call] = notesOf(entry, 'upstream');
  expect(call.request).toMatchObject({
    method: 'POST',
    url: `${upstream.uri}/v1?key=****`,
    headers: { authorization: '****', 'content-type': 'application/json' },
    body: upstream.last(),
  });
  expect(call.response).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  expect(JSON.parse(call.response.chunks.map(({ text }: Json) => text).join('')).choices[0].message.content).toBe(
    'From upstream.',
  );
  expect(JSON.stringify(entry)).not.toMatch(/secret-(token|in-address)/);
});

test('a stream as its timeline, and the chunks it was made from', async () => {
  const { url: uri } = await serve((response, request) => {
    const words = ['Trains ', 'cross ', 'it.'].map((content) => ({ choices: [{ delta: { content } }] }));
    const end = { choices: [{ delta: {}, finish_reason: 'stop' }], usage: { prompt_tokens: 7, completion_tokens: 3 } };
    const streamed = eventStream(...words, end, '[DONE]');
    const plain = json({ choices: [{ message: { content: 'Hi' }, finish_reason: 'stop' }] });
    return (JSON.parse(request.body).stream ? streamed : plain)(response, request);
  });
  const llm = uniqueName('streaming');
  await api.create('/v2/llms', { type: 'openai-compatible', name: llm, model: 'm', uri });
  const { answer, entry } = await ask({ stream_response: true, generation: { model_parameters: { llm_name: llm } } });
  const events = parseEvents(answer.text);
  expect(answer.headers.get('server-timing')).toMatch(/^total/);
  expect(entry.is_stream).toBe(true);
  expect(entry.response_bytes).toBe(answer.text.length);
  expect(entry.response.events.map(({ event }: Json) => event)).toEqual(typesOf(events));
  expect(entry.response.events.map(({ data }: Json) => data).slice(1)).toEqual(events.slice(1));
  const times = entry.response.events.map(({ at_ms }: Json) => at_ms);
  expect(times).toEqual(times.toSorted((a: number, b: number) => a - b));
  expect(notesOf(entry, 'model')[0]).toMatchObject({
    text: 'Trains cross it.',
    usage: { promptTokens: 7, completionTokens: 3 },
  });
  expect(notesOf(entry, 'upstream')[0].response.bytes).toBeGreaterThan(100);
  expect(notesOf(entry, 'consistency')[0].score).toBeGreaterThan(0);
});

test('explained in words', async () => {
  const { entry } = await ask({ generation: {}, corpus: { metadata_filter: "doc.id <> 'x'" } });
  const { text, headers, status } = await api.get(`/_emulator/journal/${entry.id}/explain`);
  expect(text).not.toMatch(/\d\.\d{5,}/);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  for (const said of [
    `POST /v2/query came at ${entry.time} to account "default": the operation query`,
    "where doc.id <> 'x'",
    'The preset is "mockingbird-2.0", since the request names none, and it is the default.',
    'The LLM is "mockingbird-2.0" (platform), since the preset "mockingbird-2.0" names it.',
    'The search found 3 candidates',
    'Reranking step 1 (relevance) kept 3 of 3',
    'The prompt was rendered from the template of the preset',
    "The emulator's built-in model answered (built-in) in",
    'The factual consistency score is',
    'The answer was 200',
    'Time by stage: auth',
  ])
    expect(text).toContain(said);
});

test('a script that answers for an LLM whose calls are relayed is noted like a model', async () => {
  const upstream = await serve(json({ choices: [{ message: { content: 'From upstream.' }, finish_reason: 'stop' }] }));
  const llm = uniqueName('own llm');
  await api.create('/v2/llms', { type: 'openai-compatible', name: llm, model: 'm', uri: upstream.url });
  await api.create('/_emulator/scripts', { match: { llm }, answer: { text: 'From the script.' } });
  await api.post('/v2/llms/chat/completions', { model: llm, messages: [{ role: 'user', content: 'Hi' }] });
  const entry = await entryOf(api, { operation: 'createChatCompletion', llm });
  expect(notesOf(entry, 'script_matched')).toHaveLength(1);
  expect(notesOf(entry, 'model')).toMatchObject([{ llm, text: 'From the script.', finish_reason: 'stop' }]);
});
