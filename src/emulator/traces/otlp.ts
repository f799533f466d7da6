/** `--otlp`: calls that are over go to a collector as traces, by OpenTelemetry's own exporter. */
import type { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { Entry } from '../journal/entry.ts';
import { type Attributes, type Span, spansOf } from './spans.ts';

const PACKAGE = '@opentelemetry/exporter-trace-otlp-http';

/** How long spans wait for more. */
const BATCH_MS = 1000;
const LARGEST_BATCH = 512;
/** A collector that is slow or gone must not fill the memory. */
const MOST_WAITING = 20_000;
const EXPORT_TIMEOUT_MS = 5000;
/** What is left may take as long when the emulator is closed. */
const LAST_MS = 3000;

type ReadableSpan = Parameters<OTLPTraceExporter['export']>[0][number];

/** The package is not there; the message can be shown as it is. */
export class ExporterMissing extends Error {
  override name = 'ExporterMissing';
}

export interface Traces {
  take(entry: Entry): void;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** `warn` is told once that a collector cannot be reached, and again after it could. Throws ExporterMissing. */
export async function openTraces(address: string, warn: (message: string) => void): Promise<Traces> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http').catch(() => {
    throw new ExporterMissing(`traces need the package ${PACKAGE} beside vectara-emulator: npm install ${PACKAGE}`);
  });
  const url = tracesAt(address);
  const exporter = new OTLPTraceExporter({ url, timeoutMillis: EXPORT_TIMEOUT_MS });
  let waiting: Span[] = [];
  let timer: NodeJS.Timeout | undefined;
  let sending: Promise<void> | undefined;
  let isDown = false;

  const told = (error: Error | undefined, lost: number) => {
    if (error && !isDown)
      warn(`traces do not reach ${url}: ${error.message}; ${lost} spans are lost, more may follow.`);
    isDown = error !== undefined;
  };
  const send = (batch: Span[]) =>
    new Promise<void>((resolve) =>
      exporter.export(batch.map(toReadable), ({ code, error }) => {
        told(code === 0 ? undefined : (error ?? new Error('it refuses them')), batch.length);
        resolve();
      }),
    );
  /** One batch after the other. */
  const flush = (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    sending ??= (async () => {
      while (waiting.length > 0) await send(waiting.splice(0, LARGEST_BATCH));
      sending = undefined;
    })();
    return sending;
  };

  return {
    take(entry) {
      const spans = spansOf(entry);
      if (waiting.length + spans.length > MOST_WAITING) return told(new Error('it is too slow'), spans.length);
      waiting.push(...spans);
      if (waiting.length >= LARGEST_BATCH) void flush();
      else timer ??= setTimeout(() => void flush(), BATCH_MS).unref();
    },
    async close() {
      await Promise.race([flush(), new Promise((resolve) => setTimeout(resolve, LAST_MS).unref())]);
      waiting = [];
      await exporter.shutdown();
    },
  };
}

/** As `OTEL_EXPORTER_OTLP_ENDPOINT` is read: traces have a path of their own, unless one is given. */
function tracesAt(address: string): string {
  const url = new URL(address);
  if (url.pathname === '/') url.pathname = '/v1/traces';
  return url.href;
}

const RESOURCE = { attributes: { 'service.name': 'vectara-emulator' } } as unknown as ReadableSpan['resource'];
const SCOPE = { name: 'vectara-emulator' };
/** As the API of OpenTelemetry numbers them. */
const KINDS = { internal: 0, server: 1, client: 2 } as const;
const FAILED = 2;
const SAMPLED = 1;

/** As the SDK of OpenTelemetry has a span that has ended. */
function toReadable({ traceId, spanId, parent, ...span }: Span): ReadableSpan {
  return {
    name: span.name,
    kind: KINDS[span.kind],
    spanContext: () => ({ traceId, spanId, traceFlags: SAMPLED }),
    ...(parent && { parentSpanContext: { traceId, traceFlags: SAMPLED, ...parent } }),
    startTime: toHrTime(span.start),
    endTime: toHrTime(span.end),
    duration: toHrTime(span.end - span.start),
    status: { code: span.failed ? FAILED : 0, ...(span.message !== undefined && { message: span.message }) },
    attributes: known(span.attributes),
    events: span.events.map(({ name, time, attributes }) => ({
      name,
      time: toHrTime(time),
      attributes: known(attributes),
    })),
    links: [],
    ended: true,
    resource: RESOURCE,
    instrumentationScope: SCOPE,
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

/** Seconds, and nanoseconds. */
function toHrTime(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

const known = (attributes: Attributes) =>
  Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined)) as Record<
    string,
    string | number | boolean | string[]
  >;
