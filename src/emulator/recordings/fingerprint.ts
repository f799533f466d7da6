/** Which requests are the same: by what of them counts. */
import { createHash } from 'node:crypto';
import { type Static, Type } from 'typebox';
import type { RecordedRequest, Recording } from './recording-schema.ts';

/** `messages` and `parameters` are the two halves of the body (`splitBody`). */
export const CountedPart = Type.Union([
  Type.Literal('dialect'),
  Type.Literal('model'),
  Type.Literal('messages'),
  Type.Literal('parameters'),
  Type.Literal('url'),
]);
export type CountedPart = Static<typeof CountedPart>;

export const DEFAULT_MATCH: readonly CountedPart[] = ['dialect', 'model', 'messages'];

/**
 * What of a request counts. The kind of answer it accepts always does, since a caller that wants a stream can read
 * nothing else.
 */
export function countedParts(request: RecordedRequest, match: readonly CountedPart[]): Record<string, unknown> {
  if (request.dialect === 'vectara') return partsOfCall(request);
  const { messages, parameters } = splitBody(request.body);
  const parts = { dialect: request.dialect, model: request.model, messages, parameters, url: request.url ?? '' };
  return {
    accept: request.headers?.accept ?? 'application/json',
    ...Object.fromEntries(match.map((part) => [part, parts[part]])),
  };
}

/** Of a call of Vectara's API all counts but where that is, whoever calls, and in which words it asks for its answer. */
const partsOfCall = ({ dialect, method = 'POST', url = '', body }: RecordedRequest) => ({
  dialect,
  method,
  path: url.replace(/^https?:\/\/[^/]*/, ''),
  messages: body,
});

/** 64 hexadecimal characters. */
export const fingerprint = (request: RecordedRequest, match: readonly CountedPart[]): string =>
  createHash('sha256')
    .update(canonicalJson(countedParts(request, match)))
    .digest('hex');

/** The fingerprints of recordings, each computed once. */
export function createRecordingKeys(match: readonly CountedPart[]): (recording: Recording) => string {
  const known = new WeakMap<Recording, string>();
  return (recording) => {
    const key = known.get(recording) ?? fingerprint(requestOf(recording), match);
    known.set(recording, key);
    return key;
  };
}

/** A recording's request; one written by hand may leave out what it accepts, which is then what it was answered with. */
export function requestOf({ request, response }: Recording): RecordedRequest {
  if (request.headers?.accept !== undefined) return request;
  const type = [response.headers?.['content-type'] ?? ''].flat()[0]!.split(';')[0]!.trim();
  return /stream/.test(type) ? { ...request, headers: { ...request.headers, accept: type } } : request;
}

/** Members that hold what a model is told, in any protocol for models. */
const PROMPT = [
  'messages',
  'contents',
  'input',
  'prompt',
  'system',
  'instructions',
  'systemInstruction',
  'system_instruction',
  'tools',
  'functions',
];
/** Members without which the answer could not be used. */
const SHAPE = ['dimensions', 'encoding_format'];
/** Said elsewhere in a fingerprint. */
const ELSEWHERE = ['model', 'stream'];

/**
 * A body in two: `messages`, the top-level members PROMPT and SHAPE name, and `parameters`, all others. A body with no
 * prompt that we know of is all `messages`. `model` and `stream` are in neither: the one is a part of its own, the other
 * shows in the kind of answer that is accepted.
 */
export function splitBody(body: unknown): { messages: unknown; parameters: unknown } {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return { messages: body, parameters: {} };
  const members = Object.entries(body).filter(([name]) => !ELSEWHERE.includes(name));
  if (!members.some(([name]) => PROMPT.includes(name))) {
    return { messages: Object.fromEntries(members), parameters: {} };
  }
  const isMessage = ([name]: [string, unknown]) => PROMPT.includes(name) || SHAPE.includes(name);
  return {
    messages: Object.fromEntries(members.filter(isMessage)),
    parameters: Object.fromEntries(members.filter((member) => !isMessage(member))),
  };
}

/** The last thing said in a prompt, by which a reader recognises it: its first `length` characters on one line. */
export function firstWords(body: unknown, length = 80): string {
  const object = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const conversation = PROMPT.map((name) => object[name]).find((member) => member !== undefined);
  const text = (lastText(conversation) ?? '').replace(/\s+/g, ' ').trim();
  return text.length > length ? `${text.slice(0, length).toWellFormed()}…` : text;
}

function lastText(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (Array.isArray(value)) return value.map(lastText).findLast((text) => text !== undefined);
  if (typeof value !== 'object' || value === null) return undefined;
  const { content, parts, text, output } = value as Record<string, unknown>;
  return lastText(content ?? parts ?? text ?? output);
}

/** JSON in which the order of an object's members does not show. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}
