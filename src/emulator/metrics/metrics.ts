/** What a server counts and measures, for Prometheus. */
import type { Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface Meters {
  stageSeconds: Histogram<'stage'>;
  upstreamCalls: Counter<'dialect' | 'status'>;
  upstreamSeconds: Histogram<'dialect'>;
  tokens: Counter<'llm' | 'kind'>;
  streamsOpen: Gauge;
  accountsOpen: Gauge;
  databaseBytes: Gauge;
  journalBytes: Gauge;
  interpreters: Gauge<'state'>;
}

/** What is looked up when someone asks. */
export interface Levels {
  streamsOpen: number;
  accountsOpen: number;
  databaseBytes: number;
  journalBytes: number;
  interpreters: { busy: number; idle: number };
}

/** What a server has open right now. */
export function levelsOf(
  app: { openStreams: { count: number } },
  accounts: { openSizes(): number[] },
  journal: { measure(): { bytes: number } },
  python: { count(): Levels['interpreters'] },
): Levels {
  const sizes = accounts.openSizes();
  return {
    streamsOpen: app.openStreams.count,
    accountsOpen: sizes.length,
    databaseBytes: sizes.reduce((sum, size) => sum + size, 0),
    journalBytes: journal.measure().bytes,
    interpreters: python.count(),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;

const SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];
const MOST_WAITING = 10_000;

const nameOf = (short: string) => `vectara_emulator_${short}`;

/** The library is loaded when the first thing is measured, beside it: what comes meanwhile waits. */
export function createMetrics(levels: () => Levels) {
  const requests = createRequestTally(nameOf, SECONDS);
  let loaded: { client: typeof import('prom-client'); registry: Registry; meters: Meters } | undefined;
  let loading: Promise<void> | undefined;
  let waiting: ((meters: Meters) => void)[] = [];

  const load = async () => {
    const { default: client } = await import('prom-client');
    const registry = new client.Registry();
    loaded = { client, registry, meters: createMeters(client, registry) };
    for (const measure of waiting) measure(loaded.meters);
    waiting = [];
  };

  function measure(take: (meters: Meters) => void): void {
    if (loaded) take(loaded.meters);
    else if (waiting.length < MOST_WAITING) waiting.push(take);
    loading ??= load();
  }

  return {
    measure,

    request: requests.count,

    /** All of it in Prometheus' text format, with its media type. */
    async text(): Promise<{ type: string; text: string }> {
      loading ??= load();
      await loading;
      const { client, registry, meters } = loaded!;
      const { streamsOpen, accountsOpen, databaseBytes, journalBytes, interpreters } = levels();
      meters.streamsOpen.set(streamsOpen);
      meters.accountsOpen.set(accountsOpen);
      meters.databaseBytes.set(databaseBytes);
      meters.journalBytes.set(journalBytes);
      meters.interpreters.set({ state: 'busy' }, interpreters.busy);
      meters.interpreters.set({ state: 'idle' }, interpreters.idle);
      const all = client.Registry.merge([client.AggregatorRegistry.aggregate([requests.metrics()]), registry]);
      return { type: all.contentType, text: await all.metrics() };
    },
  };
}

function createMeters(client: typeof import('prom-client'), registry: Registry): Meters {
  const named = (name: string, help: string) => ({ name: nameOf(name), help, registers: [registry] });
  const seconds = <Label extends string>(name: string, help: string, label: Label) =>
    new client.Histogram({ ...named(name, help), labelNames: [label], buckets: SECONDS });
  return {
    stageSeconds: seconds('query_stage_seconds', 'Time spent in each stage of queries.', 'stage'),
    upstreamCalls: new client.Counter({
      ...named('upstream_calls_total', 'Calls of registered LLMs, encoders and token endpoints.'),
      labelNames: ['dialect', 'status'],
    }),
    upstreamSeconds: seconds('upstream_seconds', 'From an upstream call to the beginning of its answer.', 'dialect'),
    tokens: new client.Counter({
      ...named('tokens_total', 'Tokens that language models counted, or that were estimated for them.'),
      labelNames: ['llm', 'kind'],
    }),
    streamsOpen: new client.Gauge(named('streams_open', 'Streamed answers under way.')),
    accountsOpen: new client.Gauge(named('accounts_open', 'Accounts whose database is open.')),
    databaseBytes: new client.Gauge(named('database_bytes', 'Size of the open databases.')),
    journalBytes: new client.Gauge(named('journal_bytes', 'About what the kept calls take in memory.')),
    interpreters: new client.Gauge({
      ...named('interpreters', 'Processes that run, or wait to run, the Python of lambda tools.'),
      labelNames: ['state'],
    }),
  };
}

// Answered requests and their times in plain numbers: every request pays for what a meter with labels would take.

export interface AnsweredRequest {
  operation: string;
  method: string;
  status: number;
  seconds: number;
}

interface Operation {
  /** How many, by method and status. */
  answers: Map<string, number>;
  /** How many took at most as long as each bound, and longer than the one before; the last is for those that took longer. */
  times: number[];
  seconds: number;
}

/** `name` gives the whole names of the metrics, `bounds` are seconds, ascending. */
export function createRequestTally(name: (short: string) => string, bounds: readonly number[]) {
  const operations = new Map<string, Operation>();

  function operationOf(operation: string): Operation {
    const known = operations.get(operation);
    if (known) return known;
    const begun: Operation = { answers: new Map(), times: new Array(bounds.length + 1).fill(0), seconds: 0 };
    operations.set(operation, begun);
    return begun;
  }

  return {
    count({ operation, method, status, seconds }: AnsweredRequest): void {
      const tally = operationOf(operation);
      const { answers, times } = tally;
      const answer = `${method} ${status}`;
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
      let bound = 0;
      while (bound < bounds.length && seconds > bounds[bound]!) bound += 1;
      times[bound]! += 1;
      tally.seconds += seconds;
    },

    /** Metrics as prom-client passes them between processes. */
    metrics: () => [
      {
        name: name('requests_total'),
        help: 'Answered requests of the API.',
        type: 'counter',
        aggregator: 'sum',
        values: [...operations].flatMap(([operation, { answers }]) => answersOf(operation, answers)),
      },
      {
        name: name('request_seconds'),
        help: 'From a request’s arrival to the end of its answer.',
        type: 'histogram',
        aggregator: 'sum',
        values: [...operations].flatMap(([operation, tally]) =>
          timesOf(name('request_seconds'), operation, tally, bounds),
        ),
      },
    ],
  };
}

const answersOf = (operation: string, answers: Operation['answers']) =>
  [...answers].map(([answer, value]) => {
    const [method, status] = answer.split(' ');
    return { value, labels: { operation, method, status } };
  });

function timesOf(name: string, operation: string, { times, seconds }: Operation, bounds: readonly number[]) {
  let upTo = 0;
  const buckets = times.map((count, index) => {
    upTo += count;
    return { value: upTo, labels: { le: bounds[index] ?? '+Inf', operation }, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { value: seconds, labels: { operation }, metricName: `${name}_sum` },
    { value: upTo, labels: { operation }, metricName: `${name}_count` },
  ];
}
