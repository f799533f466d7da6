/**
 * Requests to the emulator's own API, by operationId: bodies, or for what has none, query strings. docs/control-api.md takes
 * the examples of members from them, and the test suite sends each.
 */

import type { ApiScript } from '../../src/emulator/api-scripts/api-script-schema.ts';
import type { FaultRule } from '../../src/emulator/faults/fault-rule-schema.ts';
import type { CallAssertion, JournalFilter } from '../../src/emulator/journal/journal-schema.ts';
import type { Script } from '../../src/emulator/scripts/script-schema.ts';
import type { Seed } from '../../src/emulator/seeds/seed-schema.ts';

const apiScripts: ApiScript[] = [
  {
    id: 'nightly',
    description: 'A pipeline, which is not emulated.',
    match: { operation: 'getPipeline', path: { pipeline_key: 'nightly' } },
    answer: { status: 200, headers: { 'x-region': 'eu' }, body: { key: 'nightly', enabled: true } },
  },
  {
    match: {
      operation: ['query', 'queryCorpus'],
      route: 'POST /v2/corpora/*',
      query: { verbose: { exists: false } },
      headers: { 'x-tenant': { equals: 'acme', ignore_case: true } },
      body: {
        holds: { search: { limit: 5 } },
        json_path: [
          { path: '$.query', contains: 'leave', ignore_case: true },
          { path: '$.search.limit', equals: 5 },
          { path: '$.generation', exists: false },
          { path: '$.query', regex: '^How' },
        ],
        text: { equals: '{"query":"How much leave?"}', contains: 'leave', regex: 'le+ave', ignore_case: true },
      },
    },
    times: 2,
    skip: 1,
    answer: { patch: { search_results: [] }, patch_events: { search_results: { search_results: [] } }, delay_ms: 20 },
  },
  {
    match: { operation: 'query', body: { equals: { query: 'x', stream_response: true } } },
    answer: {
      events: [
        { data: { type: 'search_results', search_results: [] } },
        { event: 'end', data: { type: 'end' }, after_ms: 50 },
      ],
    },
  },
  {
    match: { operation: 'getJob' },
    scenario: 'payment',
    when: { state: 'started' },
    then: { state: 'paid' },
    answers: [{ pass: true }, { text: 'Busy.', status: 503 }],
    exhausted: 'cycle',
  },
  { match: { operation: 'listCorpora' }, times: 3, answer: { pass: true } },
  { match: { operation: 'listCorpora' }, answer: { status: 503, text: 'Busy.' } },
  { match: { path: { corpus_key: 'handbook' } }, answer: { vectara: true } },
];

import type { WebPage, WebSearchResults } from '../../src/emulator/web/web-schema.ts';

const webPages: WebPage[] = [
  {
    id: 'status',
    url: 'https://status.example/',
    headers: { 'content-type': 'text/html' },
    content: '<p>All is well.</p>',
  },
  { pattern: '^https://api\\.example/', method: 'POST', status: 503, content: 'Try again later.' },
];

const webSearchResults: WebSearchResults[] = [
  {
    id: 'teas',
    query: 'green tea',
    results: [{ title: 'Teas', url: 'https://teas.example/green', content: 'Green tea is green.', score: 0.9 }],
  },
];

const faults: FaultRule[] = [
  {
    id: 'busy',
    description: 'The second and third query of the handbook are refused.',
    where: { operation: ['query', 'queryCorpus'], corpus: 'handbook' },
    when: { skip: 1, times: 2 },
    fault: { type: 'rate_limit', retry_after: 2, message: 'Too many questions.' },
  },
  {
    where: { route: 'POST /v2/corpora/*', header: { 'x-tenant': 'acme', 'user-agent': { contains: 'node' } } },
    fault: {
      type: 'status',
      code: 400,
      message: 'The request is invalid.',
      field_errors: { query: 'should not be empty.' },
    },
  },
  {
    where: { operation: 'getCorpus' },
    fault: { type: 'status', code: 404, id: 'handbook' },
  },
  {
    where: { header: { 'x-tenant': { regex: '^acme-\\d+$' } } },
    fault: { type: 'status', code: 503, retry_after: 5 },
  },
  {
    when: { every: 3, probability: 0.5, seed: 7 },
    fault: { type: 'delay', ms: 250 },
  },
  {
    fault: { type: 'delay', ms: { distribution: 'normal', mean: 300, stddev: 100 } },
  },
  { fault: { type: 'drop', at: 'after_headers' } },
  { fault: { type: 'truncate', bytes: 100 } },
  {
    where: { operation: 'query' },
    fault: { type: 'stream_cut', after: { event: 'generation_chunk', count: 3 } },
  },
  { fault: { type: 'stream_cut', before: 'end' } },
  { fault: { type: 'stream_cut', no_end: true } },
  {
    fault: { type: 'stream_error', before: 'generation_end', message: 'The model is gone.', no_end: true },
  },
  { fault: { type: 'stream_error', after: { event: 'search_results', count: 1 } } },
  { where: { upstream: { host: 'api.openai.com' } }, fault: { type: 'upstream_refused' } },
  {
    where: { llm: 'mine' },
    fault: { type: 'upstream_slow_first_token', ms: { distribution: 'uniform', min: 500, max: 1500 } },
  },
  {
    where: { upstream: { dialect: 'openai-chat' } },
    fault: { type: 'upstream_status', code: 529, message: 'Overloaded.', retry_after: 1 },
  },
  { fault: { type: 'upstream_malformed_chunk', after: 2 } },
  { fault: { type: 'upstream_silence', after: 1 } },
  { fault: { type: 'upstream_drop', after: 3 } },
  { where: { agent: 'support' }, fault: { type: 'stream_cut', before: 'tool_output' } },
  { where: { agent: 'support', step: 'answer', tool: ['kb', 'web_get'] }, fault: { type: 'tool_slow', ms: 500 } },
  { where: { tool: 'kb' }, when: { times: 1 }, fault: { type: 'tool_error', message: 'The index is gone.' } },
  { fault: { type: 'tool_malformed' } },
];

const scripts: Script[] = [
  {
    id: 'leave',
    description: 'What the handbook says of leave.',
    match: {
      operation: 'queryCorpus',
      messages: [{ role: 'user', which: 'last', contains: 'leave', ignore_case: true }],
    },
    answer: { text: 'You have thirty days of leave [1].' },
    times: 3,
    skip: 1,
  },
  {
    match: {
      llm: 'mine',
      model: 'gpt-4o',
      preset: 'vectara-summary-ext-24-05-med-omni',
      streamed: true,
      turn: 1,
      headers: [
        { name: 'x-tenant', equals: 'acme', ignore_case: true },
        { name: 'user-agent', contains: 'node' },
        { name: 'x-trace', regex: '^[0-9a-f]+$' },
      ],
      messages: [{ equals: 'Hello.' }, { regex: '^Hel+o' }],
      json_path: [
        { path: '$.parameters.temperature', equals: 0 },
        { path: '$.tools[*].function.name', contains: 'search', ignore_case: true },
        { path: '$.messages[-1].content', regex: 'leave$' },
        { path: '$.response_format', exists: false },
      ],
    },
    answer: {
      thinking: 'They ask about leave.',
      chunks: ['You have ', { text: 'thirty days.', after_ms: 200 }],
      timing: { first_token_ms: 150, tokens_per_second: 40, jitter: 0.2, seed: 1 },
      finish_reason: 'length',
      usage: { prompt_tokens: 12, completion_tokens: 10, cached_tokens: 8, reasoning_tokens: 5 },
    },
  },
  { answer: { json: { days: 30 } } },
  {
    match: { agent: 'support', step: 'answer', session: 'first', purpose: 'turn' },
    answer: { tool_calls: [{ id: 'call_1', name: 'search', arguments: { query: 'leave' } }] },
  },
  {
    answers: [
      { tool_calls: [{ id: 'call_1', name: 'search', arguments: { query: 'leave' } }] },
      { json: { days: 30 } },
    ],
    exhausted: 'cycle',
  },
  {
    match: { messages: [{ contains: 'too much' }] },
    answer: {
      text: 'You have',
      error: {
        kind: 'http',
        status: 429,
        message: 'Slow down.',
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
      },
    },
  },
  {
    match: {
      agent: 'support',
      tool: {
        name: 'status',
        type: 'web_get',
        arguments: { method: 'GET' },
        json_path: [
          { path: '$.url', regex: '/health$' },
          { path: '$.timeout_seconds', equals: 5 },
          { path: '$.head_lines', exists: false },
          { path: '$.headers.accept', contains: 'JSON', ignore_case: true },
        ],
      },
    },
    answers: [{ output: { status_code: 200, content: 'ok' }, delay_ms: 20 }, { error: 'The server is down.' }],
  },
  { match: { tool: { name: 'sign' } }, answer: { output: { signed: true }, delay_ms: 100 } },
  { answer: { error: { status: 500, body: { error: 'broken' } } } },
  { answer: { error: { kind: 'unreachable', reason: 'connect ECONNREFUSED' } } },
  { answer: { error: { kind: 'idle', seconds: 30 } } },
];

const filter: JournalFilter & { limit: number } = {
  operation: 'queryCorpus',
  method: 'POST',
  path: '/v2/corpora/',
  status: '5xx',
  state: 'finished',
  failed: true,
  since: '2030-01-31T12:00:00Z',
  until: '2030-01-31T13:00:00Z',
  corpus: 'handbook',
  llm: 'mine',
  text: 'leave',
  limit: 20,
};

const assertions: CallAssertion[] = [
  { filter: { operation: 'queryCorpus', corpus: 'handbook' }, count: 2 },
  { filter: { failed: true }, count: { min: 0, max: 1 } },
  { order: [{ operation: 'createCorpus' }, { operation: 'queryCorpus' }] },
];

const seed: Seed & { $schema: string } = {
  $schema: 'http://127.0.0.1:8328/_emulator/seed/schema',
  encoders: [
    {
      type: 'openai-compatible',
      name: 'my-encoder',
      description: 'Vectors from our own machine.',
      uri: 'http://127.0.0.1:9000/v1/embeddings',
      model: 'text-embedding-3-small',
      output_dimensions: 256,
      test: false,
    },
  ],
  llms: [
    {
      type: 'openai-compatible',
      name: 'mine',
      description: 'Our own model.',
      uri: 'http://127.0.0.1:9000/v1/chat/completions',
      model: 'gpt-4o',
      auth: { type: 'bearer', token: '${MY_KEY:-none}' },
      enabled: true,
      test: false,
    },
  ],
  generation_presets: [
    {
      name: 'short',
      llm_name: 'mine',
      prompt_template: '[{"role": "user", "content": "Answer in one sentence: ${vectaraQuery}"}]',
    },
  ],
  corpora: [
    {
      key: 'handbook',
      enabled: true,
      documents: [
        { id: 'leave', type: 'core', document_parts: [{ text: 'Everyone has thirty days of leave a year.' }] },
      ],
      files: [
        {
          path: 'handbook.md',
          filename: 'handbook.md',
          metadata: { year: 2030 },
          chunking_strategy: { type: 'sentence_chunking_strategy' },
          table_extraction_config: { extract_tables: true },
        },
      ],
    },
  ],
  users: [{ email: 'ada@example.com', username: 'ada', api_roles: ['corpus_administrator'], enabled: true }],
  api_keys: [
    {
      name: 'tests',
      api_key_role: 'serving',
      corpus_keys: ['handbook'],
      enabled: true,
      secret_key: 'zqt_only_for_tests',
    },
  ],
  app_clients: [
    {
      name: 'backend',
      type: 'client_credentials',
      api_roles: ['owner'],
      client_id: 'backend-for-tests',
      client_secret: 'only-for-tests',
    },
  ],
  glossaries: [{ key: 'terms', name: 'Terms', description: 'What we say.', entries: { k8s: 'Kubernetes' } }],
  tools: [{ type: 'client', name: 'open_page', description: 'Shows the user a page.' }],
  tool_servers: [
    {
      type: 'mcp',
      name: 'weather',
      uri: 'http://127.0.0.1:9001/mcp',
      tools: [
        {
          name: 'forecast',
          title: 'Forecast',
          description: 'Tells the weather of a city.',
          input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
          output_schema: { type: 'object', properties: { degrees: { type: 'number' } } },
          annotations: {
            read_only_hint: true,
            destructive_hint: false,
            idempotent_hint: true,
            open_world_hint: true,
          },
        },
      ],
    },
  ],
  instructions: [{ name: 'tone', template: 'Be kind to $session.metadata.name.' }],
  agents: [
    {
      key: 'support',
      name: 'Support',
      model: { name: 'gpt-4o' },
      first_step: { name: 'main', instructions: [{ type: 'reference', id: 'ins_1' }] },
    },
  ],
  sessions: [{ agent_key: 'support', key: 'first', metadata: { name: 'Ann' } }],
  scripts: [{ id: 'leave', match: { messages: [{ contains: 'leave' }] }, answer: { text: 'Thirty days [1].' } }],
  api_scripts: [{ id: 'nightly', match: { operation: 'listPipelines' }, answer: { body: { pipelines: [] } } }],
  faults: [{ id: 'busy', when: { times: 1 }, fault: { type: 'rate_limit' } }],
  web_pages: webPages,
  web_search_results: webSearchResults,
};

export const CONTROL_EXAMPLES: Record<string, readonly object[]> = {
  addWebPages: webPages,
  addWebSearchResults: webSearchResults,
  addFaults: faults,
  setMagicFaults: [{ enabled: true }],
  addApiScripts: apiScripts,
  setScenario: [{ state: 'paid' }],
  explainApiScripts: [
    {
      operation: 'getPipeline',
      path: { pipeline_key: 'nightly' },
      query: { verbose: 'true' },
      headers: { 'x-tenant': 'acme' },
      body: { query: 'leave' },
    },
    { entry: '0f8fad5bd9cb469fa16570867728950e' },
  ],
  addScripts: scripts,
  setStrictScripts: [{ strict: true }],
  explainScripts: [
    {
      llm: 'mine',
      model: 'gpt-4o',
      preset: 'short',
      operation: 'queryCorpus',
      headers: { 'x-tenant': 'acme' },
      messages: [{ role: 'user', content: 'How much leave do I have?' }],
      parameters: { temperature: 0 },
      tools: [{ type: 'function', function: { name: 'search' } }],
      tool_choice: 'auto',
      response_format: { type: 'json_object' },
      stream: false,
    },
    {
      llm: 'mine',
      agent: 'support',
      purpose: 'compaction',
      messages: [{ role: 'user', content: 'user: How much leave do I have?' }],
    },
    {
      agent: 'support',
      step: 'answer',
      session: 'first',
      tool: { name: 'status', type: 'web_get', arguments: { url: 'http://127.0.0.1:9000/health' } },
    },
  ],
  // The key is of the emulator's own making: `metadata.page_key` of the page before.
  listJournal: [filter, { page_key: 'b3BhcXVl' }],
  waitForCall: [{ operation: 'queryCorpus', status: 200, timeout_ms: 0 }],
  assertCalls: assertions,
  updateJournalSettings: [{ enabled: true, max_entries: 5000, max_bytes: 50_000_000 }],
  seedAccount: [seed],
  resetAccount: [{ to: 'empty' }],
  saveSnapshot: [{ name: 'filled', overwrite: true }],
  loadSnapshot: [{ from_account: 'default' }],
  setClock: [{ set: '2030-01-31T12:00:00Z', advance: 'PT5M', frozen: true }],
  setJobMode: [{ mode: 'delayed', delay_ms: 500, indexing: { mode: 'delayed', delay_ms: 2000 } }],
  advanceJobs: [{ steps: 2 }],
  setRecordingMode: [{ mode: 'off', timing: 'instant', match: ['dialect', 'model', 'messages'] }],
  importRecordings: [{ version: 1, recordings: [] }],
  renderPrompt: [
    {
      prompt_template: '[{"role": "user", "content": "$vectaraQuery"}]',
      query: 'How much leave do I have?',
      search: { corpora: [{ corpus_key: 'handbook' }], limit: 5 },
      llm_name: 'gpt-4o',
      max_used_search_results: 5,
      max_response_characters: 300,
      response_language: 'eng',
    },
  ],
};
