/** The door for coding agents, as an agent's official client comes through it. */
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Ajv } from 'ajv';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { emulatorForFile, inNewAccount, startForTest, uniqueName } from '../support/emulator.ts';

const api = emulatorForFile({ upstream: 'simulate' });

async function connect(account = uniqueName('agent'), { url = api.url, modern = false } = {}) {
  const mode = modern ? { pin: '2026-07-28' } : ('legacy' as const);
  const client = new Client({ name: 'agent', version: '1' }, { versionNegotiation: { mode } });
  const headers = { 'x-emulator-account': account };
  const transport = new StreamableHTTPClientTransport(new URL('/_emulator/mcp', url), { requestInit: { headers } });
  await client.connect(transport);
  onTestFinished(() => client.close());
  const call = async (name: string, args: Json = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: args });
    return { text: (content as Json)[0].text as string, isError };
  };
  /** What a tool says that must succeed. */
  const ask = async (name: string, args?: Json): Promise<Json> => {
    const { text, isError } = await call(name, args);
    if (isError) throw new Error(text);
    return text.startsWith('{') ? JSON.parse(text) : text;
  };
  const vectara = (path: string, body?: Json) =>
    fetch(url + path, {
      method: body ? 'POST' : 'GET',
      headers: { 'x-api-key': 'any', 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
  return { client, call, ask, vectara };
}

const LAMPS = 'corpora: [{key: lamps, documents: [{id: a, type: core, document_parts: [{text: Lamps burn oil.}]}]}]';
const QUESTION = { query: 'What do lamps burn?', search: { corpora: [{ corpus_key: 'lamps' }] }, generation: {} };

test.each([false, true])(
  'an agent finds its way from a seed to why a query was answered so (modern: %s)',
  async (modern) => {
    const { client, ask, vectara } = await connect(undefined, { modern });
    expect(client.getInstructions()).toContain(`${api.url}/v2`);

    expect(await ask('seed', { seed: LAMPS })).toMatchObject({
      created: ['corpora/lamps', 'corpora/lamps/documents/a'],
    });
    expect(await ask('list_corpora')).toMatchObject({ corpora: [{ key: 'lamps' }] });
    const found = await ask('search_corpus', { corpus_key: 'lamps', query: 'oil', limit: 1 });
    expect(found.search_results).toMatchObject([{ text: 'Lamps burn oil.' }]);
    const rendered = await ask('render_prompt', {
      prompt_template: '[{"role":"user","content":"$vectaraQuery"}]',
      query: 'oil',
    });
    expect(rendered).toMatchObject({ messages: [{ content: 'oil' }] });
    // Looking leaves no trace.
    expect(await ask('list_calls')).toMatchObject({ entries: [] });

    await ask('script_answer', {
      match: { messages: [{ contains: 'burn' }] },
      answers: [{ text: 'Oil, I was told.' }],
    });
    await ask('add_fault', { fault: { type: 'status', code: 503 }, when: { times: 1 } });
    expect((await vectara('/v2/query', QUESTION)).status).toBe(503);
    expect(await (await vectara('/v2/query', QUESTION)).json()).toMatchObject({ summary: 'Oil, I was told.' });

    await ask('script_api_answer', {
      match: { operation: 'listCorpora' },
      answers: [{ status: 200, body: { corpora: [] } }],
    });
    expect(await (await vectara('/v2/corpora')).json()).toEqual({ corpora: [] });
    expect(await ask('list_corpora')).toMatchObject({ corpora: [{ key: 'lamps' }] });

    const { entries } = await ask('list_calls', { operation: 'query' });
    expect(entries.map(({ status }: Json) => status)).toEqual([200, 503]);
    expect(await ask('explain_call', { id: entries[0].id })).toContain('Oil, I was told.');
    expect(await ask('get_call', { id: entries[1].id })).toMatchObject({ status: 503 });
    expect(await ask('list_unused')).toMatchObject({ rules: [] });
  },
);

test('what an account holds is kept, emptied and brought back', async () => {
  const { ask, vectara } = await connect();
  await ask('seed', { seed: LAMPS });
  await ask('save_snapshot', { name: 'lit' });
  await ask('reset', { to: 'empty' });
  expect((await vectara('/v2/corpora/lamps')).status).toBe(404);
  await ask('load_snapshot', { name: 'lit' });
  expect((await vectara('/v2/corpora/lamps')).status).toBe(200);
  await ask('clear_scripts');
  expect((await ask('list_snapshots')).snapshots).toMatchObject([{ name: 'lit' }]);
});

test('another account than that of the connection is a member of every call', async () => {
  const other = uniqueName('other');
  const { ask, call } = await connect();
  const key = await createCorpus(inNewAccount(api), ['Nobody’s.']);
  await ask('seed', { seed: LAMPS, account: other });
  expect(await ask('list_corpora', { account: other })).toMatchObject({ corpora: [{ key: 'lamps' }] });
  expect(await ask('list_corpora')).toMatchObject({ corpora: [] });
  expect((await ask('list_accounts')).accounts.map(({ name }: Json) => name)).toContain(other);
  expect(await call('search_corpus', { corpus_key: key, query: 'any' })).toMatchObject({ isError: true });
  expect(await call('list_corpora', { account: 'No Name' })).toMatchObject({ isError: true });
});

describe('what is refused says why', () => {
  test.each([
    ['script_answer', { anwser: [] }, ['body.anwser', 'answer']],
    ['add_fault', { fault: { type: 'status' } }, ['body.fault.code']],
    ['list_calls', { limitt: 3 }, ['query.limitt', 'limit']],
    ['seed', { seed: 'corpra: []' }, ['corpra', 'line 1', 'corpora']],
    ['explain_call', { id: 'none' }, ['none']],
    ['load_snapshot', {}, ['name']],
    ['light_lamps', {}, ['light_lamps']],
  ])('%s %j', async (name, args, words) => {
    const { call } = await connect();
    const { text, isError } = await call(name, args);
    expect(isError).toBe(true);
    for (const word of words) expect(text).toContain(word);
  });
});

test('every tool has a name, a short description and a schema that can be read', async () => {
  const { client } = await connect();
  const { tools } = await client.listTools();
  expect(tools.length).toBeGreaterThan(15);
  const ajv = new Ajv({ strict: false, validateFormats: false });
  for (const { name, description, inputSchema } of tools) {
    expect(name).toMatch(/^[a-z_]{4,20}$/);
    expect(description!.length).toBeLessThan(160);
    expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    ajv.compile(inputSchema);
  }
  // A model reads all of it before it does anything.
  expect(JSON.stringify(tools).length).toBeLessThan(60_000);
});

test('it is guarded as the rest of the emulator’s own API, and lets an agent look into strict accounts', async () => {
  const strict = await startForTest({ auth: 'strict', apiKey: 'zut_owner', upstream: 'simulate' });
  const { ask } = await connect('default', { url: strict.url });
  await ask('seed', { seed: LAMPS });
  expect((await ask('search_corpus', { corpus_key: 'lamps', query: 'oil' })).search_results).toHaveLength(1);
  const body = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const accept = { accept: 'application/json, text/event-stream' };
  const from = (headers: Record<string, string>) =>
    api.post('/_emulator/mcp', body, { headers: { ...accept, ...headers } });
  expect((await from({ host: 'rebound.example' })).status).toBe(403);
  expect((await from({ origin: 'https://elsewhere.example' })).status).toBe(403);
  expect((await from({})).status).toBe(200);
  expect(
    (await api.post('/_emulator/mcp', undefined, { raw: '{', headers: { 'content-type': 'application/json' } })).status,
  ).toBe(400);
});
