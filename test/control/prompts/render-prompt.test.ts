import { describe, expect, test } from 'vitest';
import { createCorpus } from '../../support/corpus.ts';
import { emulatorForFile, startForTest, uniqueName } from '../../support/emulator.ts';
import { recordingUpstream } from '../../support/upstreams/recording-upstream.ts';
import { byWords, serveEmbeddings } from '../../upstream/support/embeddings.ts';

const api = emulatorForFile();
const RENDER = '/_emulator/prompts/render';
const LIST = '[{"role":"user","content":"$vectaraQuery:#foreach($r in $vectaraQueryResults) $r.text()#end"}]';

const render = async (body: object, headers: Record<string, string> = {}) => {
  const { status, body: answer, text } = await api.post(RENDER, body, { headers });
  expect(status, text).toBe(200);
  return answer;
};
const searching = (...keys: string[]) => ({ search: { corpora: keys.map((corpus_key) => ({ corpus_key })) } });

describe('a template', () => {
  test('is rendered as the query would ask, for what the search finds', async () => {
    const key = await createCorpus(api, ['Bees make "honey".', 'Wolves hunt in packs.', 'Ships sail the sea.']);
    const asked = { query: 'Who makes honey?', ...searching(key) };
    const preview = await render({ prompt_template: LIST, ...asked, max_used_search_results: 1 });
    expect(preview).toEqual({
      messages: [{ role: 'user', content: 'Who makes honey?: Bees make "honey".' }],
      rendered_prompt: '[{"role":"user","content":"Who makes honey?: Bees make \\"honey\\"."}]',
      search_results: { found: 3, used: 1 },
      response_language: 'eng',
    });
    const generation = { prompt_template: LIST, max_used_search_results: 1 };
    const { body: answered } = await api.post('/v2/query', { ...asked, generation });
    expect(answered.rendered_prompt).toBe(preview.rendered_prompt);
  });

  test('sees the language and the length that are asked for, and keeps what else a message has', async () => {
    const prompt_template =
      '[{"role":"system","content":"$vectaraLangName, $vectaraOutChars"},{"role":"user","name":"me","content":[{"text":"x"}]}]';
    const { messages } = await render({ prompt_template, response_language: 'deu', max_response_characters: 90 });
    expect(messages).toEqual([
      { role: 'system', content: 'German, 90' },
      { role: 'user', name: 'me', content: [{ text: 'x' }] },
    ]);
  });

  test('can be checked without a query', async () => {
    const { messages, search_results } = await render({ prompt_template: 'Say hello.' });
    expect(messages).toEqual([{ role: 'user', content: 'Say hello.' }]);
    expect(search_results).toEqual({ found: 0, used: 0 });
  });

  test('of several corpora is given what the reranker and the page leave', async () => {
    const keys = [await createCorpus(api, ['Honey one.', 'Honey two.']), await createCorpus(api, ['Honey three.'])];
    const search = { ...searching(...keys).search, reranker: { type: 'none', limit: 2 }, offset: 1 };
    const { search_results } = await render({ prompt_template: LIST, query: 'honey', search });
    expect(search_results).toEqual({ found: 1, used: 1 });
  });
});

describe('what is wrong with a template', () => {
  test.each([
    ['a block that is not closed', 'one\n  #if($x)\ntwo', 2, 3, 'expected #end'],
    ['a word that is no value', 'one\n#if(x)#end', 2, 5, 'expected a value'],
    ['a refused directive', '\n\n #include("x")', 3, 2, '#include is not supported'],
    ['too many characters', 'x'.repeat(100_001), 1, 1, '100001 characters'],
  ])('is told with its place: %s', async (_, prompt_template, line, column, rule) => {
    expect(await render({ prompt_template })).toEqual({
      error: {
        stage: 'parse',
        rule: expect.stringContaining(rule),
        message: expect.stringContaining(`(line ${line}, column ${column})`),
        line,
        column,
      },
    });
  });

  test('is told before anything is searched', async () => {
    const { error } = await render({ prompt_template: '#if(', query: 'x', ...searching('no-such-corpus') });
    expect(error).toMatchObject({ stage: 'parse', line: 1 });
  });

  test('is told with its place when it shows only in rendering', async () => {
    const preview = await render({ prompt_template: 'one\n$vectaraQuery.substring(9)', query: 'short' });
    expect(preview).toMatchObject({ error: { stage: 'render', line: 2 }, search_results: { found: 0 } });
    expect(preview).not.toHaveProperty('messages');
  });

  test('spends no more than a rendering may', async () => {
    const prompt_template = '#foreach($a in [1..9999])#foreach($b in [1..9999])x#end#end';
    const { error } = await render({ prompt_template });
    expect(error).toMatchObject({ stage: 'render', rule: expect.stringContaining('loopRounds') });
  });

  test.each([
    ['[{"role":"user" "content":"x"}]', 'starts like JSON but is not'],
    ['[{"role":"robot","content":"x"}]', '"robot"'],
    ['$!nothing', 'empty'],
  ])('is told with what it rendered to, where that is no list of messages: %s', async (prompt_template, rule) => {
    const { error, rendered_prompt } = await render({ prompt_template });
    expect(error).toEqual({ stage: 'messages', rule: expect.stringContaining(rule), message: expect.any(String) });
    expect(rendered_prompt).toBe(prompt_template.startsWith('$') ? '' : prompt_template);
  });

  test('depends on the LLM where that one wants turns', async () => {
    const prompt_template = '[{"role":"user","content":"a"},{"role":"user","content":"b"}]';
    expect(await render({ prompt_template, llm_name: 'gpt-4o' })).toHaveProperty('messages');
    expect(await render({ prompt_template, llm_name: 'unheard-of' })).toHaveProperty('messages');
    const { error } = await render({ prompt_template, llm_name: 'mockingbird-2.0' });
    expect(error).toMatchObject({ stage: 'messages', rule: expect.stringContaining('in turn') });
  });

  test('is merged where that LLM merges turns, as a query is answered', async () => {
    const prompt_template = '[{"role":"user","content":"a"},{"role":"user","content":"b"}]';
    const name = uniqueName('merging');
    const { uri } = await recordingUpstream();
    await api.create('/v2/llms', {
      type: 'openai-compatible',
      name,
      model: 'm',
      uri,
      auth: { type: 'bearer', token: 't' },
      capabilities: { requires_role_alternation: true },
    });
    const preview = await render({ prompt_template, llm_name: name });
    expect(preview.messages).toEqual([{ role: 'user', content: 'a\n\nb' }]);
    expect(JSON.parse(preview.rendered_prompt)).toEqual(preview.messages);
  });
});

describe('what is wrong with the request', () => {
  test.each([
    [{ query: 'x' }, 'body.prompt_template'],
    [{ prompt_template: 'x', search: { corpora: [{ corpus_key: 'a' }] } }, 'body.query'],
    [{ prompt_template: 'x', query: ' ' }, 'body.query'],
    [{ prompt_template: 'x', query: 'x', search: { corpora: [] } }, 'body.search.corpora'],
    [{ prompt_template: 'x', response_language: 'xx' }, 'body.response_language'],
    [{ prompt_template: 'x', max_used_search_results: -1 }, 'body.max_used_search_results'],
  ])('is refused at its field: %j', async (body, field) => {
    const answer = await api.post(RENDER, body);
    expect([answer.status, Object.keys(answer.body.field_errors)]).toEqual([400, [field]]);
  });

  test('is refused as in a query where a search cannot be made', async () => {
    const unknown = await api.post(RENDER, { prompt_template: 'x', query: 'x', ...searching('no-such-corpus') });
    expect([unknown.status, unknown.body.id]).toEqual([404, 'no-such-corpus']);
    const corpora = [{ corpus_key: await createCorpus(api, ['x']), metadata_filter: 'doc.year >' }];
    const filter = await api.post(RENDER, { prompt_template: 'x', query: 'x', search: { corpora } });
    expect([filter.status, Object.keys(filter.body.field_errors)]).toEqual([
      400,
      ['body.search.corpora[0].metadata_filter'],
    ]);
  });
});

test('the corpora are those of the account', async () => {
  const key = await createCorpus(api, ['Only here.']);
  const asked = { prompt_template: LIST, query: 'here', ...searching(key) };
  expect((await render(asked)).search_results.found).toBe(1);
  const elsewhere = await api.post(RENDER, asked, { headers: { 'x-emulator-account': 'elsewhere' } });
  expect(elsewhere.status).toBe(404);
});

test('nothing is called and nothing kept', async () => {
  const own = await startForTest();
  const embeddings = await serveEmbeddings(byWords('bees', 'wolves'));
  const model = await recordingUpstream();
  await own.create('/v2/encoders', {
    type: 'openai-compatible',
    name: 'remote',
    description: '',
    uri: embeddings.uri,
    model: 'm',
  });
  const key = uniqueName('corpus');
  await own.create('/v2/corpora', { key, encoder_name: 'remote', save_history: true });
  for (const text of ['About bees.', 'About wolves.']) {
    await own.create(`/v2/corpora/${key}/documents`, {
      id: text.slice(6, 10),
      type: 'core',
      document_parts: [{ text }],
    });
  }
  await own.create('/v2/llms', {
    type: 'openai-compatible',
    name: 'own-llm',
    model: 'm',
    uri: model.uri,
    auth: { type: 'bearer', token: 't' },
  });
  const before = [embeddings.received.length, model.bodies().length];
  await own.delete('/_emulator/journal');

  const { status, body } = await own.post(RENDER, {
    prompt_template: LIST,
    query: 'bees',
    llm_name: 'own-llm',
    ...searching(key),
  });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    messages: [{ content: 'bees: About bees.' }],
    search_results: { found: 1 },
    keywords_only: [key],
  });
  expect([embeddings.received.length, model.bodies().length]).toEqual(before);
  expect((await own.read('/_emulator/journal')).entries).toEqual([]);
  expect((await own.read('/v2/queries')).queries).toEqual([]);
});
