/** An account as a seed: exported, imported, and filled into another emulator, which then gives the same answers. */
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runTransfer } from '../../../src/transfer-command.ts';
import type { Client, Json } from '../../support/client.ts';
import { emulatorForFile, inNewAccount, startForTest, uniqueName } from '../../support/emulator.ts';
import { runProcess, temporaryFolder } from '../../support/process.ts';

const api = emulatorForFile({ upstream: 'simulate' });
const secret = 'sk-never-to-be-exported';
const auth = { type: 'bearer', token: secret };

/** Of everything that a seed can say and the API tells. */
const SEED = {
  encoders: [
    {
      type: 'openai-compatible',
      name: 'mine',
      description: 'Ours.',
      uri: 'http://127.0.0.1:9/v1/embeddings',
      model: 'm',
      output_dimensions: 8,
      auth,
    },
  ],
  llms: [
    {
      type: 'openai-compatible',
      name: 'my llm',
      model: 'm',
      uri: 'http://127.0.0.1:9/v1/chat/completions',
      headers: { 'x-team': 'a' },
      auth,
    },
  ],
  generation_presets: [
    { name: 'short', llm_name: 'my llm', prompt_template: '[{"role":"user","content":"$${NAME} ${vectaraQuery}"}]' },
  ],
  corpora: [
    {
      key: 'bees',
      name: 'All about $$bees',
      filter_attributes: [{ name: 'lang', level: 'document', type: 'text', indexed: true }],
      custom_dimensions: [{ name: 'importance', indexing_default: 0, querying_default: 0 }],
      documents: [
        {
          id: 'honey/one',
          type: 'core',
          metadata: { lang: 'en', price: '$${HONEY}' },
          document_parts: [
            { text: 'Bees make honey.', context: 'Of bees.', custom_dimensions: { importance: 0.5 } },
            { text: 'Wasps make none.', metadata: { wasps: true } },
          ],
        },
        {
          id: 'waxy',
          type: 'structured',
          title: 'Wax',
          sections: [{ id: 7, title: 'Cells', text: 'Cells are of wax. So are candles.' }],
        },
      ],
    },
    { key: 'closed', enabled: false },
  ],
  glossaries: [{ key: 'terms', name: 'Terms', description: 'Ours.', entries: { k8s: 'Kubernetes' } }],
  tools: [{ type: 'client', name: 'open_page', description: 'Shows a page.' }],
  tool_servers: [
    {
      type: 'mcp',
      name: 'weather',
      uri: 'http://127.0.0.1:9001/mcp',
      tools: [{ name: 'forecast', description: 'Tells it.', input_schema: { type: 'object' } }],
    },
  ],
  instructions: [
    { name: 'first', template: 'Be kind.' },
    { name: 'second', template: 'Be short to $session.metadata.name.' },
  ],
  agents: [
    {
      key: 'support',
      name: 'Support',
      model: { name: 'gpt-4o' },
      tool_configurations: { open: { type: 'client', tool_id: 'tol_1' }, weather: { type: 'mcp', tool_id: 'tol_2' } },
      first_step: { name: 'main', instructions: [{ type: 'reference', id: 'ins_2' }] },
    },
  ],
};

const PLACES: [path: string, member: string][] = [
  ['/v2/encoders', 'encoders'],
  ['/v2/llms', 'llms'],
  ['/v2/generation_presets?llm_name=my%20llm', 'generation_presets'],
  ['/v2/corpora', 'corpora'],
  ['/v2/corpora/bees/documents', 'documents'],
  ['/v2/glossaries', 'glossaries'],
  ['/v2/glossaries/terms/entries', 'entries'],
  ['/v2/tools?limit=100', 'tools'],
  ['/v2/tool_servers', 'tool_servers'],
  ['/v2/instructions', 'instructions'],
  ['/v2/agents', 'agents'],
];
/** A document of sections counts the texts it was made of, too, which nobody tells. */
const OF_ITS_OWN = ['created_at', 'updated_at', 'used_characters'];

/** All there is to see of an account. */
async function seen(client: Client): Promise<Json> {
  const found: Json = {};
  for (const [path, member] of PLACES) {
    const list = (await client.read(path))[member];
    found[path] = JSON.parse(JSON.stringify(list, (name, value) => (OF_ITS_OWN.includes(name) ? undefined : value)));
  }
  found.documents = [
    (await client.read('/v2/corpora/bees/documents/honey%2Fone')).parts,
    (await client.read('/v2/corpora/bees/documents/waxy')).parts,
  ];
  const query = { query: 'What do bees make?', search: { corpora: [{ corpus_key: 'bees' }] } };
  found.answer = (await client.post('/v2/query', query)).body.search_results;
  return found;
}

test('what is exported fills another emulator, which then gives the same answers, and no secret is in it', async () => {
  const account = uniqueName('source');
  const headers = { headers: { 'x-emulator-account': account } };
  const filled = await api.post('/_emulator/seed', SEED, headers);
  expect([filled.status, filled.text]).toEqual([200, expect.any(String)]);

  const folder = temporaryFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'seed.yaml');
  const exported = await runProcess(['export', file, '--from', api.url, '--account', account]);
  expect(exported.code, exported.stderr).toBe(0);
  expect(exported.stderr).toContain('corpus bees: 2 documents');
  expect(exported.stdout).toContain('ENCODER_MINE_TOKEN');
  const text = readFileSync(file, 'utf8');
  expect(text).not.toContain(secret);
  expect(text).toContain('token: ${LLM_MY_LLM_TOKEN}');
  expect(existsSync(`${file}.part`)).toBe(false);
  expect((statSync(file).mode & 0o777).toString(8)).toBe('600');

  const environment = {
    ENCODER_MINE_TOKEN: secret,
    ENCODER_MINE_URI: 'http://127.0.0.1:9/v1/embeddings',
    ENCODER_MINE_MODEL: 'm',
    LLM_MY_LLM_TOKEN: secret,
  };
  const other = await startForTest({ upstream: 'simulate', seed: file, environment });
  const inSource: Client = {
    ...api,
    read: async (path) => (await api.get(path, headers)).body,
    post: (path, body) => api.post(path, body, headers),
  };
  const [before, after] = [await seen(inSource), await seen(other)];
  expect(after).toEqual(before);
  expect(before.answer[0].text).toBe('Bees make honey.');
});

test('an import that ended half-way goes on where it was, waits when it is told to, and asks in bounds', async () => {
  const account = uniqueName('account');
  const headers = { headers: { 'x-emulator-account': account } };
  const documents = Array.from({ length: 12 }, (_, i) => ({
    id: `d${i}`,
    type: 'core',
    document_parts: [{ text: `Text ${i}.` }],
  }));
  await api.post('/_emulator/seed', { corpora: [{ key: 'many', documents }] }, headers);
  const script = (rule: object) => api.post('/_emulator/api-scripts', rule, headers);
  const match = { operation: 'getCorpusDocument', path: { document_id: 'd7' } };
  await script({ id: 'broken', match, times: 1, answer: { status: 500, body: { messages: ['Oh.'] } } });
  await script({
    id: 'busy',
    match: { operation: 'listGlossaries' },
    times: 1,
    answer: { status: 429, headers: { 'retry-after': '0.01' }, body: {} },
  });

  const file = join(temporaryFolder(), 'seed.yaml');
  mkdirSync(join(file, '..'), { recursive: true });
  const command = { url: api.url, file, apiKey: 'any', account, requests: 1, overwrite: false };
  await expect(runTransfer(command, () => {})).rejects.toThrow(/documents\/d7 was answered with 500: Oh\./);
  expect(existsSync(file)).toBe(false);
  const asked = async (operation: string) =>
    (await api.get(`/_emulator/journal?operation=${operation}&limit=1000`, headers)).body.entries.length;
  expect(await asked('getCorpusDocument')).toBeLessThan(12);
  expect(await runTransfer(command, () => {})).toContain('1 corpora');
  // Each was read once, but for the one that was refused.
  expect(await asked('getCorpusDocument')).toBe(13);
  expect(await asked('listGlossaries')).toBe(2);
  const { body } = await inNewAccount(api).post('/_emulator/seed', undefined, { raw: readFileSync(file, 'utf8') });
  expect(body.created).toContain('corpora/many/documents/d7');
  await expect(runTransfer(command, () => {})).rejects.toThrow(/is there already; --overwrite/);
});

test('what cannot be is one line', async () => {
  const line = async (...args: string[]) => (await runProcess(args, { env: { VECTARA_API_KEY: 'zut_x' } })).stderr;
  expect(await line('import', '--from', 'nowhere')).toMatch(
    /^vectara-emulator: --from "nowhere" should be an address[^\n]*\n$/,
  );
  expect((await runProcess(['import'])).stderr).toContain('VECTARA_API_KEY');
  const file = join(temporaryFolder(), 'seed.yaml');
  mkdirSync(join(file, '..'), { recursive: true });
  expect(await line('import', file, '--from', 'http://127.0.0.1:9')).toMatch(
    /^vectara-emulator: http:\/\/127.0.0.1:9 cannot be reached: bad port\.\n$/,
  );
});
