/**
 * A call as a trace: a span for it and one for each of its stages, named as OpenTelemetry names them for HTTP servers and for
 * generative AI. They hold names, numbers and ids alone: what was asked and answered is in the journal, under the request id.
 */
import { randomBytes } from 'node:crypto';
import { CONTRACT_ROWS, type OperationId } from '../../http/operation.ts';
import { isTraceparent } from '../../secrets/secret-names.ts';
import { digestOf } from '../journal/digest.ts';
import { contentOf, durationOf, type Entry } from '../journal/entry.ts';
import type { Note, UpstreamNote } from '../journal/notes.ts';
import { redactorOf } from '../journal/redactor.ts';

export type Attributes = Record<string, string | number | boolean | string[] | undefined>;

export interface Span {
  name: string;
  kind: 'server' | 'client' | 'internal';
  traceId: string;
  spanId: string;
  parent: { spanId: string; isRemote: boolean } | undefined;
  /** Milliseconds since 1970, by the system's clock, whatever the emulator's is set to; so are all other times. */
  start: number;
  end: number;
  attributes: Attributes;
  events: { name: string; time: number; attributes: Attributes }[];
  failed: boolean;
  /** Why it failed. */
  message?: string;
}

/** What a note says of a span. `over`: it was taken down when the stage was over, not when it began. */
type Stage = Pick<Span, 'name' | 'kind' | 'attributes'> &
  Partial<Pick<Span, 'failed' | 'message'>> & {
    ms: number | undefined;
    over?: true;
  };

/** The call's own span first. None for a call whose trace is not to be sampled, as its caller says. */
export function spansOf(entry: Entry): Span[] {
  const content = contentOf(entry);
  const caller = callerIn(content.headers.traceparent);
  if (caller?.isSampled === false) return [];
  const traceId = caller?.traceId ?? newId(16);
  const began = performance.timeOrigin + entry.origin;
  const took = durationOf(entry);
  const spans: Span[] = [];
  const add = ({ ms, over, ...stage }: Stage, at: number, parent: Span['parent']): Span => {
    const start = began + (over ? Math.max(0, at - (ms ?? 0)) : at);
    // What has no end yet was left behind by the call.
    const end = ms === undefined ? began + took : start + ms;
    const span = { events: [], failed: false, ...stage, traceId, spanId: newId(8), parent, start, end };
    spans.push(span);
    return span;
  };
  const within = ({ spanId }: Span) => ({ spanId, isRemote: false });

  const call = add({ ...ofCall(entry), ms: took }, 0, caller && { spanId: caller.spanId, isRemote: true });
  add({ name: 'auth', kind: 'internal', attributes: {}, ms: entry.authMs }, 0, within(call));
  const byNote = new Map<Note, Span>();
  let model: Span | undefined;
  for (const { at, note, around } of content.notes ?? []) {
    const outer = byNote.get(around!) ?? call;
    const event = eventOf(note);
    if (event) outer.events.push({ ...event, time: began + at });
    const stage = stageOf(note);
    if (!stage) continue;
    // A model is asked over the network while its own note is being filled.
    const asking = note.kind === 'upstream' && model && began + at <= model.end ? model : undefined;
    if (asking) Object.assign(asking.attributes, providerOf(note as UpstreamNote));
    const span = add(stage, at, within(asking ?? outer));
    byNote.set(note, span);
    if (note.kind === 'model') model = span;
  }
  const shown = redactorOf(content).hideIn(spans) as Span[];
  // An account may be called like the key that opens it.
  shown[0]!.attributes['vectara.account'] = entry.account;
  return shown;
}

const newId = (bytes: number) => randomBytes(bytes).toString('hex');

/** https://www.w3.org/TR/trace-context/ */
function callerIn(traceparent: unknown) {
  if (!isTraceparent(traceparent)) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-');
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
function ofCall(entry: Entry): Omit<Stage, 'ms'> {
  const { operationId, method, status, isStream, isAborted } = entry;
  const route = operationId === undefined ? undefined : CONTRACT_ROWS[operationId as OperationId]?.path;
  const { corpora, errors } = digestOf(entry);
  // A client's mistake is no failure of the server's.
  const failed = status >= 500 || (isStream && errors.length > 0);
  return {
    name: route === undefined ? method : `${method} ${route}`,
    kind: 'server',
    attributes: {
      'http.request.method': method,
      'http.route': route,
      'http.response.status_code': status || undefined,
      'error.type': failed ? (status >= 500 ? String(status) : 'stream') : undefined,
      'vectara.operation': operationId,
      'vectara.request_id': entry.id,
      'vectara.corpora': corpora.length > 0 ? corpora : undefined,
      'vectara.client_left': isAborted || undefined,
    },
    failed,
    ...(failed && errors[0] !== undefined && { message: errors[0] }),
  };
}

/** https://opentelemetry.io/docs/specs/semconv/gen-ai/ */
function stageOf(note: Note): Stage | undefined {
  switch (note.kind) {
    case 'model':
      return {
        name: `chat ${note.llm}`,
        kind: 'client',
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'vectara',
          'gen_ai.request.model': note.llm,
          'gen_ai.request.temperature': note.parameters.temperature,
          'gen_ai.request.max_tokens': note.parameters.max_tokens,
          'gen_ai.output.type': note.response_format ? 'json' : 'text',
          'gen_ai.response.finish_reasons': note.finish_reason === undefined ? undefined : [note.finish_reason],
          'gen_ai.usage.input_tokens': note.usage?.promptTokens,
          'gen_ai.usage.output_tokens': note.usage?.completionTokens,
          'vectara.llm': note.llm,
          'vectara.answered_by': note.provenance.by ?? 'nobody',
          'vectara.first_chunk_ms': note.first_chunk_ms,
          ...errorType(note.error),
        },
        ...failure(note.error),
        ms: note.ms,
      };
    case 'upstream':
      return upstreamStage(note);
    case 'turn':
      return {
        name: `invoke_agent ${note.agent}`,
        kind: 'internal',
        attributes: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.provider.name': 'vectara',
          'gen_ai.agent.id': note.agent,
          'gen_ai.conversation.id': note.session,
          'vectara.outcome': note.outcome,
          ...errorType(note.error),
        },
        ...failure(note.error),
        ms: note.took_ms,
      };
    case 'tool_call':
      return {
        name: `execute_tool ${note.name}`,
        kind: 'internal',
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': note.name,
          'gen_ai.tool.call.id': note.id,
          'vectara.tool_type': note.type,
          'vectara.answered_by': note.answered_by,
          ...errorType(note.error),
        },
        failed: note.error === true,
        ms: note.ms,
      };
    case 'compaction':
      return { name: 'compaction', kind: 'internal', attributes: {}, ...failure(note.error), ms: note.ms };
    case 'search':
      return { name: 'search', kind: 'internal', attributes: { 'vectara.found': note.found }, ms: note.ms, over: true };
    case 'rerank':
      return {
        name: `rerank ${note.type}`,
        kind: 'internal',
        attributes: { 'vectara.given': note.given, 'vectara.kept': note.kept },
        ms: note.ms,
        over: true,
      };
    case 'prompt':
      return { name: 'render', kind: 'internal', attributes: {}, ms: note.ms, over: true };
    case 'consistency':
      return {
        name: 'consistency',
        kind: 'internal',
        attributes: { 'vectara.score': note.score },
        ms: note.ms,
        over: true,
      };
    default:
      return undefined;
  }
}

const failure = (error: string | undefined) => (error === undefined ? {} : { failed: true, message: error });
const errorType = (error: unknown): Attributes => (error ? { 'error.type': '_OTHER' } : {});

/** Without its path and parameters, which may hold credentials. */
function upstreamStage({ dialect, model, method, url, status, provenance, error, total_ms }: UpstreamNote): Stage {
  const { hostname, port, protocol } = URL.parse(url) ?? {};
  const isEmbedding = dialect === 'openai-embeddings';
  return {
    name: isEmbedding ? `embeddings ${model}` : method,
    kind: 'client',
    attributes: {
      ...(isEmbedding && { 'gen_ai.operation.name': 'embeddings', 'gen_ai.request.model': model }),
      'http.request.method': method,
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'http:' ? 80 : 443),
      'http.response.status_code': status,
      'vectara.dialect': dialect,
      'vectara.answered_by': provenance.by,
      'error.type': status !== undefined && status >= 400 ? String(status) : error === undefined ? undefined : '_OTHER',
    },
    ...failure(error),
    ...(status !== undefined && status >= 400 && { failed: true }),
    ms: total_ms,
  };
}

const PROVIDERS: Record<string, string> = {
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  anthropic: 'anthropic',
  'anthropic-bedrock': 'aws.bedrock',
  gemini: 'gcp.gemini',
};

/** Who a registered LLM is asked at, and under which name. */
const providerOf = ({ dialect, model }: UpstreamNote): Attributes =>
  dialect in PROVIDERS ? { 'gen_ai.provider.name': PROVIDERS[dialect], 'gen_ai.request.model': model } : {};

/** What happens at one moment. */
function eventOf(note: Note): { name: string; attributes: Attributes } | undefined {
  switch (note.kind) {
    case 'fault':
      return { name: 'fault', attributes: { 'vectara.fault': note.id, 'vectara.fault_type': note.fault.type } };
    case 'script_matched':
      return { name: 'script matched', attributes: { 'vectara.script': note.script } };
    case 'scripts_not_matched':
      return { name: 'scripts not matched', attributes: {} };
    case 'step':
      return { name: 'step', attributes: { 'vectara.step': note.step } };
    case 'transition':
      return { name: 'transition', attributes: { 'vectara.from': note.from, 'vectara.to': note.to } };
    default:
      return undefined;
  }
}
