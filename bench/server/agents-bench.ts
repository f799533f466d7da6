/**
 * Turns of an agent that searches 10,000 parts, by the built-in model and by one upstream; a session of 2,000 events
 * beside one of 200; then 200 sessions that talk at once.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { report } from '../figures.ts';
import { median } from '../statistics.ts';
import { builtPackage, startEmulatorProcess, temporaryFolder } from './processes/emulator.ts';

const DOCUMENTS = 100;
const PARTS = 100;
const TURNS = 100;
const SESSIONS = 200;
const TALK_MS = 20_000;

const emulator = await startEmulatorProcess(builtPackage(), temporaryFolder());
const headers = { 'x-api-key': 'any', 'content-type': 'application/json' };
const post = (path: string, body: object) =>
  fetch(emulator.url + path, { method: 'POST', headers, body: JSON.stringify(body) });

const SUBJECTS = [
  'refund',
  'parcel',
  'invoice',
  'warranty',
  'voucher',
  'courier',
  'depot',
  'account',
  'password',
  'newsletter',
];
const textOf = (n: number) =>
  `The ${SUBJECTS[n % 10]} of case ${n} takes ${n % 29} days, and the ${SUBJECTS[(n * 7) % 10]} follows in week ${n % 51}.`;

await post('/v2/corpora', { key: 'kb' });
for (let d = 0; d < DOCUMENTS; d += 1) {
  const document_parts = Array.from({ length: PARTS }, (_, p) => ({ text: textOf(d * PARTS + p) }));
  await post('/v2/corpora/kb/documents', { id: `d${d}`, type: 'core', document_parts });
}
const kb = { type: 'corpora_search', query_configuration: { search: { corpora: [{ corpus_key: 'kb' }], limit: 5 } } };
const newAgent = (key: string, model: string, tool_configurations: object) =>
  post('/v2/agents', {
    key,
    name: 'Bench',
    model: { name: model },
    tool_configurations,
    first_step_name: 'main',
    steps: { main: {} },
  });
await newAgent('a', 'gpt-4o', { kb });

let made = 0;
async function newSession(agent = 'a'): Promise<string> {
  made += 1;
  const key = `s${made}`;
  await post(`/v2/agents/${agent}/sessions`, { key });
  return `/v2/agents/${agent}/sessions/${key}/events`;
}
const question = (n: number) => `How many days does the ${SUBJECTS[n % 10]} of case ${n} take?`;
const ask = (at: string, n: number, stream_response = false) =>
  post(at, { messages: [{ type: 'text', content: question(n) }], stream_response });

const turns: number[] = [];
const queries: number[] = [];
const firstEvents: number[] = [];
for (let n = 0; n < TURNS + 20; n += 1) {
  const at = await newSession();
  const started = performance.now();
  await (await ask(at, n)).text();
  const turn = performance.now() - started;
  const search = { corpora: [{ corpus_key: 'kb', lexical_interpolation: 0.025 }], limit: 5 };
  const queried = performance.now();
  await (await post('/v2/query', { query: question(n), search, generation: { enabled: false } })).text();
  const query = performance.now() - queried;
  const streamed = await newSession();
  const asked = performance.now();
  const reader = (await ask(streamed, n, true)).body!.getReader();
  await reader.read();
  const first = performance.now() - asked;
  while (!(await reader.read()).done);
  if (n < 20) continue;
  turns.push(turn);
  queries.push(query);
  firstEvents.push(first);
}
report({
  name: 'a turn with one search of 10,000 parts, beside that query',
  unit: 'ms',
  measured: median(turns),
  baseline: median(queries),
  judgedBy: 'difference',
  bound: 'at most',
  target: 15,
});
report({
  name: 'the first event of a turn',
  unit: 'ms',
  measured: median(firstEvents),
  judgedBy: 'value',
  bound: 'at most',
  target: 5,
});

/** It thinks for as long as it is told to, searches where it can, and then answers; and it counts what time it took. */
const upstream = { thinks_ms: 0, took_ms: 0 };
const server = createServer(async (request, response) => {
  const began = performance.now();
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const { tools, messages } = JSON.parse(text) as { tools?: object[]; messages: { role: string }[] };
  if (upstream.thinks_ms > 0) await setTimeout(upstream.thinks_ms);
  const calls = tools !== undefined && messages.at(-1)!.role === 'user';
  const search = {
    id: 'call_1',
    type: 'function',
    function: { name: 'kb', arguments: '{"query":"refund of case 7"}' },
  };
  const message = calls ? { content: null, tool_calls: [search] } : { content: 'Seven days.' };
  const usage = { prompt_tokens: 10, completion_tokens: 3, total_tokens: 13 };
  response.setHeader('content-type', 'application/json');
  response.end(
    JSON.stringify({ choices: [{ index: 0, message, finish_reason: calls ? 'tool_calls' : 'stop' }], usage }),
  );
  await once(response, 'finish');
  upstream.took_ms += performance.now() - began;
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const uri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/chat/completions`;
const capabilities = { tool_calling: true, context_limit: 1_000_000 };
await post('/v2/llms', { type: 'openai-compatible', name: 'live', model: 'live', uri, capabilities });
await newAgent('searching', 'live', { kb });
await newAgent('talking', 'live', {});

upstream.thinks_ms = 20;
const liveTurns: number[] = [];
const upstreamTimes: number[] = [];
for (let n = 0; n < TURNS + 20; n += 1) {
  const at = await newSession('searching');
  upstream.took_ms = 0;
  const started = performance.now();
  const answer = await ask(at, n);
  const { events } = (await answer.json()) as { events: object[] };
  if (events.length !== 4) throw new Error(`a turn with a live upstream had ${events.length} events`);
  if (n < 20) continue;
  liveTurns.push(performance.now() - started);
  upstreamTimes.push(upstream.took_ms);
}
report({
  name: 'the same with a live upstream, beside its time and that query',
  unit: 'ms',
  measured: median(liveTurns),
  baseline: median(upstreamTimes) + median(queries),
  judgedBy: 'difference',
  bound: 'at most',
  target: 10,
});

/** How long a session of so many events takes to go on, and to be listed whole. */
async function longSession(events: number): Promise<{ turn: number; list: number }> {
  const at = await newSession('talking');
  for (let n = 0; n < events / 2; n += 1) await (await ask(at, n)).text();
  const goesOn: number[] = [];
  const lists: number[] = [];
  for (let n = 0; n < 20; n += 1) {
    const began = performance.now();
    await (await ask(at, n)).text();
    const answered = performance.now();
    let listed = 0;
    let page: string | undefined = '';
    do {
      const path: string = `${emulator.url}${at}?limit=100${page && `&page_key=${encodeURIComponent(page)}`}`;
      const list = (await (await fetch(path, { headers })).json()) as {
        events: object[];
        metadata: { page_key?: string };
      };
      listed += list.events.length;
      page = list.metadata.page_key;
    } while (page);
    if (listed !== events + 2 * (n + 1)) throw new Error(`${listed} events listed of ${events + 2 * (n + 1)}`);
    goesOn.push(answered - began);
    lists.push(performance.now() - answered);
  }
  return { turn: median(goesOn), list: median(lists) };
}
upstream.thinks_ms = 0;
const short = await longSession(200);
const long = await longSession(2_000);
for (const [name, of] of [
  ['a turn in a session of 2,000 events, beside one of 200', 'turn'],
  ['listing the 2,000 events, beside 200', 'list'],
] as const) {
  report({
    name,
    unit: 'ms',
    measured: long[of],
    baseline: short[of],
    judgedBy: 'ratio',
    bound: 'at most',
    target: 10,
  });
}
server.close();
server.closeAllConnections();

/** Turns that did not end as they should, or tell of another session. */
let wrong = 0;
let done = 0;
const until = performance.now() + TALK_MS;
async function talk(index: number): Promise<void> {
  const at = await newSession();
  for (let n = index; performance.now() < until; n += SESSIONS) {
    const answer = await ask(at, n);
    const { events, session_key } = (await answer.json()) as { events: Record<string, never>[]; session_key: string };
    const [input, call, output, said] = events ?? [];
    const isRight =
      answer.status === 201 &&
      at.includes(`/${session_key}/`) &&
      events.every((event) => event.session_key === session_key) &&
      JSON.stringify(input).includes(question(n)) &&
      JSON.stringify(call).includes(question(n)) &&
      output?.type === 'tool_output' &&
      said?.type === 'agent_output';
    if (!isRight) wrong += 1;
    done += 1;
  }
}
await Promise.all(Array.from({ length: SESSIONS }, (_, index) => talk(index)));
report({
  name: `turns lost or mixed, 200 sessions at once, of ${done}`,
  unit: 'findings',
  measured: wrong,
  judgedBy: 'value',
  bound: 'at most',
  target: 0,
});
await emulator.stop();
