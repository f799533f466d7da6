/** summarizeCorpusDocument, plain and streamed, and what its templates see (docs/behaviour/documents.md, Summarizing). */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../support/client.ts';
import { emulatorForFile, uniqueName } from '../../support/emulator.ts';
import { parseEvents, summaryOf, typesOf } from '../../support/stream-events.ts';
import { registerFailingLlm } from '../../support/upstreams/failing-upstream.ts';
import { recordingUpstream } from '../../support/upstreams/recording-upstream.ts';
import { eventStream, json } from '../../upstream/support/serve.ts';

const ID = 'ports/1 "süd"';
const TABLE = {
  id: 't1',
  title: 'Ports',
  data: { headers: [[{ text_value: 'Name' }]], rows: [[{ text_value: 'Kiel' }]] },
};

const api = emulatorForFile();
let corpus = '';
let path = '';
beforeAll(async () => {
  corpus = uniqueName('ports');
  path = `/v2/corpora/${corpus}/documents/${encodeURIComponent(ID)}`;
  await api.create('/v2/corpora', { key: corpus });
  await api.create(`/v2/corpora/${corpus}/documents`, {
    id: ID,
    type: 'core',
    metadata: { author: 'Ann "A"', year: 2024 },
    tables: [TABLE],
    document_parts: [
      { text: 'Kiel has a port.', metadata: { page: 1 } },
      { text: 'A table of ports.', table_id: 't1' },
    ],
  });
});

async function llmSaying(answer = 'A summary.') {
  const upstream = await recordingUpstream(answer);
  const llm_name = uniqueName('llm');
  await api.create('/v2/llms', { type: 'openai-compatible', name: llm_name, model: 'm', uri: upstream.uri });
  return { llm_name, upstream };
}

const summarize = (given: Json) => api.post(`${path}/summarize`, given);

/** What a template renders to. */
async function rendered(prompt_template: string): Promise<string> {
  const { llm_name } = await llmSaying();
  const { status, body } = await summarize({ llm_name, prompt_template });
  expect([status, body.summary]).toEqual([200, 'A summary.']);
  return body.rendered_prompt;
}

describe('plain', () => {
  test('the default prompt holds the document as it is read; nothing else comes back', async () => {
    const { llm_name, upstream } = await llmSaying('Ports [1] of Kiel.');
    const { status, body } = await summarize({ llm_name });
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual(['rendered_prompt', 'summary']);
    expect(body.summary).toBe('Ports [1] of Kiel.');
    const { messages } = upstream.last();
    expect(messages).toEqual([{ role: 'user', content: body.rendered_prompt.trim() }]);
    const json = JSON.parse(body.rendered_prompt.slice(body.rendered_prompt.indexOf('{')));
    const { storage_usage: _, ...document } = await api.read(path);
    expect(json).toEqual(document);
    expect((await api.read(`/v2/queries?corpus_key=${corpus}`)).queries).toEqual([]);
  });

  test('model parameters are passed on', async () => {
    const { llm_name, upstream } = await llmSaying();
    await summarize({ llm_name, model_parameters: { temperature: 0.3, top_p: 0.9, max_tokens: 7 } });
    expect(upstream.last()).toMatchObject({ temperature: 0.3, top_p: 0.9, max_tokens: 7, model: 'm' });
  });

  test('a preset’s name stands for its LLM, an LLM of that name goes first', async () => {
    const { llm_name, upstream } = await llmSaying('By the preset’s LLM.');
    const name = uniqueName('preset');
    await api.create('/v2/generation_presets', { name, llm_name, prompt_template: 'Unused', max_tokens: 3 });
    expect((await summarize({ llm_name: name })).body.summary).toBe('By the preset’s LLM.');
    expect(upstream.last()).not.toHaveProperty('max_tokens');
    const other = await recordingUpstream('By the LLM.');
    await api.create('/v2/llms', { type: 'openai-compatible', name, model: 'm', uri: other.uri });
    expect((await summarize({ llm_name: name })).body.summary).toBe('By the LLM.');
  });

  test('a platform LLM answers offline', async () => {
    const { status, body } = await summarize({ llm_name: 'mockingbird-2.0' });
    expect([status, body.summary.length > 0]).toEqual([200, true]);
  });
});

describe('templates', () => {
  test.each<[string, string]>([
    ['$vectaraDocument.id() $vectaraDocument.getId() $document.id', `${ID} ${ID} ${ID}`],
    [
      `x ${'${document.metadata.author}'} $vectaraDocument.metadata().get("year")$vectaraDocument.metadata().get("no")`,
      'x Ann "A" 2024',
    ],
    ['x $vectaraDocument.metadata().present() $document.metadata', 'x true {"author":"Ann \\"A\\"","year":2024}'],
    [
      '#foreach($p in $vectaraDocument.parts())$p.text()|$p.metadata().present()|$p.hasTable();#end',
      'Kiel has a port.|true|false;A table of ports.|false|true;',
    ],
    [
      'x #foreach($p in $document.parts)#if($p.hasTable())$p.table().title() $p.getTable().json()#end#end',
      `x Ports ${JSON.stringify(TABLE)}`,
    ],
    ['x #foreach($p in $document.parts)$!p.table()#end', 'x | Name |\n| --- |\n| Kiel |'],
    ['x $vectaraQuery $vectaraQueryResults', 'x $vectaraQuery $vectaraQueryResults'],
    ['[{"role":"user","content":"By $document.metadata.author"}]', '[{"role":"user","content":"By Ann \\"A\\""}]'],
  ])('%s', async (template, text) => expect((await rendered(template)).trim()).toBe(text));

  test('one message as an object', async () => {
    const { llm_name, upstream } = await llmSaying();
    await summarize({ llm_name, prompt_template: '{"role":"user","content":"$vectaraDocument.json()"}' });
    const [{ content }] = upstream.last().messages;
    expect(JSON.parse(content).id).toBe(ID);
  });
});

describe('streamed', () => {
  test('the prompt first, then chunks; collected it is the plain summary', async () => {
    for (const llm_name of ['mockingbird-2.0', (await llmSaying('Süß [1]')).llm_name]) {
      const { headers, text } = await summarize({ llm_name, stream_response: true });
      expect(headers.get('content-type')).toBe('text/event-stream;charset=utf-8');
      const events = parseEvents(text);
      const types = typesOf(events).filter((type, index, all) => type !== all[index - 1]);
      expect(types).toEqual(['generation_info', 'generation_chunk', 'generation_end', 'end']);
      const { body } = await summarize({ llm_name });
      expect(events[0]).toEqual({ type: 'generation_info', rendered_prompt: body.rendered_prompt });
      expect(summaryOf(events)).toBe(body.summary);
    }
  });

  test('a failure on the way is an event', async () => {
    const broken = eventStream({ choices: [{ delta: { content: 'Some' } }] }, { error: { message: 'Out of order' } });
    const llm_name = await registerFailingLlm(api, broken);
    const events = parseEvents((await summarize({ llm_name, stream_response: true })).text);
    expect(typesOf(events)).toEqual(['generation_info', 'generation_chunk', 'error', 'end']);
    expect(events[2].messages[0]).toMatch(/^INTERNAL: Failed to generate summary: LLM '/);
  });
});

describe('refused alike, plain or streamed', () => {
  const cases: [string, Json, number, Json][] = [
    ['no LLM', {}, 400, ['body.llm_name']],
    ['an unknown LLM', { llm_name: 'no such' }, 404, 'no such'],
    ['a template that does not parse', { prompt_template: '#if(' }, 400, ['body.prompt_template']],
    ['a template that is no message', { prompt_template: '[{"role":"x"}]' }, 400, ['body.prompt_template']],
    ['a template that renders to nothing', { prompt_template: ' ' }, 400, ['body.prompt_template']],
    [
      'mockingbird with roles that do not alternate',
      { prompt_template: '[{"role":"assistant","content":"x"}]' },
      400,
      ['body.prompt_template'],
    ],
  ];
  test.each(cases)('%s', async (_, given, status, detail) => {
    for (const stream_response of [false, true]) {
      const llm = given.prompt_template === undefined ? {} : { llm_name: 'mockingbird-2.0' };
      const answer = await summarize({ ...llm, ...given, stream_response });
      expect(answer.status).toBe(status);
      expect(status === 404 ? answer.body.id : Object.keys(answer.body.field_errors)).toEqual(detail);
    }
  });

  test('what the path names comes first', async () => {
    for (const [corpusKey, id, missing] of [
      ['missing', 'x', 'missing'],
      [corpus, 'x', 'x'],
    ]) {
      const { status, body } = await api.post(`/v2/corpora/${corpusKey}/documents/${id}/summarize`, {});
      expect([status, body.id]).toEqual([404, missing]);
    }
  });

  test('disabled LLMs and presets', async () => {
    const { llm_name } = await llmSaying();
    const preset = uniqueName('preset');
    await api.create('/v2/generation_presets', { name: preset, llm_name, prompt_template: 'x', enabled: false });
    const refused = { 'body.llm_name': `Generation preset '${preset}' is disabled.` };
    expect((await summarize({ llm_name: preset })).body.field_errors).toEqual(refused);
    const { llms } = await api.read(`/v2/llms?filter=${llm_name}`);
    await api.patch(`/v2/llms/${llms[0].id}`, { enabled: false });
    const { status, body } = await summarize({ llm_name });
    expect([status, body.field_errors]).toEqual([400, { 'body.llm_name': `LLM '${llm_name}' is disabled.` }]);
  });

  test('a failing LLM is a 500', async () => {
    const llm_name = await registerFailingLlm(api, json({ error: { message: 'A teapot' } }, 418));
    const { status, body } = await summarize({ llm_name });
    const message = `INTERNAL: Failed to generate summary: LLM '${llm_name}' returned HTTP 418: A teapot`;
    expect([status, body.messages]).toEqual([500, [message]]);
  });
});
