import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { startEmulator } from '../../../src/index.ts';
import type { Client, Json } from '../../support/client.ts';
import { emulatorForFile, startForTest, uniqueName } from '../../support/emulator.ts';
import { SEED } from './seed-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'seeds-'));
afterAll(() => rmSync(folder, { recursive: true }));

const LLM_TOKEN = 'sk-from-the-environment';
const environment = { LLM_TOKEN };
const api = emulatorForFile({ environment, seedEnv: ['LLM_TOKEN', 'NOT_SET'] });

const inAccount = (name: string) => ({ headers: { 'x-emulator-account': name } });
type InAccount = ReturnType<typeof inAccount>;
const seed = (text: string, account: InAccount) =>
  api.post('/_emulator/seed', undefined, {
    raw: text,
    headers: { ...account.headers, 'content-type': 'application/yaml' },
  });

const LISTS = [
  'encoders',
  'llms',
  'generation_presets',
  'corpora',
  'users',
  'api_keys',
  'app_clients',
  'jobs',
  'instructions',
  'agents',
  'agents/helper/sessions',
];

/** All that the API shows of an account. */
async function everything(client: Client, account: InAccount): Promise<Json> {
  const lists = LISTS.map(async (list) => [list, (await client.get(`/v2/${list}?limit=100`, account)).body]);
  const documents = (await client.get('/v2/corpora/birds/documents', account)).body;
  const snapshot = await client.post('/_emulator/snapshots', { name: 'look', overwrite: true }, account);
  return { ...Object.fromEntries(await Promise.all(lists)), documents, counts: snapshot.body.counts };
}

describe('POST /_emulator/seed', () => {
  test('makes everything that it defines, offline, and nothing more when it comes again', async () => {
    const account = inAccount(uniqueName('seeded'));
    const first = await seed(SEED, account);
    expect(first).toMatchObject({ status: 200, body: { updated: [], unchanged: 0, kept: [] } });
    expect(first.body.created).toEqual([
      'encoders/remote',
      'llms/mine',
      'llms/off',
      'generation_presets/short',
      'corpora/birds',
      'corpora/birds/documents/heron',
      'corpora/birds/documents/owl',
      'corpora/closed',
      'corpora/closed/documents/a',
      'users/ann',
      'instructions/tone',
      'agents/helper',
      'sessions/helper/talk',
      'scripts/seed-1',
      'faults/slow-lists',
      'api_keys/admin',
      'app_clients/app',
    ]);
    const before = await everything(api, account);
    expect(before.counts).toMatchObject({
      encoders: 1,
      llms: 2,
      generation_presets: 1,
      corpora: 2,
      documents: 3,
      users: 1,
    });
    const again = await seed(SEED, account);
    expect(again.body).toEqual({ created: [], updated: [], unchanged: first.body.created.length, kept: [] });
    expect(await everything(api, account)).toEqual(before);

    const llms = (await api.get('/v2/llms?limit=100', account)).body.llms;
    expect(llms.find(({ name }: Json) => name === 'off').enabled).toBe(false);
    expect((await api.get('/v2/corpora/closed', account)).body.enabled).toBe(false);
    const preset = (await api.get('/v2/generation_presets?filter=short', account)).body.generation_presets[0];
    expect(preset.prompt_template).toContain('${vectaraQuery}');
  });

  test('what was chosen opens the account', async () => {
    const account = inAccount(uniqueName('opened'));
    await seed(
      SEED.replaceAll('seeded-client', 'chosen-client').replaceAll('zut_seeded_key', 'zut_chosen_key'),
      account,
    );
    const asKey = await api.get('/v2/corpora/birds', { headers: { 'x-api-key': 'zut_chosen_key' } });
    expect(asKey.status).toBe(200);
    const token = await api.post('/oauth2/token', undefined, {
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      raw: 'grant_type=client_credentials&client_id=chosen-client&client_secret=seeded-secret',
    });
    expect(token.status).toBe(200);
    // It opens one account only.
    const other = await seed(
      'api_keys: [{ name: k, api_roles: [owner], secret_key: zut_chosen_key }]',
      inAccount(uniqueName('late')),
    );
    expect(other.body).toMatchObject({
      created: [],
      kept: [{ entry: 'api_keys/k', reason: expect.stringContaining('opened') }],
    });
  });

  test('what has changed is changed as far as the API can', async () => {
    const account = inAccount(uniqueName('changed'));
    await seed(SEED, account);
    const changed = SEED.replace('model: gpt-x', 'model: gpt-y')
      .replace('name: Birds', 'name: All birds')
      .replace('name: year,', 'name: decade,')
      .replace('metadata: { year: 2001 }', 'metadata: { decade: 2000 }')
      .replace('role: viewer', 'role: editor')
      .replace('model: e,', 'model: f,')
      .replace('Be brief.', 'Be long.')
      .replace('name: Helper', 'name: Aide')
      .replace('{ name: Ann }', '{ name: Bob }')
      .replace('From the script.', 'Otherwise.');
    const { body } = await seed(changed, account);
    expect(body).toMatchObject({
      created: [],
      updated: [
        'llms/mine',
        'corpora/birds',
        'corpora/birds/documents/heron',
        'users/ann',
        'instructions/tone',
        'agents/helper',
        'sessions/helper/talk',
        'scripts/seed-1',
      ],
      kept: expect.arrayContaining([
        { entry: 'encoders/remote', reason: expect.stringContaining('cannot be changed') },
      ]),
    });
    expect((await api.get('/v2/instructions/ins_1', account)).body).toMatchObject({ version: 2, template: 'Be long.' });
    expect((await api.get('/v2/agents/helper', account)).body.name).toBe('Aide');
    const session = (await api.get('/v2/agents/helper/sessions/talk', account)).body;
    expect(session).toMatchObject({ metadata: { name: 'Bob' }, secrets: { token: '****' } });
    const corpus = (await api.get('/v2/corpora/birds', account)).body;
    expect(corpus).toMatchObject({ name: 'All birds', filter_attributes: [{ name: 'decade' }] });
    const found = await api.post(
      '/v2/query',
      { query: 'heron', search: { corpora: [{ corpus_key: 'birds', metadata_filter: 'doc.decade = 2000' }] } },
      account,
    );
    expect(found.body.search_results).toHaveLength(1);
  });

  test('agents call each other in whatever order they stand, round in circles too', async () => {
    const account = inAccount(uniqueName('circle'));
    const agent = (key: string, others: string) =>
      `{ key: ${key}, name: ${key}, model: { name: gpt-4o }, first_step: { name: main, allowed_tools: [${others}] }, tool_configurations: {
        ${others}: { type: sub_agent, sub_agent_configuration: { agent_key: ${others} } } } }`;
    const plain = '{ key: c, name: c, model: { name: gpt-4o }, first_step: { name: main } }';
    const text = `agents: [${agent('a', 'b')}, ${agent('b', 'a')}, ${plain}]`;
    expect((await seed(text, account)).body.created).toEqual(['agents/a', 'agents/b', 'agents/c']);
    const { agents } = (await api.get('/v2/agents', account)).body;
    expect(agents.map(({ key }: Json) => key)).toEqual(['a', 'b', 'c']);
    expect(agents[0]).toMatchObject({
      first_step: { name: 'main', allowed_tools: ['b'] },
      tool_configurations: { b: { type: 'sub_agent', sub_agent_configuration: { agent_key: 'b' } } },
    });
    expect((await seed(text, account)).body).toMatchObject({ created: [], updated: [], unchanged: 3 });
    const more = `agents: [${agent('a', 'd')}, ${agent('d', 'a')}]`;
    expect((await seed(more, account)).body).toMatchObject({ created: ['agents/d'], updated: ['agents/a'] });
    const wrong = await seed(`agents: [${agent('e', 'nobody')}]`, account);
    expect([wrong.status, JSON.stringify(wrong.body)]).toEqual([
      400,
      expect.stringContaining("Agent 'nobody' was not found."),
    ]);
  });

  test('what was deleted comes back, and what others made stays', async () => {
    const account = inAccount(uniqueName('partly'));
    const text = 'corpora: [{ key: c, documents: [{ id: d, type: core, document_parts: [{ text: ours }] }] }]';
    await api.post('/v2/corpora', { key: 'c' }, account);
    await api.post('/v2/corpora/c/documents', { id: 'd', type: 'core', document_parts: [{ text: 'theirs' }] }, account);
    const kept = await seed(text, account);
    expect(kept.body).toMatchObject({ created: [], kept: [{ entry: 'corpora/c/documents/d' }] });
    await api.delete('/v2/corpora/c/documents/d', account);
    expect((await seed(text, account)).body.created).toEqual(['corpora/c/documents/d']);
  });

  test('sees only the variables of the server that are named for it', async () => {
    const file = join(folder, 'shared.yaml');
    const corpus = (key: string) =>
      `corpora: [{ key: ${key}, description: "\${OTHERS}", documents: [{ id: d, type: core, document_parts: [{ text: "\${SHARED} by \${OTHERS:-nobody}" }] }] }]`;
    writeFileSync(file, corpus('own'));
    const headers = { 'content-type': 'application/yaml' };
    const variables = { SHARED: 'lent', OTHERS: 'kept back' };
    const server = await startForTest({ environment: variables, seedEnv: ['SHARED'], seed: file });
    const textOf = async (key: string) => (await server.read(`/v2/corpora/${key}/documents/d`)).parts[0].text;
    expect(await textOf('own')).toBe('lent by kept back');
    const refused = await server.post('/_emulator/seed', undefined, { raw: corpus('sent'), headers });
    expect(refused.body.field_errors['corpora[0].description']).toMatch(/OTHERS.*--seed-env/);
    expect(refused.text).not.toContain('kept back');
    const sent = corpus('sent').replace('"${OTHERS}"', 'x');
    expect((await server.post('/_emulator/seed', undefined, { raw: sent, headers })).status).toBe(200);
    expect(await textOf('sent')).toBe('lent by nobody');
  });

  test('every problem is named with its line, and nothing from the environment', async () => {
    const account = inAccount(uniqueName('wrong'));
    const { status, body, text } = await seed(
      `llms:
  - { name: a, type: openai-compatible, model: m, uri: "\${LLM_TOKEN}" }
  - { name: b, type: openai, model: m }
corporas: []
corpora:
  - key: "not a key"
    documents: [{ id: d, type: core }]
  - { key: "\${LLM_TOKEN}" }
users:
  - { email: ann@example.com, description: "\${NOT_SET}" }
  - { email: ann@example.com }
`,
      account,
    );
    expect(status).toBe(400);
    // What comes from the environment is looked at together with the shape; names come after.
    expect(body.field_errors).toEqual({
      'llms[0].uri': expect.stringMatching(/uri\. \(line 2, column 51\)$/),
      'llms[1].type': expect.stringMatching(/should be one of .*\(line 3, column 16\)$/),
      corporas: expect.stringMatching(/is not known here\. Did you mean corpora\? .*\(line 4, column 1\)/),
      'corpora[0].key': expect.stringContaining('(line 6, column 5)'),
      'corpora[0].documents[0].document_parts': expect.stringContaining('(line 7, column 17)'),
      'corpora[1].key': expect.stringContaining('should not come from the environment'),
      'users[0].description': expect.stringContaining('NOT_SET, which is not set'),
    });
    expect(text).not.toContain(LLM_TOKEN);
    expect((await seed('users: [{ email: a@b.cd }, { email: a@b.cd }]', account)).body.field_errors).toEqual({
      'users[1].username': 'is there twice. (line 1, column 28)',
    });
    expect((await seed('llms: [', account)).body.field_errors.seed).toContain('(line 1, column');
    expect((await seed('[]', account)).status).toBe(400);
    expect((await seed('{"users": [{"email": 1}]}', account)).body.field_errors['users[0].email']).toContain(
      'line 1, column 13',
    );
  });

  test('what the API refuses is named with its line too, and the rest is there', async () => {
    const account = inAccount(uniqueName('refused'));
    const { status, body, text } = await seed(
      `generation_presets:
  - { name: p, llm_name: nobody, prompt_template: x, description: "\${LLM_TOKEN}" }
llms:
  - { name: x, type: openai-compatible, model: m, uri: "http://\${LLM_TOKEN}:99999/" , headers: { a: "\${LLM_TOKEN}\\n" } }
corpora: [{ key: fine }]
`,
      account,
    );
    expect(status).toBe(400);
    expect(body.field_errors['generation_presets[0].llm_name']).toMatch(/nobody.*\(line 2, column 16\)/);
    expect(Object.keys(body.field_errors)).toContainEqual(expect.stringMatching(/^llms\[0\]/));
    expect(text).not.toContain(LLM_TOKEN);
    expect((await api.get('/v2/corpora/fine', account)).status).toBe(200);
  });

  test('its schema can be had, and is one', async () => {
    const schema = await api.read('/_emulator/seed/schema');
    const { Ajv } = await import('ajv');
    const validate = new Ajv({
      strict: false,
      discriminator: true,
      formats: { uri: true, email: true, binary: true, 'date-time': true },
    }).compile(schema);
    expect(validate({ corpora: [{ key: 'a' }] })).toBe(true);
    expect(validate({ corpora: [{ key: 'a', colour: 1 }] })).toBe(false);
  });
});

describe('reset', () => {
  test('goes back to what was seeded', async () => {
    const account = inAccount(uniqueName('back'));
    const text = SEED.replaceAll('seeded-client', 'back-client').replaceAll('zut_seeded_key', 'zut_back_key');
    await seed(text, account);
    const before = await everything(api, account);
    await api.post('/v2/corpora', { key: 'more' }, account);
    await api.delete('/v2/corpora/birds', account);
    for (const _ of [1, 2]) {
      expect((await api.post('/_emulator/reset', undefined, account)).body.reset_to).toBe('seed');
      const after = await everything(api, account);
      expect(after.counts).toEqual(before.counts);
      expect(after.documents).toEqual(before.documents);
      expect((await api.get('/v2/corpora/birds', { headers: { 'x-api-key': 'zut_back_key' } })).status).toBe(200);
    }
    await api.post('/_emulator/reset', { to: 'empty' }, account);
    expect((await api.get('/v2/corpora', account)).body.corpora).toEqual([]);
  });
});

describe('--seed', () => {
  const file = join(folder, 'seed.yaml');
  const withFile = (text: string) => {
    writeFileSync(file, text);
    return file;
  };

  test('fills the default account at the start and every other one at its first request, once', async () => {
    const dataDir = join(folder, 'data');
    const options = { dataDir, environment, seed: withFile(SEED) };
    const first = await startForTest(options);
    const other = inAccount('someone');
    const keysOf = async (client: Client, account: InAccount) =>
      (await client.get('/v2/corpora', account)).body.corpora.map(({ key }: Json) => key);
    expect(await keysOf(first, inAccount('default'))).toEqual(['birds', 'closed']);
    expect(await keysOf(first, other)).toEqual(['birds', 'closed']);
    expect((await first.get('/v2/corpora/birds/documents/heron', other)).status).toBe(200);
    // Secrets that were chosen open the first of them.
    expect((await first.get('/v2/api_keys', other)).body.api_keys).toEqual([]);
    expect((await first.get('/v2/corpora', { headers: { 'x-api-key': 'zut_seeded_key' } })).status).toBe(200);
    await first.delete('/v2/corpora/closed', other);
    await first.post('/_emulator/reset', { to: 'empty' }, inAccount('emptied'));
    await first.close();

    const second = await startForTest(options);
    expect(await keysOf(second, other)).toEqual(['birds']);
    expect(await keysOf(second, inAccount('emptied'))).toEqual([]);
    expect(await keysOf(second, inAccount('third'))).toEqual(['birds', 'closed']);
    await second.close();
  });

  test('works where only known credentials are accepted', async () => {
    const strict = await startForTest({ auth: 'strict', apiKey: 'the-owner', environment, seed: withFile(SEED) });
    const answer = await strict.get('/v2/corpora/birds', { headers: { 'x-api-key': 'zut_seeded_key' } });
    expect(answer.status).toBe(200);
  });

  test('files are uploaded, and uploaded anew when they change', async () => {
    writeFileSync(join(folder, 'notes.md'), '# Notes\n\nThe kingfisher is blue.\n');
    const text = 'corpora: [{ key: c, files: [{ path: notes.md, metadata: { from: seed } }] }]';
    const dataDir = join(folder, 'files');
    const start = () => startForTest({ dataDir, seed: withFile(text) });
    const first = await start();
    const document = await first.read('/v2/corpora/c/documents/notes.md');
    expect(document).toMatchObject({ metadata: { from: 'seed' } });
    await first.close();
    writeFileSync(join(folder, 'notes.md'), '# Notes\n\nThe kingfisher is orange too.\n');
    const second = await start();
    const changed = await second.read('/v2/corpora/c/documents/notes.md');
    expect(JSON.stringify(changed.parts)).toContain('orange');
    await second.close();
  });

  test('a start with a wrong one ends with all that is wrong', async () => {
    const text = 'llms: [{ name: x }]\ncorpora: [{ key: c, files: [{ path: nowhere.pdf }] }]\n';
    await expect(startEmulator({ seed: withFile(text) })).rejects.toThrow(`${file}:1:8 llms[0].type`);
    const missing = 'corpora: [{ key: c, files: [{ path: nowhere.pdf }] }]';
    await expect(startEmulator({ seed: withFile(missing) })).rejects.toThrow(
      `${file}:1:31 corpora[0].files[0].path cannot be read: there is no such file.`,
    );
  });
});
