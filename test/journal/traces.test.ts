/** `--otlp`: what a collector gets of the calls. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { type StartOptions, startEmulator } from '../../src/index.ts';
import { agentOf, agentsFor, searchOf } from '../support/agents.ts';
import { createClient, type Json } from '../support/client.ts';
import { createCorpus } from '../support/corpus.ts';
import { runProcess, temporaryFolder } from '../support/process.ts';
import { recordingUpstream } from '../support/upstreams/recording-upstream.ts';
import { json, serve } from '../upstream/support/serve.ts';

interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId: string | undefined;
  start: bigint;
  end: bigint;
  status: { code: number; message?: string };
  attributes: Json;
  events: { name: string; attributes: Json }[];
}

const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

/** A collector, and an emulator that sends to it; `spans` ends the emulator first. */
async function traced(options: StartOptions = {}, answer = json({})) {
  const collector = await serve(answer);
  const emulator = await startEmulator({ upstream: 'simulate', ...options, otlp: collector.url });
  onTestFinished(() => emulator.close());
  const received = () => collector.received.map(({ body }) => body).join('\n');
  return {
    api: createClient(() => emulator.url),
    collector,
    received,
    close: emulator.close,
    async spans(): Promise<Span[]> {
      await emulator.close();
      return collector.received.flatMap(({ body }) => spansIn(JSON.parse(body)));
    },
  };
}

const spansIn = ({ resourceSpans }: Json): Span[] =>
  resourceSpans.flatMap(({ scopeSpans }: Json) =>
    scopeSpans.flatMap(({ spans }: Json) =>
      spans.map(({ startTimeUnixNano, endTimeUnixNano, attributes, events, ...span }: Json) => ({
        ...span,
        start: BigInt(startTimeUnixNano),
        end: BigInt(endTimeUnixNano),
        attributes: plain(attributes),
        events: events.map(({ name, attributes }: Json) => ({ name, attributes: plain(attributes) })),
      })),
    ),
  );

const plain = (attributes: Json[]): Json =>
  Object.fromEntries(attributes.map(({ key, value }: Json) => [key, valueIn(value)]));
const valueIn = (value: Json): unknown =>
  'arrayValue' in value ? value.arrayValue.values.map(valueIn) : Object.values(value)[0];

const callsOf = (spans: Span[], name: string) => spans.filter((span) => span.kind === SERVER && span.name === name);
const inside = (spans: Span[], { spanId }: Span) => spans.filter(({ parentSpanId }) => parentSpanId === spanId);
const newTrace = () => ({ traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex') });

test('a query goes on with its caller’s trace, and has a span a stage', async () => {
  const { api, received, spans: sent, collector } = await traced({ upstream: 'live' });
  const upstream = await recordingUpstream('By oil.');
  const key = await createCorpus(api, ['Lamps burn oil.']);
  await api.create('/v2/llms', {
    type: 'openai-compatible',
    name: 'mine',
    model: 'gpt-mine',
    uri: `${upstream.uri}/v1/chat/completions`,
    auth: { type: 'bearer', token: 'sk-very-secret-token' },
  });
  const { traceId, spanId } = newTrace();
  const { headers } = await api.post(
    '/v2/query',
    {
      query: 'What do lamps burn in the evening?',
      search: { corpora: [{ corpus_key: key }] },
      generation: {
        generation_preset_name: 'mockingbird-2.0',
        model_parameters: { llm_name: 'mine', temperature: 0.5 },
      },
    },
    { headers: { traceparent: `00-${traceId}-${spanId}-01` } },
  );
  const spans = await sent();
  expect(collector.received[0]).toMatchObject({ method: 'POST', path: '/v1/traces' });

  const [call] = callsOf(spans, 'POST /v2/query');
  expect(call).toMatchObject({ traceId, parentSpanId: spanId, status: { code: 0 } });
  expect(call!.attributes).toMatchObject({
    'http.request.method': 'POST',
    'http.route': '/v2/query',
    'http.response.status_code': 200,
    'vectara.operation': 'query',
    'vectara.account': 'default',
    'vectara.corpora': [key],
    'vectara.request_id': headers.get('x-request-id'),
  });
  const stages = inside(spans, call!);
  expect(stages.map(({ name }) => name)).toEqual(expect.arrayContaining(['auth', 'search', 'render', 'chat mine']));
  for (const stage of stages) {
    expect(stage.traceId).toBe(traceId);
    expect(stage.start >= call!.start && stage.end >= stage.start).toBe(true);
  }
  // One after the other, and now.
  const at = (name: string) => stages.find((stage) => stage.name === name)!;
  expect(at('search').end <= at('chat mine').start).toBe(true);
  expect(Math.abs(Date.now() - Number(call!.start / 1_000_000n))).toBeLessThan(120_000);

  const chat = at('chat mine');
  expect(chat.kind).toBe(CLIENT);
  expect(chat.attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-mine',
    'gen_ai.request.temperature': 0.5,
    'gen_ai.response.finish_reasons': ['stop'],
    'vectara.llm': 'mine',
    'vectara.answered_by': 'sent',
  });
  expect(inside(spans, chat)).toMatchObject([
    {
      name: 'POST',
      kind: CLIENT,
      attributes: {
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(upstream.uri).port),
        'http.response.status_code': 200,
      },
    },
  ]);
  // Names, numbers and ids alone: neither what was asked and answered, nor what opens a door.
  for (const word of ['zut_test', 'sk-very', 'evening', 'By oil', 'burn oil']) expect(received()).not.toContain(word);
});

test('an agent’s turn is a tree', async () => {
  const { api, spans: sent } = await traced();
  const { sessionOf, scripted, tell } = agentsFor(api);
  const corpus = await createCorpus(api, ['A refund takes five days.']);
  const at = await sessionOf({ tool_configurations: { kb: searchOf(corpus) } });
  await scripted(
    at,
    { tool_calls: [{ id: 'call_1', name: 'kb', arguments: { query: 'refund' } }] },
    { text: 'Five days.' },
  );
  await tell(at, 'How long does a refund take?');
  const spans = await sent();
  const [call] = callsOf(spans, 'POST /v2/agents/{agent_key}/sessions/{session_key}/events');
  const [turn] = inside(spans, call!).filter(({ name }) => name !== 'auth');
  expect(turn).toMatchObject({
    name: `invoke_agent ${agentOf(at)}`,
    attributes: {
      'gen_ai.agent.id': agentOf(at),
      'gen_ai.conversation.id': at.split('/')[5],
      'vectara.outcome': 'ended',
    },
  });
  expect(turn!.events.map(({ name }) => name)).toEqual(expect.arrayContaining(['step', 'script matched']));
  const steps = inside(spans, turn!);
  expect(steps.map(({ name }) => name)).toEqual(['chat gpt-4o', 'execute_tool kb', 'chat gpt-4o']);
  expect(steps[0]!.attributes).toMatchObject({
    'gen_ai.usage.input_tokens': expect.any(Number),
    'gen_ai.usage.output_tokens': expect.any(Number),
    'vectara.answered_by': 'scripted',
  });
  expect(steps[1]!.attributes).toMatchObject({ 'gen_ai.tool.name': 'kb', 'gen_ai.tool.call.id': 'call_1' });
  expect(inside(spans, steps[1]!).map(({ name }) => name)).toContain('search');
});

test('what the server fails at is an error, what a client does wrong is none; faults are events', async () => {
  const { api, spans: sent } = await traced();
  await api.post('/_emulator/faults', {
    id: 'busy',
    fault: { type: 'status', code: 503, message: 'Busy.' },
    when: { times: 1 },
  });
  await api.get('/v2/llms');
  await api.get('/v2/llms/no-such-llm');
  const spans = await sent();
  const [failed] = callsOf(spans, 'GET /v2/llms');
  expect(failed).toMatchObject({ status: { code: ERROR, message: 'Busy.' }, attributes: { 'error.type': '503' } });
  expect(failed!.events).toMatchObject([
    { name: 'fault', attributes: { 'vectara.fault': 'busy', 'vectara.fault_type': 'status' } },
  ]);
  expect(callsOf(spans, 'GET /v2/llms/{llm_id}')[0]).toMatchObject({
    status: { code: 0 },
    attributes: { 'http.response.status_code': 404 },
  });
});

test('a trace that its caller does not sample is not sent, and a traceparent that is none begins a new one', async () => {
  const { api, spans: sent } = await traced();
  const { traceId, spanId } = newTrace();
  await api.get('/v2/corpora', { headers: { traceparent: `00-${traceId}-${spanId}-00` } });
  await api.get('/v2/jobs', { headers: { traceparent: `00-${'0'.repeat(32)}-${spanId}-01` } });
  const spans = await sent();
  expect(callsOf(spans, 'GET /v2/corpora')).toEqual([]);
  const [call] = callsOf(spans, 'GET /v2/jobs');
  expect(call!.traceId).not.toMatch(/^0+$/);
  expect(call!.parentSpanId).toBeUndefined();
});

test('spans are sent while the emulator runs, too, by the system’s clock', async () => {
  const { api, received } = await traced();
  await api.post('/_emulator/clock', { set: '2001-01-01T00:00:00Z' });
  await api.get('/v2/corpora');
  await vi.waitUntil(() => received().includes('GET /v2/corpora'), { timeout: 30_000 });
  const [span] = spansIn(JSON.parse(received()));
  expect(new Date(Number(span!.start / 1_000_000n)).getFullYear()).toBeGreaterThan(2020);
});

describe('a collector that', () => {
  test('refuses is told of once, and disturbs no call', async () => {
    const logFile = join(temporaryFolder(), 'log');
    const { api, collector, close } = await traced({ logLevel: 'warn', logFile }, json({ error: 'no' }, 400));
    for (const count of [1, 2]) {
      expect((await api.get('/v2/corpora')).status).toBe(200);
      await vi.waitUntil(() => collector.received.length === count, { timeout: 30_000 });
    }
    await close();
    expect(readFileSync(logFile, 'utf8').match(/traces do not reach/g)).toHaveLength(1);
  });

  test('has gone does not hold up the end', async () => {
    const { api, collector, close } = await traced();
    await new Promise((resolve) => collector.server.close(resolve));
    await api.get('/v2/corpora');
    const before = performance.now();
    await close();
    expect(performance.now() - before).toBeLessThan(20_000);
  });
});

test('without the exporter one line names the package', async () => {
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({ resolve(name, context, next) {
      if (name.startsWith('@opentelemetry/')) throw new Error('not here');
      return next(name, context);
    } });`;
  const { code, stdout, stderr } = await runProcess(['--otlp', 'http://127.0.0.1:4318', '--ephemeral', '--port', '0'], {
    env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` },
  });
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^vectara-emulator: [^\n]*npm install @opentelemetry\/exporter-trace-otlp-http\n$/);
});
