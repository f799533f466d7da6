/** Turns of an agent that searches 10,000 parts, by the built-in model; then 200 sessions that talk at once. */
import { report } from '../figures.ts';
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
await post('/v2/agents', {
  key: 'a',
  name: 'Bench',
  model: { name: 'gpt-4o' },
  tool_configurations: { kb },
  first_step_name: 'main',
  steps: { main: {} },
});

let made = 0;
async function newSession(): Promise<string> {
  made += 1;
  const key = `s${made}`;
  await post('/v2/agents/a/sessions', { key });
  return `/v2/agents/a/sessions/${key}/events`;
}
const question = (n: number) => `How many days does the ${SUBJECTS[n % 10]} of case ${n} take?`;
const ask = (at: string, n: number, stream_response = false) =>
  post(at, { messages: [{ type: 'text', content: question(n) }], stream_response });

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

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
